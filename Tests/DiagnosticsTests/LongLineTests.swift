import Diagnostics
import Testing

/// Of a long line, only what is near the mistake is worth showing.
@Suite struct LongLineTests {
  @Test func showsTheMiddleOfALongLine() {
    let sample = Sample(
      "a: " + String(repeating: "x", count: 200) + "MISTAKE" + String(repeating: "y", count: 200) + "\n")
    #expect(
      sample.render(mistakeAt: "MISTAKE") == """
        specs/api.yaml:1:204: error: a mistake [invalid-value]
          1 | ...\(String(repeating: "x", count: 60))MISTAKE\(String(repeating: "y", count: 93))...
            |    \(String(repeating: " ", count: 60))^~~~~~~

        """)
  }

  @Test func showsTheStartOfALongLine() {
    let sample = Sample("MISTAKE" + String(repeating: "y", count: 200) + "\n")
    #expect(
      sample.render(mistakeAt: "MISTAKE") == """
        specs/api.yaml:1:1: error: a mistake [invalid-value]
          1 | MISTAKE\(String(repeating: "y", count: 93))...
            | ^~~~~~~

        """)
  }

  @Test func showsTheEndOfALongLine() {
    let sample = Sample(String(repeating: "x", count: 200) + "MISTAKE\n")
    #expect(
      sample.render(mistakeAt: "MISTAKE") == """
        specs/api.yaml:1:201: error: a mistake [invalid-value]
          1 | ...\(String(repeating: "x", count: 60))MISTAKE
            |    \(String(repeating: " ", count: 60))^~~~~~~

        """)
  }

  @Test func showsALineOf160BytesWhole() {
    let text = String(repeating: "x", count: 150) + "MISTAKE..."
    #expect(
      Sample(text + "\n").render(mistakeAt: "MISTAKE") == """
        specs/api.yaml:1:151: error: a mistake [invalid-value]
          1 | \(text)
            | \(String(repeating: " ", count: 150))^~~~~~~

        """)
  }

  @Test(arguments: 0..<8)
  func cutsBetweenCharacters(_ shift: Int) {
    let text = String(repeating: "a", count: shift) + String(repeating: "é你🚀", count: 40)
    let printed = Sample(text + "MISTAKE" + String(repeating: "🚀你é", count: 40) + "\n").render(mistakeAt: "MISTAKE")
    #expect(!printed.contains("\u{FFFD}"))
    #expect(printed.contains("MISTAKE"))
  }

  @Test func showsTheStartOfALongRange() {
    let sample = Sample("a: [" + String(repeating: "x, ", count: 10_000) + "x]\n")
    let printed = sample.render(Diagnostic(.wrongType, "a mistake", at: sample.range(3, 30_006)))
    #expect(printed.hasPrefix("specs/api.yaml:1:4: error: a mistake [wrong-type]\n  1 | a: [x, x, "))
    #expect(printed.split(separator: "\n").allSatisfy { $0.count <= 200 })
  }
}
