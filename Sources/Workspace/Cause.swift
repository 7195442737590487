import Diagnostics

/// Why a generated file differs: what happened at a place in what it is made from.
package struct Cause: Hashable, Sendable {
  /// A path, with a line if one is meant: specs/api.yaml:5
  let place: String
  /// What is to be said of the place: changed 'run.port'
  let event: String
  /// The place in the sources of the compilation; nil where it is in no file that the workspace has.
  let range: SourceRange?

  package var text: String { "\(place) \(event)" }

  var note: Diagnostic.Note { range.map { .init(event, at: $0) } ?? .init(text) }
}

/// A key of a spec, the workspace file, the lock or a template, with a place of it.
struct KeyPlace: Hashable {
  let keys: [String]
  let range: SourceRange

  var name: String { keys.joined(separator: ".") }

  static func == (a: KeyPlace, b: KeyPlace) -> Bool { a.range.file == b.range.file && a.keys == b.keys }

  func hash(into hasher: inout Hasher) {
    hasher.combine(range.file)
    hasher.combine(keys)
  }
}
