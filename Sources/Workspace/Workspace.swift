import Diagnostics
package import Driver
import Glibc
package import Spec

/// A workspace on the disk: reads specs, compiles them, and compares the result with what is there.
package struct Workspace: ~Copyable {
  package let disk: Disk
  package let compilation: Compilation

  /// Reads and compiles the workspace at `root`. Specs that are wrong are no failure; a disk that refuses is. Waivers
  /// are judged by `today`.
  package init(root: String, today: CalendarDate? = nil) throws(DiskError) {
    let disk = try Disk(root: root)
    let input = try Workspace.input(from: disk, today: today)
    self.disk = disk
    compilation = compile(input)
  }

  package static let specFolder = "specs"
  package static let workspaceFile = "specs/workspace.yaml"
  package static let lockFile = "specs/scantling.lock"

  /// The nearest folder, from `start` upwards, that holds specs/workspace.yaml; nil where none does.
  package static func root(from start: String) -> String? {
    var folder = start
    while true {
      if unsafe access("\(folder)/\(workspaceFile)", F_OK) == 0 { return folder }
      guard let parent = parent(of: folder) else { return nil }
      folder = parent
    }
  }

  private static func parent(of folder: String) -> String? {
    guard folder != "/" else { return nil }
    let parts = folder.split(separator: "/").dropLast()
    return "/" + parts.joined(separator: "/")
  }

  private static func input(from disk: borrowing Disk, today: CalendarDate?) throws(DiskError) -> Input {
    let (names, _, links) = try disk.list(specFolder)
    // What is passed over would be missed without a word.
    if let link = links.first(where: isSpec) { throw DiskError(linkToSpec: "\(specFolder)/\(link)") }
    let files = names.filter { isSpec($0) && $0 != "workspace.yaml" }
    var services: [SourceFile] = []
    for file in files { services.append(try source("\(specFolder)/\(file)", disk)) }
    let lock = try disk.read(lockFile).map { SourceFile(path: lockFile, bytes: $0) }
    return Input(workspace: try source(workspaceFile, disk), services: services, lock: lock, today: today)
  }

  private static func source(_ path: String, _ disk: borrowing Disk) throws(DiskError) -> SourceFile {
    guard let bytes = try disk.read(path) else { throw DiskError("read", path, ENOENT) }
    return SourceFile(path: path, bytes: bytes)
  }

  private static func isSpec(_ name: String) -> Bool {
    !name.hasPrefix(".") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
  }
}
