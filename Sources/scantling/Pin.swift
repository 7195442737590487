import ArgumentParser
import Diagnostics
import Driver
import Glibc
import IR
import Pins
import Spec
import Workspace

struct Pin: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write into the lock what the specs need and it lacks; move it forward when asked to.",
    discussion: """
      The lock, specs/scantling.lock, holds the digest of every image, the commit of
      every action and the version of every tool that is used. This command and
      'outdated' are the only ones that use the network, and what is built in is
      taken over without it. Registries see what 'docker login' has stored; the tags
      of actions are asked with git. Nothing is written unless all of it was found.

      EXAMPLES
        scantling pin                   add what the lock lacks, drop the unused
        scantling pin --update          move everything forward
        scantling pin --update golang   move only this image, action or tool
        scantling pin --cooldown 0d     take what was published today, too
        scantling pin --mirror docker.io=mirror.gcr.io
      """)

  @OptionGroup var options: WorkspaceOptions
  @OptionGroup var pins: PinOptions
  @Flag(help: "Move forward what is named, or everything where nothing is.")
  var update = false
  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and write nothing.")
  var dryRun = false
  @Argument(help: ArgumentHelp("Images, actions and tools to move.", valueName: "name"))
  var names: [String] = []

  func validate() throws {
    if !names.isEmpty, !update { throw ValidationError("names are moved with --update") }
  }

  func run() throws {
    let workspace = try options.open()
    let old = workspace.compilation.lock.map { LockContents($0) } ?? LockContents()
    let new = try filled(old, in: workspace)
    for line in new.changes(since: old) { Output.result(line + "\n") }
    let bytes = new.print(version: scantlingVersion)
    guard !dryRun, bytes != workspace.input.lock?.bytes else { return }
    do throws(DiskError) { try workspace.writeLock(bytes) } catch { throw stop(error) }
    if new != old { Output.note("wrote \(Workspace.lockFile); 'scantling generate' takes it into the files\n") }
  }

  /// The lock with all that is needed. What is needed only once an image has its digest shows in the next round.
  private func filled(_ old: LockContents, in workspace: borrowing Workspace) throws -> LockContents {
    var (contents, compilation) = (old, workspace.compilation)
    var moving = update ? names.isEmpty ? PinUpdate.everything : .named(names) : .nothing
    try compilation.stopAtErrors(besides: .unpinnedImage)
    try moving.stopAtUnknownNames(among: compilation.needs)
    while let library = compilation.library {
      let needs = compilation.needs
      contents.fill(images: needs.references, actions: needs.actions, tools: needs.tools, from: library)
      let tasks = contents.tasks(images: needs.references, moving: moving, tools: library.actions.tools)
      try take(try pins.find(tasks, for: compilation), of: tasks, into: &contents)
      compilation = compile(workspace.input.replacing(lock: contents.print(version: scantlingVersion)))
      try compilation.stopAtErrors(besides: tasks.isEmpty ? nil : .unpinnedImage)
      moving = .nothing
      if !compilation.diagnostics.hasErrors { break }
    }
    let needs = compilation.needs
    return contents.pruned(images: needs.references, actions: needs.actions, tools: needs.tools)
  }

  /// All or nothing.
  private func take(
    _ results: [Result<PinFinding, PinFailure>], of tasks: [PinTask], into contents: inout LockContents
  ) throws {
    var failures: [PinFailure] = []
    for (task, result) in zip(tasks, results) {
      switch result {
      case .success(let finding):
        contents.apply(finding, of: task)
        if case .held(let what, let days) = finding {
          Output.note("\(task.name): \(what) is \(days) days old, and held back by the cooldown\n")
        }
      case .failure(let failure): failures.append(failure)
      }
    }
    if !failures.isEmpty {
      let code = stop(failures)
      Output.note("nothing was written\n")
      throw code
    }
  }
}
