package import Diagnostics
package import Onboarding

extension Workspace {
  /// The names in a repository's folders, and of its files those that fit `patterns` with the ends of their paths.
  /// Hidden folders are passed over but for those of `hidden`, links are not followed, and what is too much is left out.
  package static func tree(
    at root: String, reading patterns: [String], passingOver names: Set<String> = SourceTree.passedOver,
    hidden: [String] = []
  ) throws(DiskError) -> SourceTree {
    let disk = try Disk(root: root)
    var tree = SourceTree()
    let ends = Set(patterns.compactMap { $0.split(separator: "/").last.map(String.init) })
    let (exact, wild) = (ends.filter { !$0.contains("*") }, ends.filter { $0.contains("*") })
    var (pending, count): ([(path: String, depth: Int)], Int) = ([("", 0)], 0)
    // Breadth first, so that what is left out is what lies deepest.
    var next = 0
    while next < pending.count {
      let (path, depth) = pending[next]
      next += 1
      let (files, folders, _) = try disk.list(path)
      count += files.count + folders.count
      guard count <= SourceTree.Limit.files else {
        tree.isCutOff = true
        break
      }
      let inside = folders.filter { !$0.hasPrefix(".") && !names.contains($0) }
      tree.folders[path] = SourceTree.Folder(files: files, folders: inside)
      for name in files where exact.contains(name) || wild.contains(where: { wildcard($0, name) != nil }) {
        try read(path.isEmpty ? name : "\(path)/\(name)", from: disk, into: &tree)
      }
      if depth < SourceTree.Limit.depth {
        pending += inside.map { (path.isEmpty ? $0 : "\(path)/\($0)", depth + 1) }
      }
    }
    for path in [".git/config"] + hidden {
      let files = (try? disk.list(path).files) ?? []
      for name in files { try read("\(path)/\(name)", from: disk, into: &tree) }
      if files.isEmpty { try read(path, from: disk, into: &tree) }
    }
    return tree
  }

  private static func read(
    _ path: String, from disk: borrowing Disk, into tree: inout SourceTree
  ) throws(DiskError) {
    guard tree.files.count < SourceTree.Limit.read else {
      tree.isCutOff = true
      return
    }
    guard let bytes = try? disk.read(path, atMost: SourceTree.Limit.bytes) else { return }
    tree.files[path] = SourceFile(path: path, bytes: bytes)
  }

  /// Writes those of the files that are not there, and tells their paths.
  package static func create(_ files: [SourceFile], at root: String) throws(DiskError) -> [String] {
    let disk = try Disk(root: root)
    try disk.lock()
    return try disk.create(files)
  }

  /// The paths of those of the files that are not there.
  package static func missing(_ files: [SourceFile], at root: String) throws(DiskError) -> [String] {
    let disk = try Disk(root: root)
    var missing: [String] = []
    for file in files where try disk.read(file.path) == nil { missing.append(file.path) }
    return missing
  }
}

extension Disk {
  /// Writes those of the files that are not there, and tells their paths.
  func create(_ files: [SourceFile]) throws(DiskError) -> [String] {
    var written: [String] = []
    for file in files where try read(file.path) == nil {
      try write(file.bytes, to: file.path)
      written.append(file.path)
    }
    return written
  }
}
