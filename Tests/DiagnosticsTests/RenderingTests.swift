import Diagnostics
import Testing

@Suite struct RenderingTests {
  @Test func marksTheExactRange() {
    let sample = Sample("service: api\nimagge: 100MB\n")
    let diagnostic = Diagnostic(.unknownKey, "unknown key 'imagge' in service", at: sample.range(of: "imagge"))
    #expect(
      sample.render(diagnostic) == """
        specs/api.yaml:2:1: error: unknown key 'imagge' in service [unknown-key]
          2 | imagge: 100MB
            | ^~~~~~

        """)
  }

  @Test func namesTheSeverityOfItsRule() {
    let sample = Sample("a: 1\n")
    let diagnostic = Diagnostic(.rootUser, "a mistake", at: sample.range(of: "1"))
    #expect(
      sample.render(diagnostic).hasPrefix(
        "specs/api.yaml:1:4: \(Rule.rootUser.severity.rawValue): a mistake [root-user]\n"))
  }

  @Test func marksOneCharacterWithACaretAlone() {
    #expect(
      Sample("port: 0\n").render(mistakeAt: "0") == """
        specs/api.yaml:1:7: error: a mistake [invalid-value]
          1 | port: 0
            |       ^

        """)
  }

  @Test func marksAnEmptyRangeWithACaret() {
    let sample = Sample("port:\nname: x\n")
    #expect(
      sample.render(Diagnostic(.missingKey, "a mistake", at: sample.range(5, 5))) == """
        specs/api.yaml:1:6: error: a mistake [missing-key]
          1 | port:
            |      ^

        """)
  }

  @Test func keepsTabsBeforeTheMistake() {
    #expect(
      Sample("run:\n\tport:\t0\n").render(mistakeAt: "0") == """
        specs/api.yaml:2:8: error: a mistake [invalid-value]
          2 | \tport:\t0
            | \t     \t^

        """)
  }

  @Test func countsWideCharactersTwice() {
    #expect(
      Sample("名前: 你好 x\n").render(mistakeAt: "x") == """
        specs/api.yaml:1:8: error: a mistake [invalid-value]
          1 | 名前: 你好 x
            |            ^

        """)
    #expect(
      Sample("a: 你好\n").render(mistakeAt: "你好") == """
        specs/api.yaml:1:4: error: a mistake [invalid-value]
          1 | a: 你好
            |    ^~~~

        """)
  }

  @Test func countsEmojiTwice() {
    #expect(
      Sample("a: 🚀 x\n").render(mistakeAt: "x") == """
        specs/api.yaml:1:6: error: a mistake [invalid-value]
          1 | a: 🚀 x
            |       ^

        """)
    #expect(
      Sample("a: ✅⚡ x\n").render(mistakeAt: "x") == """
        specs/api.yaml:1:7: error: a mistake [invalid-value]
          1 | a: ✅⚡ x
            |         ^

        """)
  }

  @Test func countsCombiningMarksNotAtAll() {
    #expect(
      Sample("e\u{301}: x\n").render(mistakeAt: "x") == """
        specs/api.yaml:1:5: error: a mistake [invalid-value]
          1 | e\u{301}: x
            |    ^

        """)
  }

  @Test func showsCharactersThatActOnTerminalsAsReplacementCharacters() {
    #expect(
      Sample("a: \u{1B}[2J\u{7}\u{202E}\u{2066} x\n").render(mistakeAt: "x") == """
        specs/api.yaml:1:12: error: a mistake [invalid-value]
          1 | a: \u{FFFD}[2J\u{FFFD}\u{FFFD}\u{FFFD} x
            |            ^

        """)
  }

  @Test func keepsMessagesHarmless() {
    let sample = Sample("a: 1\n")
    let diagnostic = Diagnostic(
      .duplicateKey, "key '\u{1B}[31m\n' stands twice", at: sample.range(of: "a"),
      notes: [.init("see '\u{1B}[2J'")])
    #expect(
      sample.render(diagnostic) == """
        specs/api.yaml:1:1: error: key '\u{FFFD}[31m\u{FFFD}' stands twice [duplicate-key]
          1 | a: 1
            | ^
          note: see '\u{FFFD}[2J'

        """)
  }

  @Test func leavesCarriageReturnsOut() {
    let sample = Sample("service: api\r\nport: 0\r\nname: x\r\n")
    let expected = """
      specs/api.yaml:2:7: error: a mistake [invalid-value]
        2 | port: 0
          |       ^

      """
    #expect(sample.render(mistakeAt: "0") == expected)
    #expect(sample.render(mistakeAt: "0\r\nname") == expected)
  }

  @Test func leavesTheByteOrderMarkOut() {
    let sample = Sample("\u{FEFF}service: 1\n")
    let expected = """
      specs/api.yaml:1:1: error: a mistake [invalid-value]
        1 | service: 1
          | ^~~~~~~

      """
    #expect(sample.render(mistakeAt: "service") == expected)
    #expect(sample.render(mistakeAt: "1").hasPrefix("specs/api.yaml:1:10: "))
  }

  @Test func marksTheEndOfTheFile() {
    let closed = Sample("a: [\n")
    #expect(
      closed.render(Diagnostic(.yamlSyntax, "a mistake", at: closed.range(5, 5))) == """
        specs/api.yaml:2:1: error: a mistake [yaml-syntax]
          2 |\u{20}
            | ^

        """)
    let open = Sample("a: [")
    #expect(
      open.render(Diagnostic(.yamlSyntax, "a mistake", at: open.range(4, 4))) == """
        specs/api.yaml:1:5: error: a mistake [yaml-syntax]
          1 | a: [
            |     ^

        """)
    let empty = Sample("")
    #expect(
      empty.render(Diagnostic(.missingKey, "the file is empty", at: empty.range(0, 0))) == """
        specs/api.yaml:1:1: error: the file is empty [missing-key]
          1 |\u{20}
            | ^

        """)
  }

  @Test func marksTheFirstLineOfARangeOfMany() {
    let sample = Sample("run:\n  port: 1\n  user: 2\n")
    #expect(
      sample.render(Diagnostic(.wrongType, "a mistake", at: sample.range(of: "port: 1\n  user: 2"))) == """
        specs/api.yaml:2:3: error: a mistake [wrong-type]
          2 |   port: 1
            |   ^~~~~~~

        """)
  }

  @Test func alignsUnderNumbersOfManyDigits() {
    let sample = Sample(String(repeating: "#\n", count: 99) + "port: 0\n")
    #expect(
      sample.render(mistakeAt: "0") == """
        specs/api.yaml:100:7: error: a mistake [invalid-value]
          100 | port: 0
              |       ^

        """)
  }

  @Test func showsNoTextWithoutAPlace() {
    let sample = Sample("a: 1\n")
    #expect(
      sample.render(Diagnostic(.missing, "no folder 'specs'", at: nil)) == "error: no folder 'specs' [missing]\n")
  }

  @Test func showsBytesThatAreNotText() {
    let sample = Sample(bytes: Array("a: ".utf8) + [0xFF] + Array("x\n".utf8))
    #expect(
      sample.render(Diagnostic(.encoding, "not UTF-8 text", at: sample.range(3, 4))) == """
        specs/api.yaml:1:4: error: not UTF-8 text [encoding]
          1 | a: \u{FFFD}x
            |    ^

        """)
  }
}
