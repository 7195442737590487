import Diagnostics
import Onboarding
import Testing

/// What a repository of these files comes to.
func imported(_ files: [String: String]) throws -> ImportedSpecs {
  var tree = SourceTree()
  for (path, text) in files {
    tree.files[path] = SourceFile(path: path, bytes: Array(text.utf8))
    var parts = path.split(separator: "/").map(String.init)
    var name = parts.removeLast()
    var isFile = true
    while true {
      let folder = parts.joined(separator: "/")
      var names = tree.folders[folder] ?? .init(files: [], folders: [])
      if isFile { names.files.append(name) } else if !names.folders.contains(name) { names.folders.append(name) }
      tree.folders[folder] = names
      isFile = false
      guard let last = parts.popLast() else { break }
      name = last
    }
  }
  return try #require(ImportedSpecs(of: tree, folder: "shop"))
}

extension ImportedSpecs {
  /// A file without its comments; empty where there is none.
  func text(_ path: String) -> String {
    let bytes = files.first { $0.path == path }?.bytes ?? []
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.filter { !$0.drop { $0 == " " }.hasPrefix("#") && !$0.isEmpty }.map { $0 + "\n" }.joined()
  }
}

extension String {
  /// Its lines from their first letters on.
  var withoutIndentation: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in String(line.drop { " -".contains($0) }) }.joined(separator: "\n")
  }
}
