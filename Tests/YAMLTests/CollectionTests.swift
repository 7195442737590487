import Testing

/// A collection reaches from its start to its closing bracket or, where it has none, to the end of its last value.
@Suite struct CollectionTests {
  @Test func readsABlockMapping() {
    #expect(
      Parsed("# remark\na: 1\n\n# remark\nb:   two # remark\n\n").outline == [
        "mapping 9-32 «a: 1\\n\\n# remark\\nb:   two»",
        "  key 9-10 «a» a", "  scalar 12-13 «1» 1 plain verbatim",
        "  key 24-25 «b» b", "  scalar 29-32 «two» two plain verbatim",
      ])
  }

  @Test func readsABlockSequence() {
    #expect(
      Parsed("- a\n-   b\n\n- c # remark\n").outline == [
        "sequence 0-14 «- a\\n-   b\\n\\n- c»", "  scalar 2-3 «a» a plain verbatim",
        "  scalar 8-9 «b» b plain verbatim",
        "  scalar 13-14 «c» c plain verbatim",
      ])
  }

  @Test func readsASequenceUnderAKeyWithAndWithoutIndentation() {
    #expect(
      Parsed("a:\n- x\n- y\nb:\n  - z\n").outline == [
        "mapping 0-19 «a:\\n- x\\n- y\\nb:\\n  - z»",
        "  key 0-1 «a» a", "  sequence 3-10 «- x\\n- y»",
        "    scalar 5-6 «x» x plain verbatim", "    scalar 9-10 «y» y plain verbatim",
        "  key 11-12 «b» b", "  sequence 16-19 «- z»", "    scalar 18-19 «z» z plain verbatim",
      ])
  }

  @Test func readsFlowCollections() {
    #expect(
      Parsed("{a: [1, 'x' ], b: {}, \"c\": []}\n").outline == [
        "mapping 0-30 «{a: [1, 'x' ], b: {}, \"c\": []}»",
        "  key 1-2 «a» a", "  sequence 4-13 «[1, 'x' ]»",
        "    scalar 5-6 «1» 1 plain verbatim", "    scalar 8-11 «'x'» x verbatim",
        "  key 15-16 «b» b", "  mapping 18-20 «{}»",
        "  key 22-25 «\"c\"» c", "  sequence 27-29 «[]»",
      ])
  }

  @Test func readsFlowCollectionsOverLines() {
    #expect(
      Parsed("a: [\n  x,\n  y,\n]\nb: 1\n").outline == [
        "mapping 0-21 «a: [\\n  x,\\n  y,\\n]\\nb: 1»",
        "  key 0-1 «a» a", "  sequence 3-16 «[\\n  x,\\n  y,\\n]»",
        "    scalar 7-8 «x» x plain verbatim", "    scalar 12-13 «y» y plain verbatim",
        "  key 17-18 «b» b", "  scalar 20-21 «1» 1 plain verbatim",
      ])
  }

  @Test func readsAPairInAFlowSequence() {
    #expect(
      Parsed("[a: b, c]").outline == [
        "sequence 0-9 «[a: b, c]»", "  mapping 1-5 «a: b»", "    key 1-2 «a» a", "    scalar 4-5 «b» b plain verbatim",
        "  scalar 7-8 «c» c plain verbatim",
      ])
  }

  @Test func readsNestedBlocks() {
    #expect(
      Parsed("- - a\n  - b\n- k: v\n  l: w\n").outline == [
        "sequence 0-25 «- - a\\n  - b\\n- k: v\\n  l: w»",
        "  sequence 2-11 «- a\\n  - b»", "    scalar 4-5 «a» a plain verbatim", "    scalar 10-11 «b» b plain verbatim",
        "  mapping 14-25 «k: v\\n  l: w»",
        "    key 14-15 «k» k", "    scalar 17-18 «v» v plain verbatim",
        "    key 21-22 «l» l", "    scalar 24-25 «w» w plain verbatim",
      ])
  }

  @Test func placesMissingValuesBehindTheirKeys() {
    #expect(
      Parsed("a:\nb:   # remark\nc: {d, e: }\nf:\n  -\n").outline == [
        "mapping 0-35 «a:\\nb:   # remark\\nc: {d, e: }\\nf:\\n  -»",
        "  key 0-1 «a» a", "  scalar 2-2 «»  plain verbatim",
        "  key 3-4 «b» b", "  scalar 5-5 «»  plain verbatim",
        "  key 17-18 «c» c", "  mapping 20-28 «{d, e: }»",
        "    key 21-22 «d» d", "    scalar 22-22 «»  plain verbatim",
        "    key 24-25 «e» e", "    scalar 27-27 «»  plain verbatim",
        "  key 29-30 «f» f", "  sequence 34-35 «-»", "    scalar 35-35 «»  plain verbatim",
      ])
  }

  @Test func readsExplicitKeys() {
    #expect(
      Parsed("? a\n: b\n? |\n  c\n: d\n").outline == [
        "mapping 0-19 «? a\\n: b\\n? |\\n  c\\n: d»",
        "  key 2-3 «a» a", "  scalar 6-7 «b» b plain verbatim",
        "  key 10-15 «|\\n  c» c\\n", "  scalar 18-19 «d» d plain verbatim",
      ])
  }

  @Test func readsCarriageReturnsAsLineEnds() {
    #expect(
      Parsed("a: 1\r\nb:\r\n  - x\r\n").outline == [
        "mapping 0-15 «a: 1\\r\\nb:\\r\\n  - x»",
        "  key 0-1 «a» a", "  scalar 3-4 «1» 1 plain verbatim",
        "  key 6-7 «b» b", "  sequence 12-15 «- x»", "    scalar 14-15 «x» x plain verbatim",
      ])
  }

  @Test func readsPastAByteOrderMark() {
    #expect(
      Parsed("\u{FEFF}a: 1\nb: é\n").outline == [
        "mapping 3-13 «a: 1\\nb: é»",
        "  key 3-4 «a» a", "  scalar 6-7 «1» 1 plain verbatim",
        "  key 8-9 «b» b", "  scalar 11-13 «é» é plain verbatim",
      ])
  }
}
