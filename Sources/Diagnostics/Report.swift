/// The forms in which findings are reported.
package enum ReportFormat: String, CaseIterable, Sendable {
  /// For people, and for tools that match lines.
  case text
  /// For programs: one object with all findings.
  case json
  /// For code scanning: SARIF 2.1.0.
  case sarif
  /// For pull requests: workflow commands of GitHub Actions.
  case github
}

/// Findings in one of the forms. All forms hold the same findings in the same order.
package struct Report: Sendable {
  let sources: SourceMap
  let diagnostics: [Diagnostic]
  let colour: Bool
  let changes: [Change]
  /// The pages of rules in Markdown, by the rules' names. Only SARIF has a place for them.
  let pages: [String: String]

  /// A file that is, or would be, written or removed. Only JSON has a place for it.
  package struct Change: Sendable {
    let kind, path, reason: String

    package init(kind: String, path: String, reason: String) {
      (self.kind, self.path, self.reason) = (kind, path, reason)
    }
  }

  package init(
    _ diagnostics: [Diagnostic], in sources: SourceMap, colour: Bool = false, changes: [Change] = [],
    pages: [String: String] = [:]
  ) {
    self.changes = changes
    self.pages = pages
    self.sources = sources
    self.diagnostics = diagnostics.sorted(in: sources)
    self.colour = colour
  }

  package func render(as format: ReportFormat) -> String {
    switch format {
    case .text: DiagnosticRenderer(sources: sources, colour: colour).render(diagnostics)
    case .json: json.print()
    case .sarif: sarif.print()
    case .github: github
    }
  }
}

extension Report {
  /// Lines and columns count from 1; a column is a Unicode scalar, and an end is the place after the last one.
  private var json: JSON {
    .object([
      ("diagnostics", .array(diagnostics.map { json($0) })),
      ("changes", .array(changes.map { json($0) })),
    ])
  }

  private func json(_ diagnostic: Diagnostic) -> JSON {
    .object(
      [
        ("rule", .string(diagnostic.rule.name)), ("severity", .string(diagnostic.severity.rawValue)),
        ("message", .string(diagnostic.message)),
      ] + place(diagnostic.range) + [
        ("notes", .array(diagnostic.notes.map { .object([("message", .string($0.message))] + place($0.range)) })),
        ("fixIts", .array(diagnostic.fixIts.map { json($0) })),
      ])
  }

  private func json(_ change: Change) -> JSON {
    .object([("kind", .string(change.kind)), ("path", .string(change.path)), ("reason", .string(change.reason))])
  }

  private func json(_ fixIt: Diagnostic.FixIt) -> JSON {
    .object(
      [("message", .string(fixIt.message))] + place(fixIt.range) + [("replacement", .string(fixIt.replacement))])
  }

  private func place(_ range: SourceRange?) -> [(name: String, value: JSON)] {
    guard let range else { return [] }
    let (start, end) = (sources.position(of: range), sources.end(of: range))
    return [
      ("path", .string(sources[range.file].path)), ("line", .integer(start.line)), ("column", .integer(start.column)),
      ("endLine", .integer(end.line)), ("endColumn", .integer(end.column)),
    ]
  }
}
