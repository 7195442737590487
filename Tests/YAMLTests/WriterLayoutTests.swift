import Diagnostics
import Testing

@testable import YAML

@Suite struct WriterLayoutTests {
  private let origin = SourceRange(startOf: FileID(0))

  private func written(_ value: Value) -> String {
    Writer.lines(of: value, origin: origin).map { $0.text + "\n" }.joined()
  }

  @Test func nestsWithTwoSpaces() {
    #expect(
      written(
        .mapping([
          .init("a", .mapping([.init("b", .mapping([.init("c", .integer(1))]))])),
          .init("d", .sequence([.init(.string("x")), .init(.sequence([.init(.string("z"))]))])),
        ])) == """
          a:
            b:
              c: 1

          d:
            - x
            -
              - z

          """)
  }

  @Test func putsTheFirstKeyBehindTheDash() {
    #expect(
      written(
        .sequence([
          .init(.mapping([.init("a", .integer(1)), .init("b", .integer(2))])),
          .init(
            .mapping([.init("c", .mapping([.init("d", .integer(3))])), .init("e", .sequence([.init(.string("x"))]))])),
          .init(.mapping([])),
        ])) == """
          - a: 1
            b: 2
          - c:
              d: 3
            e:
              - x
          - {}

          """)
  }

  @Test func printsCommentsAboveAndRemarksBehind() {
    #expect(
      written(
        .mapping([
          .init("a", .integer(1), comment: ["First line.", "", "Second line."]),
          .init("b", .mapping([.init("c", .integer(2), comment: ["Inside."], remark: "why")]), remark: "how"),
          .init("d", .sequence([.init(.string("x"), comment: ["An element."])]), comment: ["A list."]),
          .init(
            "e", .sequence([.init(.mapping([.init("f", .integer(3), comment: ["A key."])]), comment: ["An item."])])),
          .init("g", .null, remark: "nothing"),
          .init("h", .text("x\ny\n"), remark: "a block"),
        ])) == """
          # First line.
          #
          # Second line.
          a: 1

          b: # how
            # Inside.
            c: 2 # why

          # A list.
          d:
            # An element.
            - x

          e:
            # An item.
            # A key.
            - f: 3

          g: # nothing
          h: | # a block
            x
            y

          """)
  }

  @Test func spacesTheFieldsOfTheRootAndOfSpacedFieldsWhereOneIsLong() {
    let pair = Value.mapping([.init("x", .integer(1)), .init("w", .mapping([.init("z", .integer(2))]))])
    #expect(
      written(
        .mapping([.init("a", .integer(1)), .init("b", .integer(2)), .init("c", pair), .init("d", pair, isSpaced: true)])
      )
        == """
        a: 1
        b: 2

        c:
          x: 1
          w:
            z: 2

        d:
          x: 1

          w:
            z: 2

        """)
  }

  @Test(
    arguments: [
      ("x\ny\n", ["k: |", "  x", "  y"]), ("x\ny", ["k: |-", "  x", "  y"]),
      ("x\n\n  y: #z\n", ["k: |", "  x", "", "    y: #z"]),
      ("#!/bin/sh\nexit\n", ["k: |", "  #!/bin/sh", "  exit"]), ("--- x\n...\n", ["k: |", "  --- x", "  ..."]),
      // What a block would not give back unchanged stays in quotes.
      ("x", ["k: x"]), ("", [#"k: """#]), (" x\ny\n", [#"k: " x\ny\n""#]), ("\nx\n", [#"k: "\nx\n""#]),
      ("x\n\n", [#"k: "x\n\n""#]),
      ("x \ny\n", [#"k: "x \ny\n""#]), ("x\ty\nz\n", [#"k: "x\ty\nz\n""#]), ("é\ny\n", [#"k: "é\ny\n""#]),
      ("x\r\ny\n", [#"k: "x\r\ny\n""#]), ("\n", [#"k: "\n""#]), ("no", [#"k: "no""#]),
    ] as [(String, [String])])
  func printsTextAsALiteralBlock(_ text: String, _ expected: [String]) {
    #expect(Writer.lines(of: .mapping([.init("k", .text(text))]), origin: origin).map(\.text) == expected)
  }

  @Test func printsLinesWithTheirOrigins() {
    func place(_ lower: Int) -> SourceRange { SourceRange(file: FileID(1), lower: lower, upper: lower + 1) }
    let block = Value.lines([Located("a", place(1)), Located("", place(2)), Located("  b", place(3))])
    let lines = Writer.lines(of: .mapping([.init("k", block)]), origin: place(0))
    #expect(lines.map(\.text) == ["k: |", "  a", "", "    b"])
    #expect(lines.map(\.origin) == [0, 1, 2, 3].map(place))
    let quoted = Value.lines([Located("é", place(1)), Located("b", place(2))])
    #expect(Writer.lines(of: .mapping([.init("k", quoted)]), origin: place(0)).map(\.text) == [#"k: "é\nb\n""#])
  }

  @Test func indentsLiteralBlocksInsideLists() {
    #expect(
      written(
        .mapping([.init("k", .sequence([.init(.text("x\ny")), .init(.mapping([.init("run", .text("a\nb\n"))]))]))]))
          == """
          k:
            - |-
              x
              y
            - run: |
                a
                b

          """)
  }

  @Test func printsEmptyAndFlowCollectionsOnOneLine() {
    #expect(
      written(
        .mapping([
          .init("a", .mapping([])), .init("b", .sequence([])), .init("c", .flow([])),
          .init("d", .strings(["x", "y z"])),
        ])) == """
          a: {}
          b: []
          c: []
          d: [x, y z]

          """)
  }

  @Test(
    arguments: [
      (.mapping([]), "{}\n"), (.sequence([]), "[]\n"), (.string("a"), "a\n"), (.string("..."), "\"...\"\n"),
      (.integer(1), "1\n"),
      (.boolean(true), "true\n"), (.null, "null\n"), (.flow([.string("a")]), "[a]\n"),
      (.text("a\nb\n"), "\"a\\nb\\n\"\n"),
    ] as [(Value, String)])
  func printsEveryValueAsADocument(_ value: Value, _ expected: String) {
    #expect(written(value) == expected)
  }

  @Test func leavesNoBlanksAtTheEndsOfLines() {
    let value = Value.mapping([
      .init("a", .null, comment: [""]), .init("b", .sequence([.init(.null), .init(.sequence([.init(.null)]))])),
      .init("c", .text("x\n\ny\n")),
    ])
    #expect(Writer.lines(of: value, origin: origin).allSatisfy { !$0.text.hasSuffix(" ") })
  }

  /// A line comes from the value that caused it or, where that has no place, from what holds it.
  @Test func givesEachLineItsOrigin() {
    func place(_ lower: Int) -> SourceRange { SourceRange(file: FileID(1), lower: lower, upper: lower + 1) }
    let lines = Writer.lines(
      of: .mapping([
        .init("a", .integer(1)),
        .init("b", .mapping([.init("c", .integer(2)), .init("d", .integer(3), origin: place(2))]), origin: place(1)),
        .init(
          "e", .sequence([.init(.string("x"), origin: place(4)), .init(.string("z"))]), origin: place(3),
          comment: ["E."]),
        .init("f", .text("x\ny\n"), origin: place(5)),
        .init(
          "g", .sequence([.init(.mapping([.init("h", .null), .init("i", .null, origin: place(7))]), origin: place(6))])),
      ]), origin: place(0))
    let expected = [
      ("a: 1", 0), ("", 1), ("b:", 1), ("  c: 2", 1), ("  d: 3", 2), ("", 3), ("# E.", 3), ("e:", 3), ("  - x", 4),
      ("  - z", 3),
      ("", 5), ("f: |", 5), ("  x", 5), ("  y", 5), ("", 0), ("g:", 0), ("  - h:", 6), ("    i:", 7),
    ]
    #expect(lines.map(\.text) == expected.map(\.0))
    #expect(lines.map(\.origin) == expected.map { place($0.1) })
  }
}
