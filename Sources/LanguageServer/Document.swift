/// A file that is open in the editor. Its text is the truth until it is closed, whatever the disk says.
struct Document {
  /// As the editor writes it.
  let uri: String
  /// Absolute.
  let path: String
  let version: Int?
  let text: [UInt8]

  init?(uri: String, version: Int?, text: String) {
    guard let path = filePath(uri) else { return nil }
    (self.uri, self.path, self.version, self.text) = (uri, path, version, Array(text.utf8))
  }

  var folder: String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }

  func path(below root: String) -> String? {
    let prefix = root == "/" ? "/" : root + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
  }
}

/// What the editor at the other end understands.
struct Editor {
  var encoding = LSP.PositionEncoding.utf16
  /// It shows places that are related to a finding; to others they are told in its message.
  var showsRelated = false
  /// It can be asked to tell of files that change on the disk.
  var watchesFiles = false

  init() {}

  init(_ capabilities: LSP.Initialize.Capabilities?) {
    let encodings = capabilities?.general?.positionEncodings ?? []
    encoding = encodings.contains(LSP.PositionEncoding.utf8.rawValue) ? .utf8 : .utf16
    showsRelated = capabilities?.textDocument?.publishDiagnostics?.relatedInformation ?? false
    watchesFiles = capabilities?.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false
  }
}
