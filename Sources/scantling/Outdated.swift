import ArgumentParser
import Diagnostics
import Driver
import IR
import Pins
import Spec
import Workspace

struct Outdated: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List what the lock could move to. Writes nothing.",
    discussion: """
      A line for each: a tag that has another digest now, an action or a tool with a
      newer release of the same major version, and an image with a newer version,
      with the place in the specs that names the one in use. Digests and releases are
      moved by 'scantling pin --update'; versions of images stand in the specs.

      EXAMPLES
        scantling outdated
        scantling outdated --cooldown 0d  show what was published today, too
      """)

  @OptionGroup var options: WorkspaceOptions
  @OptionGroup var pins: PinOptions

  func run() throws {
    let compilation = try options.open().compilation
    try compilation.stopAtErrors()
    guard let library = compilation.library else { return }
    var contents = compilation.lock.map { LockContents($0) } ?? LockContents()
    let needs = compilation.needs
    contents.fill(images: needs.references, actions: needs.actions, tools: needs.tools, from: library)
    let tasks = contents.tasks(images: needs.references, moving: .everything, tools: library.actions.tools)
    let found = try pins.find(tasks, for: compilation)
    let versions = try pins.finder(for: compilation).newerTags(of: needs.references) {
      Output.progress("tags", $0, of: needs.references.count)
    }
    Output.endProgress()
    for (task, result) in zip(tasks, found) {
      if let line = (try? result.get()).flatMap({ task.line($0) }) { Output.result("\(task.name) \(line)\n") }
    }
    for (image, result) in zip(needs.images, versions) {
      guard let tags = try? result.get(), !tags.isEmpty else { continue }
      let place = compilation.sources.location(of: image.range)
      Output.result("\(image.value.familiar) has newer versions: \(tags.joined(separator: ", ")) (\(place))\n")
    }
    let failures = found.compactMap(\.failure) + versions.compactMap(\.failure)
    if !failures.isEmpty { throw stop(failures) }
  }
}

extension PinTask {
  /// What could be done; nil where nothing could.
  fileprivate func line(_ finding: PinFinding) -> String? {
    switch (self, finding) {
    case (_, .same): nil
    case (.image(_, let current), .image(let image)) where current?.digest == image.digest:
      "has no platforms in the lock"
    case (.image(_, let current), .image(let image)): "\(current?.digest ?? "nothing") -> \(image.digest)"
    case (.action(_, let current), .release(let release)): "\(current.version) -> \(release.version)"
    case (.tool(_, _, let current), .release(let release)): "\(current) -> \(release.version)"
    case (_, .held(let what, let days)): "\(what) is \(days) days old, and held back by the cooldown"
    default: nil
    }
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let failure) = self { failure } else { nil }
  }
}
