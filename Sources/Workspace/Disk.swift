import Glibc

/// A refusal of the disk.
package struct DiskError: Error, CustomStringConvertible {
  package let description: String

  init(_ action: String, _ path: String, _ code: Int32 = errno) {
    let reason = unsafe String(cString: strerror(code))
    description = "cannot \(action) '\(path)': \(reason)"
  }

  init(linkToSpec path: String) {
    description = "'\(path)' is a link; a spec has to be a file of its own"
  }

  init(changed path: String) { description = "'\(path)' was changed by somebody else meanwhile; run this again" }

  init(link path: String) {
    description = "'\(path)' is a link; generated files are written only where no link is in the way"
  }
}

/// The workspace root, and the only way to its files.
///
/// Everything below the root is reached folder by folder without following a link, so that nothing outside is touched
/// whatever links say. A file is replaced as a whole: written beside its place under a name of its own, then renamed.
/// What a killed run leaves under such a name is removed by the next one. Writes are not synced: after a power cut a
/// file may be old, and the next `generate` mends it.
package struct Disk: ~Copyable {
  /// Absolute, or relative to the current folder.
  package let root: String
  private let descriptor: Int32

  package init(root: String) throws(DiskError) {
    self.root = root
    descriptor = unsafe open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DiskError("open", root) }
  }

  deinit { close(descriptor) }

  /// Keeps other runs from writing to this workspace until this one ends.
  package func lock() throws(DiskError) {
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw DiskError("lock", root) }
    }
  }

  /// The bytes of a file; nil where there is none, and where it has more than `limit`.
  package func read(_ path: String, atMost limit: Int = .max) throws(DiskError) -> [UInt8]? {
    guard let (folder, name) = try openFolder(of: path) else { return nil }
    defer { close(folder) }
    let file = unsafe openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw errno == ELOOP ? DiskError(link: path) : DiskError("read", path)
    }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw DiskError("read", path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw DiskError("read", path, EISDIR) }
    guard status.st_size <= limit else { return nil }
    return try Disk.contents(of: file, size: Int(status.st_size), path)
  }

  private static func contents(of file: Int32, size: Int, _ path: String) throws(DiskError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size + 1)
    var chunk = [UInt8](repeating: 0, count: min(max(size + 1, 4096), 1 << 20))
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw DiskError("read", path) }
      if count == 0 { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// Replaces or creates a file, and the folders above it. It is old or new at any moment, never in between.
  package func write(_ bytes: [UInt8], to path: String) throws(DiskError) {
    let (folder, name) = try createFolder(of: path)
    defer { close(folder) }
    try stage(bytes, for: name, in: folder, path)
    try publish(name, in: folder, path)
  }

  /// Replaces or creates files: none of them, unless there is room and leave for all.
  package func write(_ files: [(path: String, bytes: [UInt8])]) throws(DiskError) {
    for (index, file) in files.enumerated() {
      do throws(DiskError) {
        let (folder, name) = try createFolder(of: file.path)
        defer { close(folder) }
        try stage(file.bytes, for: name, in: folder, file.path)
      } catch {
        for file in files[..<index] { try withdraw(file.path) }
        throw error
      }
    }
    for file in files {
      let (folder, name) = try createFolder(of: file.path)
      defer { close(folder) }
      try publish(name, in: folder, file.path)
    }
  }

  /// Removes what was staged.
  private func withdraw(_ path: String) throws(DiskError) {
    guard let (folder, name) = try openFolder(of: path) else { return }
    _ = unsafe unlinkat(folder, Disk.temporaryName(for: name), 0)
    close(folder)
  }

  /// Writes the file under its temporary name.
  private func stage(_ bytes: [UInt8], for name: String, in folder: Int32, _ path: String) throws(DiskError) {
    let temporary = Disk.temporaryName(for: name)
    _ = unsafe unlinkat(folder, temporary, 0)
    let file = unsafe openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw DiskError("write", path) }
    let failure = Disk.fill(file, bytes)
    close(file)
    if let failure {
      _ = unsafe unlinkat(folder, temporary, 0)
      throw DiskError("write", path, failure)
    }
  }

  /// Puts what was staged into its place.
  private func publish(_ name: String, in folder: Int32, _ path: String) throws(DiskError) {
    let temporary = Disk.temporaryName(for: name)
    guard unsafe renameat(folder, temporary, folder, name) == 0 else {
      let code = errno
      _ = unsafe unlinkat(folder, temporary, 0)
      throw DiskError("write", path, code)
    }
  }

  /// The error code, if not all could be written.
  private static func fill(_ file: Int32, _ bytes: [UInt8]) -> Int32? {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress?.advanced(by: written), $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return errno }
      written += count
    }
    return nil
  }

  /// Removes a file, and the folder it was in if nothing else is there.
  package func remove(_ path: String) throws(DiskError) {
    guard let (folder, name) = try openFolder(of: path) else { return }
    let result = unsafe unlinkat(folder, name, 0)
    let code = errno
    close(folder)
    guard result == 0 || code == ENOENT else { throw DiskError("remove", path, code) }
    let parent = path.split(separator: "/").dropLast().joined(separator: "/")
    guard !parent.isEmpty, let (above, folderName) = try openFolder(of: parent) else { return }
    _ = unsafe unlinkat(above, folderName, AT_REMOVEDIR)
    close(above)
  }

  /// Names in a folder, sorted; none where there is no such folder.
  package func list(_ path: String) throws(DiskError) -> (files: [String], folders: [String], links: [String]) {
    guard let folder = try openFolder(path, creating: false) else { return ([], [], []) }
    guard let stream = unsafe fdopendir(folder) else {
      close(folder)
      throw DiskError("list", path)
    }
    defer { unsafe _ = closedir(stream) }
    var (files, folders, links): ([String], [String], [String]) = ([], [], [])
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      var status = stat()
      guard unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFREG: files.append(name)
      case S_IFDIR: folders.append(name)
      case S_IFLNK: links.append(name)
      default: break
      }
    }
    return (files.sorted(), folders.sorted(), links.sorted())
  }

  // MARK: Names

  private static let temporarySuffix = ".scantling-new"

  private static func temporaryName(for name: String) -> String { "." + name + temporarySuffix }

  /// A file that a killed run has left.
  package static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(temporarySuffix) }

  // MARK: Folders

  private func openFolder(of path: String, creating: Bool = false) throws(DiskError) -> (Int32, String)? {
    var components = path.split(separator: "/").map(String.init)
    guard let name = components.popLast() else { throw DiskError("open", path, EISDIR) }
    guard let folder = try openFolder(components.joined(separator: "/"), creating: creating) else { return nil }
    return (folder, name)
  }

  private func createFolder(of path: String) throws(DiskError) -> (Int32, String) {
    guard let folder = try openFolder(of: path, creating: true) else { throw DiskError("create", path, ENOENT) }
    return folder
  }

  /// Opens a folder below the root; nil where it is not there and is not to be created.
  private func openFolder(_ path: String, creating: Bool) throws(DiskError) -> Int32? {
    var folder = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw DiskError("open", root) }
    for component in path.split(separator: "/").map(String.init) {
      if creating { _ = unsafe mkdirat(folder, component, 0o755) }
      let next = unsafe openat(folder, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      let code = errno
      close(folder)
      if next < 0 {
        if code == ENOENT, !creating { return nil }
        throw code == ELOOP || code == ENOTDIR ? DiskError(link: path) : DiskError("open", path, code)
      }
      folder = next
    }
    return folder
  }
}
