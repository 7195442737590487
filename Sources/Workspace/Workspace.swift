package import Diagnostics
package import Driver
import Glibc
package import Spec

/// A workspace on the disk: reads specs, compiles them, and compares the result with what is there.
package struct Workspace: ~Copyable {
  package let disk: Disk
  package let compilation: Compilation
  /// The files as they were read.
  package let input: Input

  /// Reads and compiles the workspace at `root`. Specs that are wrong are no failure; a disk that refuses is. Waivers
  /// are judged by `today`.
  package init(root: String, today: CalendarDate? = nil, isFrozen: Bool = false) throws(DiskError) {
    let disk = try Disk(root: root)
    let input = try Workspace.input(from: disk, unsaved: [:], today: today, isFrozen: isFrozen)
    compilation = try Workspace.compile(input, beside: disk)
    self.input = input
    self.disk = disk
  }

  /// Compiles `input`, and looks at the files that its specs name.
  package static func compile(_ input: Input, beside disk: borrowing Disk) throws(DiskError) -> Compilation {
    var compilation = Driver.compile(input)
    for file in compilation.namedFiles { compilation.check(file, contents: try disk.read(file.value)) }
    return compilation
  }

  /// Compiles what another workspace read, with some of it replaced.
  package init(_ input: Input, at root: String) throws(DiskError) {
    let disk = try Disk(root: root)
    compilation = try Workspace.compile(input, beside: disk)
    self.input = input
    self.disk = disk
  }

  /// Replaces the lock, unless somebody has written to it since it was read.
  package func writeLock(_ bytes: [UInt8]) throws(DiskError) {
    try disk.lock()
    try replace([SourceFile(path: Workspace.lockFile, bytes: bytes)])
  }

  /// Replaces specs and the lock, all of them or none, unless somebody has written to any since they were read.
  package func replace(_ files: [SourceFile]) throws(DiskError) {
    let known = bytesRead
    for file in files {
      guard try disk.read(file.path) == known[file.path] else { throw DiskError(changed: file.path) }
    }
    try disk.write(files.map { ($0.path, $0.bytes) })
  }

  /// The specs and the lock as they were read, by path.
  package var bytesRead: [String: [UInt8]] {
    Dictionary(input.files.map { ($0.path, $0.bytes) }) { first, _ in first }
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

  /// What is compiled at `root`; the bytes that an editor has not saved yet, by path, stand in for those on the disk.
  package static func input(root: String, unsaved: [String: [UInt8]]) throws(DiskError) -> Input {
    try input(from: try Disk(root: root), unsaved: unsaved, today: nil, isFrozen: false)
  }

  private static func input(
    from disk: borrowing Disk, unsaved: [String: [UInt8]], today: CalendarDate?, isFrozen: Bool
  ) throws(DiskError) -> Input {
    let new = unsaved.keys.filter { $0.hasPrefix(specFolder + "/") }.map { String($0.dropFirst(specFolder.count + 1)) }
    let (files, _, links) = try disk.list(specFolder)
    // What is passed over would be missed without a word.
    if let link = links.first(where: isSpec) { throw DiskError(linkToSpec: "\(specFolder)/\(link)") }
    let names = Set(files + new).sorted()
    var services: [SourceFile] = []
    for name in names where isSpec(name) && name != "workspace.yaml" {
      services.append(try required("\(specFolder)/\(name)", disk, unsaved))
    }
    let lock = try source(lockFile, disk, unsaved)
    let workspace = try required(workspaceFile, disk, unsaved)
    var templates: [SourceFile] = []
    for folder in Input.templateFolders(in: workspace) {
      for name in try disk.list(folder).files where isSpec(name) {
        templates.append(try required("\(folder)/\(name)", disk, unsaved))
      }
    }
    return Input(
      workspace: workspace, services: services, lock: lock, ownTemplates: templates, today: today, isFrozen: isFrozen)
  }

  private static func required(
    _ path: String, _ disk: borrowing Disk, _ unsaved: [String: [UInt8]]
  ) throws(DiskError) -> SourceFile {
    guard let file = try source(path, disk, unsaved) else { throw DiskError("read", path, ENOENT) }
    return file
  }

  private static func source(
    _ path: String, _ disk: borrowing Disk, _ unsaved: [String: [UInt8]]
  ) throws(DiskError) -> SourceFile? {
    if let bytes = unsaved[path] { return SourceFile(path: path, bytes: bytes) }
    return try disk.read(path).map { SourceFile(path: path, bytes: $0) }
  }

  private static func isSpec(_ name: String) -> Bool {
    !name.hasPrefix(".") && !name.contains("/") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
  }
}
