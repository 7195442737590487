package import Foundation

/// A folder of a test's own, removed when the test is done.
package final class Scratch: Sendable {
  package let url: URL

  package init() throws {
    let name = "scantling-test-\(UUID().uuidString)"
    url = FileManager.default.temporaryDirectory.appending(path: name)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// A copy of `folder`'s specs.
  package convenience init(specsOf folder: URL) throws {
    try self.init()
    try FileManager.default.copyItem(at: folder.appending(path: "specs"), to: url.appending(path: "specs"))
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  package func write(_ text: String, to path: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  package func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: path)), as: UTF8.self)
  }

  package func edit(_ path: String, _ change: (String) -> String) throws { try write(change(try read(path)), to: path) }

  package func remove(_ path: String) throws { try FileManager.default.removeItem(at: url.appending(path: path)) }

  package func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url.appending(path: path).path) }

  /// Paths of all files, sorted.
  package func files() -> [String] { Support.files(below: url) }
}

/// Paths of all files below a folder, sorted.
package func files(below folder: URL) -> [String] {
  let all = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
  return all.filter { path in
    let values = try? folder.appending(path: path).resourceValues(forKeys: [.isDirectoryKey])
    return values?.isDirectory == false
  }.sorted()
}

/// The root of the package.
package let repository = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
