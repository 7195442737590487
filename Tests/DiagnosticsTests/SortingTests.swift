import Diagnostics
import Testing

@Suite struct SortingTests {
  /// Two files, added against the order of their paths.
  private let sources: SourceMap
  private let late, early: FileID

  init() {
    var sources = SourceMap()
    late = sources.add(SourceFile(path: "specs/web.yaml", bytes: Array("a: 1\nb: 2\n".utf8)))
    early = sources.add(SourceFile(path: "specs/api.yaml", bytes: Array("a: 1\nb: 2\n".utf8)))
    self.sources = sources
  }

  private func diagnostic(_ rule: Rule, _ message: String, _ file: FileID, _ offset: Int) -> Diagnostic {
    Diagnostic(rule, message, at: SourceRange(file: file, lower: offset, upper: offset + 1))
  }

  @Test func sortsByPathPlaceRuleAndMessage() {
    let expected = [
      Diagnostic(.missing, "no place", at: nil),
      diagnostic(.wrongType, "early file", early, 0),
      diagnostic(.missingKey, "a rule before", early, 5),
      diagnostic(.unknownKey, "one message", early, 5),
      diagnostic(.unknownKey, "two messages", early, 5),
      diagnostic(.encoding, "late file", late, 0),
    ]
    #expect(Array(expected.reversed()).sorted(in: sources) == expected)
    for shift in 1..<expected.count {
      #expect(Array(expected[shift...] + expected[..<shift]).sorted(in: sources) == expected)
    }
  }

  @Test func keepsEachOnce() {
    let twice = diagnostic(.unknownKey, "said twice", early, 0)
    let elsewhere = diagnostic(.unknownKey, "said twice", early, 5)
    let noted = Diagnostic(.unknownKey, "said twice", at: twice.range, notes: [.init("with a note")])
    #expect([twice, elsewhere, twice].sorted(in: sources) == [twice, elsewhere])
    #expect(Set([twice, noted].sorted(in: sources)) == [twice, noted])
  }

  @Test func rendersInOrderWithEmptyLinesBetween() {
    let printed = DiagnosticRenderer(sources: sources, colour: false).render([
      diagnostic(.unknownKey, "second", late, 5), diagnostic(.unknownKey, "first", early, 5),
      diagnostic(.unknownKey, "second", late, 5),
    ])
    #expect(
      printed == """
        specs/api.yaml:2:1: error: first [unknown-key]
          2 | b: 2
            | ^

        specs/web.yaml:2:1: error: second [unknown-key]
          2 | b: 2
            | ^

        """)
  }

  @Test func rendersNothingForNothing() {
    #expect(DiagnosticRenderer(sources: sources, colour: false).render([]) == "")
  }

  @Test func knowsErrorsFromWarnings() throws {
    let error = Diagnostic(.unknownKey, "an error", at: nil)
    #expect([error].hasErrors)
    #expect(![Diagnostic]().hasErrors)
    for rule in Rule.all {
      #expect([Diagnostic(rule, "any", at: nil)].hasErrors == (rule.severity == .error))
    }
  }
}
