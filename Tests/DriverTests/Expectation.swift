import Diagnostics
import Driver

/// A diagnostic, or what a fixture says of one in a comment on its line:
///
///     prot: 8080  # expected-error:3 {{unknown key 'prot' in run}} [unknown-key] {{did you mean 'port'?}}
///
/// The number is the column; the second text, if there is one, is the first note.
struct Expectation: Hashable, CustomStringConvertible {
  let path: String
  let line, column: Int
  let severity, message, rule: String
  /// nil where a fixture does not say.
  let note: String?

  var description: String {
    "\(path):\(line):\(column): \(severity): \(message) [\(rule)]" + (note.map { " {{\($0)}}" } ?? "")
  }

  init(_ diagnostic: Diagnostic, in sources: SourceMap) {
    let position = diagnostic.range.map { sources.position(of: $0) }
    path = diagnostic.range.map { sources[$0.file].path } ?? ""
    (line, column) = (position?.line ?? 0, position?.column ?? 0)
    (severity, message, rule) = (diagnostic.severity.rawValue, diagnostic.message, diagnostic.rule.name)
    note = diagnostic.notes.first?.message
  }

  /// Says what `other` says, where this says anything.
  func matches(_ other: Expectation) -> Bool {
    path == other.path && line == other.line && column == other.column && severity == other.severity
      && message == other.message && rule == other.rule && (note == nil || note == other.note)
  }

  /// The expectations in the comments of a file.
  static func all(in file: SourceFile) -> [Expectation] {
    let text = String(decoding: file.bytes, as: UTF8.self)
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
      line.matches(of: /expected-(error|warning):(\d+) \{\{(.*?)\}\} \[([a-z-]+)\](?: \{\{(.*?)\}\})?/).map { match in
        Expectation(
          path: file.path, line: index + 1, column: Int(match.2) ?? 0, severity: String(match.1),
          message: String(match.3), rule: String(match.4), note: match.5.map(String.init))
      }
    }
  }

  private init(path: String, line: Int, column: Int, severity: String, message: String, rule: String, note: String?) {
    (self.path, self.line, self.column) = (path, line, column)
    (self.severity, self.message, self.rule, self.note) = (severity, message, rule, note)
  }
}
