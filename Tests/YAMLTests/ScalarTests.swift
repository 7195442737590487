import Testing

/// A scalar has its text, the exact bytes it was written in, and whether those are the text itself.
@Suite struct ScalarTests {
  @Test(
    arguments: [
      ("abc", ["scalar 0-3 «abc» abc plain verbatim"]), ("  abc  # remark\n", ["scalar 2-5 «abc» abc plain verbatim"]),
      ("two words", ["scalar 0-9 «two words» two words plain verbatim"]),
      ("http://x:1/#y", ["scalar 0-13 «http://x:1/#y» http://x:1/#y plain verbatim"]),
      ("one\n  two\n\n  three\n", ["scalar 0-18 «one\\n  two\\n\\n  three» one two\\nthree plain"]),
      ("one\ntwo\n", ["scalar 0-7 «one\\ntwo» one two plain"]), ("'abc'", ["scalar 0-5 «'abc'» abc verbatim"]),
      ("''", ["scalar 0-2 «''»  verbatim"]), ("'it''s'", ["scalar 0-7 «'it''s'» it's"]),
      ("'one\n two'", ["scalar 0-10 «'one\\n two'» one two"]), ("'one\ntwo'", ["scalar 0-9 «'one\\ntwo'» one two"]),
      (#""abc""#, [#"scalar 0-5 «"abc"» abc verbatim"#]), (#""""#, [#"scalar 0-2 «""»  verbatim"#]),
      (#""a\tb\"c\\""#, [#"scalar 0-11 «"a\tb\"c\\"» a\tb"c\"#]),
      (#""\x41\u00e9\U0001F680""#, [#"scalar 0-22 «"\x41\u00e9\U0001F680"» Aé🚀"#]),
      // An escape of two bytes for a text of two bytes is still an escape.
      (#""\_""#, ["scalar 0-4 «\"\\_\"» \u{A0}"]), ("\"one\\\n  two\"", [#"scalar 0-12 «"one\\n  two"» onetwo"#]),
      ("null", ["scalar 0-4 «null» null plain verbatim"]), ("~", ["scalar 0-1 «~» ~ plain verbatim"]),
      ("---\n", ["scalar 4-4 «»  plain verbatim"]), ("--- abc\n...\n", ["scalar 4-7 «abc» abc plain verbatim"]),
      ("%YAML 1.1\n---\nabc\n", ["scalar 14-17 «abc» abc plain verbatim"]),
      ("&x abc", ["scalar 0-6 «&x abc» abc plain"]),
    ] as [(String, [String])])
  func readsAScalar(_ text: String, _ expected: [String]) {
    let parsed = Parsed(text)
    #expect(parsed.outline == expected)
    #expect(parsed.complaints.isEmpty)
  }

  @Test(
    arguments: [
      ("a: |\n  x\n  y\nb: 1\n", "3-12 «|\\n  x\\n  y» x\\ny\\n"),
      ("a: |-\n  x\n  y\nb: 1\n", "3-13 «|-\\n  x\\n  y» x\\ny"),
      ("a: |+\n  x\n\n\nb: 1\n", "3-9 «|+\\n  x» x\\n\\n\\n"),
      ("a: >\n  x\n  y\n\n  z\nb: 1\n", "3-17 «>\\n  x\\n  y\\n\\n  z» x y\\nz\\n"),
      ("a: >-\n  x\n    y\nb: 1\n", "3-15 «>-\\n  x\\n    y» x\\n  y"),
      ("a: |2\n   x\nb: 1\n", "3-10 «|2\\n   x»  x\\n"), ("a: |\n  x", "3-8 «|\\n  x» x"), ("a: |\nb: 1\n", "3-4 «|» "),
      ("a: | # remark\n  x # text\n\n# remark\nb: 1\n", "3-24 «| # remark\\n  x # text» x # text\\n"),
      ("a: |\r\n  x\r\n  y\r\nb: 1\r\n", "3-14 «|\\r\\n  x\\r\\n  y» x\\ny\\n"),
    ] as [(String, String)])
  func readsABlock(_ text: String, _ expected: String) {
    let parsed = Parsed(text)
    #expect(parsed.outline.dropFirst(2).first == "  scalar " + expected)
    #expect(parsed.complaints.isEmpty)
  }

  @Test func countsBytesNotCharacters() {
    #expect(
      Parsed("é: 名前\n🚀: '🚀 x'\nc: [ü, \"ö\"]\nd: |\n  你\ne: x\n").outline == [
        "mapping 0-55 «é: 名前\\n🚀: '🚀 x'\\nc: [ü, \"ö\"]\\nd: |\\n  你\\ne: x»", "  key 0-2 «é» é",
        "  scalar 4-10 «名前» 名前 plain verbatim", "  key 11-15 «🚀» 🚀", "  scalar 17-25 «'🚀 x'» 🚀 x verbatim",
        "  key 26-27 «c» c", "  sequence 29-39 «[ü, \"ö\"]»", "    scalar 30-32 «ü» ü plain verbatim",
        "    scalar 34-38 «\"ö\"» ö verbatim", "  key 40-41 «d» d", "  scalar 43-50 «|\\n  你» 你\\n",
        "  key 51-52 «e» e", "  scalar 54-55 «x» x plain verbatim",
      ])
  }

  @Test func keepsCombiningMarksApart() {
    #expect(Parsed("\"e\u{301}\"").outline == ["scalar 0-5 «\"e\u{301}\"» e\u{301} verbatim"])
    // The mark belongs to the text, not to the quote before it.
    #expect(Parsed("\"\u{301}\"").outline == ["scalar 0-4 «\"\u{301}\"» \u{301} verbatim"])
  }
}
