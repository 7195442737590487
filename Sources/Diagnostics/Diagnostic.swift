/// Something wrong in the input, said at its place.
package struct Diagnostic: Hashable, Sendable {
  package enum Severity: String, Hashable, Sendable { case error, warning }

  /// A related place, or a remark that belongs to the diagnostic.
  package struct Note: Hashable, Sendable {
    package let message: String
    package let range: SourceRange?

    package init(_ message: String, at range: SourceRange? = nil) {
      self.message = message.printable
      self.range = range
    }
  }

  /// A change of the source text that mends the problem.
  package struct FixIt: Hashable, Sendable {
    package let message: String
    package let range: SourceRange
    package let replacement: String

    package init(_ message: String, replacing range: SourceRange, with replacement: String) {
      self.message = message.printable
      self.range = range
      self.replacement = replacement
    }
  }

  package let rule: Rule
  package private(set) var severity: Severity
  /// One phrase in lower case, without a full stop, literals in single quotes.
  package let message: String
  package let range: SourceRange?
  package let notes: [Note]
  package let fixIts: [FixIt]

  package init(
    _ rule: Rule, _ message: String, at range: SourceRange?, notes: [Note] = [], fixIts: [FixIt] = []
  ) {
    self.rule = rule
    self.severity = rule.severity
    self.message = message.printable.abridged
    self.range = range
    self.notes = notes
    self.fixIts = fixIts
  }

  /// The same, with the severity that a workspace gives to its rule.
  package func with(_ severity: Severity) -> Diagnostic {
    var diagnostic = self
    diagnostic.severity = severity
    return diagnostic
  }
}

extension [Diagnostic] {
  package var hasErrors: Bool { contains { $0.severity == .error } }

  /// By file path, place and rule, each one once: the order in which every form reports.
  package func sorted(in sources: SourceMap) -> [Diagnostic] {
    distinct.sorted { $0.order(in: sources) < $1.order(in: sources) }
  }
}

extension Diagnostic {
  fileprivate func order(in sources: SourceMap) -> (String, UInt32, String, String) {
    (range.map { sources[$0.file].path } ?? "", range?.lower ?? 0, rule.name, message)
  }
}
