/// Prints diagnostics as text: a head that tools can match, the source line, carets under the exact range.
///
///     specs/api.yaml:3:1: error: unknown key 'imagge' in service [unknown-key]
///       3 | imagge: 100MB
///         | ^~~~~~
///       note: did you mean 'image'?
package struct DiagnosticRenderer: Sendable {
  let sources: SourceMap
  private let paint: Paint

  package init(sources: SourceMap, colour: Bool) {
    self.sources = sources
    paint = Paint(colour)
  }

  package func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.sorted(in: sources).map(render).joined(separator: "\n")
  }

  package func render(_ diagnostic: Diagnostic) -> String {
    var text = head(diagnostic) + "\n"
    if let range = diagnostic.range { text += excerpt(range, indent: "  ") }
    for note in diagnostic.notes {
      let place = note.range.map { sources.location(of: $0) + ": " } ?? ""
      text += "  \(paint("note", .cyan)): \(place)\(note.message)\n"
      if let range = note.range { text += excerpt(range, indent: "    ") }
    }
    for fixIt in diagnostic.fixIts { text += "  \(paint("fix-it", .cyan)): \(fixIt.message)\n" }
    return text
  }

  private func head(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.range.map { sources.location(of: $0) + ": " } ?? ""
    let severity = paint(diagnostic.severity.rawValue, diagnostic.severity == .error ? .red : .yellow)
    return "\(paint(place, .bold))\(severity): \(paint(diagnostic.message, .bold)) [\(diagnostic.rule.name)]"
  }

  /// The line that holds the start of `range`, with its number, and carets under the part of it in `range`.
  package func excerpt(_ range: SourceRange, indent: String) -> String {
    let file = sources[range.file]
    let line = sources.line(at: Int(range.lower), in: file)
    let start = min(max(Int(range.lower), line.start), line.end)
    let window = window(line: line, start: start, in: file.bytes)
    let end = min(max(Int(range.upper), start), window.upper)
    let before = String(decoding: file.bytes[window.lower..<start], as: UTF8.self).printable
    let marked = String(decoding: file.bytes[start..<end], as: UTF8.self).printable
    let text = String(decoding: file.bytes[window.lower..<window.upper], as: UTF8.self).printable
    let number = String(line.number)
    let blank = String(repeating: " ", count: number.count)
    let lead = window.lower > line.start ? "..." : ""
    let tail = window.upper < line.end ? "..." : ""
    let padding = String(repeating: " ", count: lead.count) + before.padding
    let carets = "^" + String(repeating: "~", count: max(0, marked.displayWidth - 1))
    return """
      \(indent)\(number) | \(lead)\(text)\(tail)
      \(indent)\(blank) | \(padding)\(paint(carets, .green))

      """
  }

  /// The part of a long line that is worth showing: some 60 bytes before the range and 100 from its start on.
  private func window(
    line: (number: Int, start: Int, end: Int), start: Int, in bytes: [UInt8]
  ) -> (lower: Int, upper: Int) {
    guard line.end - line.start > 160 else { return (line.start, line.end) }
    var lower = max(line.start, start - 60)
    while lower > line.start, bytes[lower] & 0xC0 == 0x80 { lower -= 1 }
    var upper = min(line.end, start + 100)
    while upper < line.end, bytes[upper] & 0xC0 == 0x80 { upper += 1 }
    return (lower, upper)
  }
}
