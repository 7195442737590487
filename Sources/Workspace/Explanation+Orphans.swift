import Driver
import Emit

extension Explanation {
  /// Why nothing asks for a file any more.
  mutating func orphan(_ difference: Drift) -> [Cause] {
    if let moved = moved(difference.path) { return [moved] }
    guard let spec = Header.spec(in: difference.found), !spec.contains("*") else { return [] }
    guard goneSpecs.contains(spec) else {
      guard let file = inputs.file(spec), let build = inputs.entries(of: file).first(where: isBuild) else { return [] }
      return [inputs.cause(build.place, "does not ask for it")]
    }
    let successor = successor(of: difference).map { "; '\($0)' is the same under another name" } ?? ""
    return [Cause(place: spec, event: "is gone" + successor, range: nil)]
  }

  private func isBuild(_ entry: Inputs.Entry) -> Bool { entry.keys.first == "build" }

  /// For files outside the folders of now: the setting that says where they are.
  mutating func moved(_ path: String) -> Cause? {
    let folders = compilation.folders
    if folders.flat.contains(folder(of: path)) || path.hasPrefix(folders.services) { return nil }
    guard let file = inputs.file(Workspace.workspaceFile) else { return nil }
    let entries = inputs.entries(of: file)
    let isGitHub = folder(of: path).hasSuffix(".github/") || folder(of: path).hasSuffix(".github/workflows/")
    let names = isGitHub ? ["github", "output"] : ["output"]
    let settings = names.compactMap { name in entries.first { $0.keys == [name] } }
    guard let setting = settings.first else {
      return Cause(place: Workspace.workspaceFile, event: "has no '\(names[0])' any more", range: nil)
    }
    return inputs.cause(setting.place, "has another '\(setting.place.name)' now")
  }

  /// The new service whose file is the same but for the name.
  private func successor(of orphan: Drift) -> String? {
    guard let old = service(of: orphan.path) else { return nil }
    let body = body(orphan.found)
    return drift.first { other in
      guard other.kind == .missing, let new = service(of: other.path),
        orphan.path.lastComponent == other.path.lastComponent
      else { return false }
      return body.replacing(old, with: new) == self.body(other.expected)
    }.flatMap { service(of: $0.path) }
  }

  private func service(of path: String) -> String? {
    let services = compilation.folders.services
    guard path.hasPrefix(services) else { return nil }
    return path.dropFirst(services.count).split(separator: "/").first.map(String.init)
  }

  /// A generated file without its header.
  private func body(_ contents: [UInt8]) -> String {
    let lines = contents.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
    return String(decoding: lines.dropFirst(2).first ?? [], as: UTF8.self)
  }

  private func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }
}
