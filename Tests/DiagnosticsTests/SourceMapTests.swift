import Diagnostics
import Testing

@Suite struct SourceMapTests {
  @Test(arguments: [
    ("ab\ncd\n", 0, 1, 1, "ab"), ("ab\ncd\n", 2, 1, 3, "ab"), ("ab\ncd\n", 3, 2, 1, "cd"), ("ab\ncd\n", 6, 3, 1, ""),
    ("ab\r\ncd", 4, 2, 1, "cd"), ("ab\r\ncd", 6, 2, 3, "cd"), ("\n\nx", 2, 3, 1, "x"), ("", 0, 1, 1, ""),
    ("é你🚀x", 9, 1, 4, "é你🚀x"), ("\u{FEFF}ab", 3, 1, 1, "ab"), ("\u{FEFF}ab", 5, 1, 3, "ab"),
    ("\u{FEFF}a\nb", 5, 2, 1, "b"),
  ])
  func findsLineAndColumn(_ text: String, _ offset: Int, _ line: Int, _ column: Int, _ lineText: String) {
    let sample = Sample(text)
    let range = sample.range(offset, offset)
    let position = sample.sources.position(of: range)
    #expect(position.line == line)
    #expect(position.column == column)
    #expect(sample.sources.location(of: range) == "specs/api.yaml:\(line):\(column)")
    #expect(sample.sources.lineText(of: range) == lineText)
  }

  @Test func slicesARange() {
    let range = SourceRange(file: FileID(2), lower: 10, upper: 20)
    #expect(range.slice(2, 5) == SourceRange(file: FileID(2), lower: 12, upper: 15))
  }

  @Test func keepsTheUpperBoundAboveTheLower() {
    #expect(SourceRange(file: FileID(0), lower: 7, upper: 3) == SourceRange(file: FileID(0), lower: 7, upper: 7))
  }
}
