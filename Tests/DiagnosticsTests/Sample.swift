import Diagnostics

/// A source file whose ranges are found by the text they cover.
struct Sample {
  private(set) var sources = SourceMap()
  let file: FileID
  private let bytes: [UInt8]

  init(_ text: String, path: String = "specs/api.yaml") { self.init(bytes: Array(text.utf8), path: path) }

  init(bytes: [UInt8], path: String = "specs/api.yaml") {
    self.bytes = bytes
    file = sources.add(SourceFile(path: path, bytes: bytes))
  }

  /// Where `text` first stands; the end of the file where it does not.
  func range(of text: String) -> SourceRange {
    let wanted = Array(text.utf8)
    let start = bytes.indices.first { bytes[$0...].starts(with: wanted) } ?? bytes.count
    return range(start, start + wanted.count)
  }

  func range(_ lower: Int, _ upper: Int) -> SourceRange { SourceRange(file: file, lower: lower, upper: upper) }

  func render(_ diagnostics: Diagnostic..., colour: Bool = false) -> String {
    DiagnosticRenderer(sources: sources, colour: colour).render(diagnostics)
  }

  /// What is printed for a mistake at `text`.
  func render(mistakeAt text: String) -> String {
    render(Diagnostic(.invalidValue, "a mistake", at: range(of: text)))
  }
}
