import Testing
import YAML

@Suite struct LimitTests {
  @Test func reads64Levels() {
    let flow = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(Parsed(flow).complaints.isEmpty)
    #expect(Parsed(flow).outline.count == 64)
    #expect(Parsed(String(repeating: "- ", count: 63) + "x").complaints.isEmpty)
  }

  @Test(
    arguments: [
      (String(repeating: "[", count: 65), "1:65 «[» yaml-limit: nested more than 64 levels deep"),
      (String(repeating: "- ", count: 64) + "x", "1:129 «x» yaml-limit: nested more than 64 levels deep"),
      (String(repeating: "{a: ", count: 65), "1:254 «a» yaml-limit: nested more than 64 levels deep"),
      (String(repeating: "[", count: 1_000_000), "1:65 «[» yaml-limit: nested more than 64 levels deep"),
      (String(repeating: "{? ", count: 10_000), "1:193 «{» yaml-limit: nested more than 64 levels deep"),
    ] as [(String, String)])
  func refusesMore(_ text: String, _ expected: String) {
    let parsed = Parsed(text)
    #expect(parsed.complaints == [expected])
    #expect(parsed.node == nil)
  }

  @Test func countsTheLevelsBehindAliases() {
    let nested = String(repeating: "[", count: 40) + "x" + String(repeating: "]", count: 40)
    let deeper = String(repeating: "[", count: 40) + "*a" + String(repeating: "]", count: 40)
    #expect(Parsed("- &a \(nested)\n- [[[*a]]]\n").complaints.isEmpty)
    let parsed = Parsed("- &a \(nested)\n- \(deeper)\n")
    #expect(parsed.complaints == ["2:43 «*a» yaml-limit: nested more than 64 levels deep"])
    #expect(parsed.node == nil)
  }

  @Test func countsTheLevelsBehindAliasesOfAliases() {
    var text = "- &a0 [x]\n"
    for level in 1..<200 { text += "- &a\(level) [*a\(level - 1)]\n" }
    #expect(Parsed(text).complaints == ["63:9 «*a61» yaml-limit: nested more than 64 levels deep"])
  }

  @Test func refusesFilesOfMoreThan16MiB() {
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: Parser.Limit.bytes + 1)
    #expect(Parsed(bytes: bytes).complaints == ["1:1 «» yaml-limit: the file has more than 16 MiB"])
  }

  @Test func readsALongLine() {
    let word = String(repeating: "x", count: 100_000)
    #expect(Parsed("a: \(word)\n").outline.last == "  scalar 3-100003 «\(word)» \(word) plain verbatim")
  }
}
