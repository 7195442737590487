package import Diagnostics

/// What there is in a repository: the names in its folders, and the files that tell of services.
package struct SourceTree: Sendable {
  /// The names in a folder, sorted.
  package struct Folder: Sendable {
    package var files, folders: [String]

    package init(files: [String], folders: [String]) { (self.files, self.folders) = (files, folders) }
  }

  /// By path relative to the root, which is empty for the root itself.
  package var folders: [String: Folder] = [:]
  /// The files that were read, by path.
  package var files: [String: SourceFile] = [:]
  /// There is more than was looked at.
  package var isCutOff = false

  package init() {}

  /// How far a repository is looked at.
  package enum Limit {
    package static let depth = 6
    package static let files = 20_000
    /// Files that are read, and bytes that one of them may have.
    package static let read = 4_000
    package static let bytes = 1 << 18
  }

  /// Folders that hold what others wrote, or what programs made; besides those whose names begin with '.'.
  package static let passedOver: Set<String> = [
    "__pycache__", "bin", "bower_components", "build", "deps", "dist", "docs", "examples", "fixtures", "generated",
    "node_modules", "obj",
    "out", "samples", "target", "testdata", "third_party", "vendor", "venv",
  ]

  /// Those of them that hold what others wrote.
  package static let foreign: Set<String> = ["bower_components", "node_modules", "third_party", "vendor"]

  /// The paths of a folder's files that fit a pattern, each with the text that its last '*' stands for, sorted.
  func paths(fitting pattern: String, in folder: String) -> [(path: String, name: String)] {
    var found = [(path: folder, name: "")]
    let segments = pattern.split(separator: "/").map(String.init)
    for (index, segment) in segments.enumerated() {
      found = found.flatMap { found -> [(path: String, name: String)] in
        guard let names = folders[found.path] else { return [] }
        let candidates = index == segments.count - 1 ? names.files : names.folders
        return candidates.compactMap { name in
          guard let star = wildcard(segment, name) else { return nil }
          return (found.path.isEmpty ? name : "\(found.path)/\(name)", segment.contains("*") ? star : found.name)
        }
      }
    }
    return found
  }

  /// The text of a file that was read; without carriage returns.
  func text(_ path: String) -> String? {
    files[path].map { String(decoding: $0.bytes.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self) }
  }
}

/// What the first '*' of a pattern stands for in a name; nil where they do not fit.
package func wildcard(_ pattern: String, _ name: String) -> String? {
  guard let star = pattern.firstIndex(of: "*") else { return pattern == name ? "" : nil }
  guard name.hasPrefix(pattern[..<star]) else { return nil }
  let rest = Array(name.dropFirst(pattern[..<star].count))
  let tail = String(pattern[pattern.index(after: star)...])
  for length in stride(from: rest.count, through: 0, by: -1)
  where wildcard(tail, String(rest[length...])) != nil {
    return String(rest[..<length])
  }
  return nil
}

/// The folder of a path; empty for the root.
package func parentFolder(_ path: String) -> String { path.split(separator: "/").dropLast().joined(separator: "/") }
