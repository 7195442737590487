import Diagnostics
import Testing

@testable import YAML

/// What is quoted, and how: a string is printed plain only if every reader takes it for this string.
@Suite struct WriterQuotingTests {
  private func written(_ text: String) -> String {
    Writer.lines(of: .mapping([.init("k", .string(text))]), origin: SourceRange(startOf: FileID(0))).map(\.text).joined(
      separator: "\n")
  }

  @Test(arguments: ambiguousStrings.filter { ![".", ".."].contains($0) })
  func quotesWhatReadersWouldTakeForSomethingElse(_ text: String) {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    #expect(written(text) == "k: \"\(escaped)\"")
  }

  @Test(
    arguments: [
      ("", #""""#), (" ", #"" ""#), (" a", #"" a""#), ("a ", #""a ""#), ("\ta", #""\ta""#), ("a\t", #""a\t""#),
      ("a\tb", #""a\tb""#), ("a: b", #""a: b""#), ("a:", #""a:""#), ("a #b", #""a #b""#), ("- x", #""- x""#),
      ("? x", #""? x""#), ("--- x", #""--- x""#), ("... x", #""... x""#), ("a\nb", #""a\nb""#), ("a\n", #""a\n""#),
      ("a\r\nb", #""a\r\nb""#), ("${{ x }}: 1", #""${{ x }}: 1""#), ("'x' \"y\"", #""'x' \"y\"""#), ("\\n", #""\\n""#),
      ("[x]", #""[x]""#), ("{{ x }}", #""{{ x }}""#), ("\u{0}", #""\x00""#), ("\u{1B}[2J", #""\x1B[2J""#),
      ("\u{7F}", #""\x7F""#), ("\u{85}", #""\x85""#), ("\u{AD}", #""\xAD""#), ("\u{200B}", #""\u200B""#),
      ("\u{200F}", #""\u200F""#), ("\u{202E}x", #""\u202Ex""#), ("\u{2028}", #""\u2028""#),
      ("\u{FEFF}x", #""\uFEFFx""#), ("\u{FFFE}", #""\uFFFE""#), ("\u{E000}", #""\uE000""#),
      ("\u{10FFFF}", #""\U0010FFFF""#), ("é", "\"é\""), ("名前", "\"名前\""), ("🚀", "\"🚀\""), ("e\u{301}", "\"e\u{301}\""),
      ("\u{301}", "\"\u{301}\""), ("שלום", "\"שלום\""), ("2001-12-14 21:59:43", #""2001-12-14 21:59:43""#),
      ("127.0.0.1", #""127.0.0.1""#), ("1.2.3", #""1.2.3""#), ("(x)", #""(x)""#),
    ] as [(String, String)])
  func quotesInDoubleQuotesWithEscapes(_ text: String, _ expected: String) {
    #expect(written(text) == "k: " + expected)
    #expect(Array(written(text).utf8) == Array(("k: " + expected).utf8))
  }

  @Test(arguments: [
    "a", "A", "a b", "a b c", "a-b", "a_b", "a.b", "a/b", "/a", "./a", "../a", ".a", "a:b", "http://a/b?c=d&e#f", "a#b",
    "a?b", "a*b", "a|b", "a>b", "a!b", "a%b", "a@b", "a~b", "a=b", "a+b", "a(b)", "a;b", "-a", "--a-b", "-a b", "v1.2",
    "1a", "10s", "1m30s", "nobody", "yesterday", "nullable", "node", "falsey", "one", "no-new-privileges:true",
    "sha256:b1b3c9", "ghcr.io/acme/api:1.2.3", "$x", "${x}", "${{ x }}", "${TAG:?set TAG}", "it's", "say \"x\"",
    "C:\\x", "a, b", "a[0]", "a{b}", "..", ".",
  ])
  func printsTheRestPlain(_ text: String) {
    #expect(written(text) == "k: " + text)
  }

  /// Scalars that look like numbers stay unquoted only as numbers.
  @Test func printsValuesThatAreNotStringsPlain() {
    let fields: [Value.Field] = [
      .init("integer", .integer(-1)), .init("boolean", .boolean(false)), .init("nothing", .null),
      .init("list", .flow([.integer(1), .boolean(true), .null, .string("1"), .string("true"), .string("null")])),
    ]
    #expect(
      Writer.lines(of: .mapping(fields), origin: SourceRange(startOf: FileID(0))).map(\.text) == [
        "integer: -1", "boolean: false", "nothing:", "list: [1, true, null, \"1\", \"true\", \"null\"]",
      ])
  }

  @Test(
    arguments: [
      ("a, b", "[\"a, b\"]"), ("a[0]", "[\"a[0]\"]"), ("${x}", "[\"${x}\"]"), ("it's", "[\"it's\"]"),
      ("C:\\x", #"["C:\\x"]"#), ("a b", "[a b]"), ("$x", "[$x]"), ("a:b", "[a:b]"), ("--a=b", "[--a=b]"),
      ("a?", #"["a?"]"#), ("http://x/?y", #"["http://x/?y"]"#),
    ] as [(String, String)])
  func quotesMoreBetweenBrackets(_ text: String, _ expected: String) {
    #expect(
      Writer.lines(of: .mapping([.init("k", .strings([text]))]), origin: SourceRange(startOf: FileID(0))).map(\.text)
        == ["k: " + expected])
  }

  @Test func quotesKeysAndElementsLikeValues() {
    let value = Value.mapping([
      .init("no", .sequence([.init(.string("no")), .init(.string("a"))])),
      .init("", .flow([.string("a, b"), .string("c")])), .init("a: b", .null), .init("8080", .string("x")),
    ])
    #expect(
      Writer.lines(of: value, origin: SourceRange(startOf: FileID(0))).map(\.text) == [
        "\"no\":", "  - \"no\"", "  - a", "", "\"\": [\"a, b\", c]", "\"a: b\":", "\"8080\": x",
      ])
  }
}
