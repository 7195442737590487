import Testing
import YAML

@Suite struct AliasTests {
  /// The place of an aliased value is where it is written out.
  @Test func putsTheAnchoredValueInThePlaceOfTheAlias() {
    #expect(
      Parsed("a: &x foo\nb: *x\nc: &y [1]\nd: [*y, *x]\n").outline == [
        "mapping 0-37 «a: &x foo\\nb: *x\\nc: &y [1]\\nd: [*y, *x]»",
        "  key 0-1 «a» a", "  scalar 3-9 «&x foo» foo plain",
        "  key 10-11 «b» b", "  scalar 3-9 «&x foo» foo plain",
        "  key 16-17 «c» c", "  sequence 19-25 «&y [1]»", "    scalar 23-24 «1» 1 plain verbatim",
        "  key 26-27 «d» d", "  sequence 29-37 «[*y, *x]»",
        "    sequence 19-25 «&y [1]»", "      scalar 23-24 «1» 1 plain verbatim", "    scalar 3-9 «&x foo» foo plain",
      ])
  }

  @Test func takesTheLastOfAnchorsWithOneName() {
    let scalars = Parsed("[&x a, *x, &x b, *x]").outline.dropFirst()
    #expect(scalars.map { $0.suffix(7) } == ["a plain", "a plain", "b plain", "b plain"])
  }

  @Test func allowsAnAliasAsAKey() {
    let parsed = Parsed("a: &x foo\n*x : bar\n")
    #expect(parsed.complaints.isEmpty)
    #expect(parsed.outline.contains("  key 10-12 «*x» foo"))
  }

  @Test(
    arguments: [
      ("a: *x\n", ["1:4 «*x» unknown-alias: no anchor 'x' above this alias"]),
      ("a: *x\nb: &x 1\n", ["1:4 «*x» unknown-alias: no anchor 'x' above this alias"]),
      // An anchor is there once its value is complete.
      ("a: &a [*a]\n", ["1:8 «*a» unknown-alias: no anchor 'a' above this alias"]),
      ("é: *x\n", ["1:4 «*x» unknown-alias: no anchor 'x' above this alias"]),
    ] as [(String, [String])])
  func reportsAnUnknownAlias(_ text: String, _ expected: [String]) {
    let parsed = Parsed(text)
    #expect(parsed.complaints == expected)
    #expect(parsed.node == nil)
  }

  @Test func expandsAliasesWithinTheLimit() throws {
    // 10 lists of 10 lists of … 5 levels: 111 111 values.
    let parsed = Parsed(bomb(levels: 5, width: 10))
    #expect(parsed.complaints.isEmpty)
    #expect(count(try #require(parsed.node)) > 100_000)
  }

  @Test func refusesAliasesBeyondTheLimit() {
    let parsed = Parsed(bomb(levels: 9, width: 10))
    #expect(parsed.complaints == ["6:43 «*a4» yaml-limit: more than 1000000 values, aliases expanded"])
    #expect(parsed.node == nil)
  }

  @Test func endsSoonWhateverTheAliasesSay() {
    let clock = ContinuousClock()
    let time = clock.measure {
      for width in [2, 10, 100] { _ = Parsed(bomb(levels: 50, width: width)) }
    }
    #expect(time < .seconds(20))
  }

  /// A list of 'x', then lists of aliases of the one before.
  private func bomb(levels: Int, width: Int) -> String {
    var text = "- &a0 [" + Array(repeating: "x", count: width).joined(separator: ", ") + "]\n"
    for level in 1..<levels {
      text += "- &a\(level) [" + Array(repeating: "*a\(level - 1)", count: width).joined(separator: ", ") + "]\n"
    }
    return text
  }

  private func count(_ node: Node) -> Int {
    switch node.content {
    case .scalar: 1
    case .sequence(let elements): elements.reduce(1) { $0 + count($1) }
    case .mapping(let entries): entries.reduce(1) { $0 + count($1.value) }
    }
  }
}
