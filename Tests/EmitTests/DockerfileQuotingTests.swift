import Diagnostics
import Foundation
import Testing

@testable import Emit
@testable import IR

/// Values in a Dockerfile arrive as they were written in the spec, whatever they hold.
@Suite struct DockerfileQuotingTests {
  private func printed(_ instruction: Dockerfile.Instruction) -> [String] {
    let origin = SourceRange(startOf: FileID(0))
    let stage = Dockerfile.Stage(
      base: .stage("base"), name: "s", onBuildPlatform: false, origin: origin,
      instructions: [Located(instruction, origin)])
    return Array(Dockerfile(stages: [stage]).print().map(\.text).dropFirst(2))
  }

  @Test(
    arguments: [
      ("", #""""#), ("a b", #""a b""#), ("$HOME", #""\$HOME""#), ("$$", #""\$\$""#), ("${x:-y}", #""\${x:-y}""#),
      ("a\\b", #""a\\b""#), ("a\\", #""a\\""#), ("\\$x", #""\\\$x""#), ("say \"x\"", #""say \"x\"""#),
      ("it's", #""it's""#), ("#x", ##""#x""##), ("a=b", #""a=b""#), ("%s", #""%s""#), ("${{ x }}", #""\${{ x }}""#),
      ("é🚀", #""é🚀""#), ("\"\u{301}", "\"\\\"\u{301}\""), ("\u{301}", "\"\u{301}\""), ("$\u{301}", "\"\\$\u{301}\""),
      ("\\\u{301}", "\"\\\\\u{301}\""),
    ] as [(String, String)])
  func quotesVariablesAndLabels(_ text: String, _ expected: String) {
    #expect(printed(.env([("A", .text(BuildText(text)))])) == ["ENV A=" + expected])
    #expect(printed(.label([("a.b", text)])) == ["LABEL a.b=" + expected])
    #expect(printed(.label([("a", text), ("b", text)])) == ["LABEL a=\(expected) \\", "      b=\(expected)"])
  }

  @Test(arguments: 0..<200)
  func theBuilderReadsVariablesAndLabelsBack(_ seed: Int) {
    var random = HostileText(seed: seed)
    let texts = (0..<5).map { _ in random.line() }
    let pairs = texts.enumerated().map { (name: "V\($0.offset)", value: $0.element) }
    let expected = pairs.map { [$0.name, $0.value] }
    #expect(builderPairs(printed(.label(pairs))) == expected, "seed \(seed)")
    #expect(
      builderPairs(printed(.env(pairs.map { ($0.name, .text(BuildText($0.value))) }))) == expected, "seed \(seed)")
  }

  @Test(
    arguments: [
      ([], "[]"), (["a"], #"["a"]"#), (["/bin/a", "-x=1", "b c"], #"["/bin/a", "-x=1", "b c"]"#), ([""], #"[""]"#),
      (["\"\\"], #"["\"\\"]"#), (["a\nb\tc"], #"["a\nb\tc"]"#), (["\u{1}\u{1F}\u{7F}"], #"["\u0001\u001f\u007f"]"#),
      (["\u{2028}\u{2029}"], #"["\u2028\u2029"]"#), (["$x é 🚀"], #"["$x é 🚀"]"#), (["\"\u{301}"], "[\"\\\"\u{301}\"]"),
    ] as [([String], String)])
  func printsTheExecFormAsJSON(_ words: [String], _ expected: String) {
    #expect(printed(.entrypoint(words)) == ["ENTRYPOINT " + expected])
    #expect(printed(.cmd(words)) == ["CMD " + expected])
  }

  @Test(arguments: 0..<200)
  func readersOfJSONReadTheExecFormBack(_ seed: Int) throws {
    var random = HostileText(seed: seed)
    let words = (0..<10).map { _ in random.text() }
    let printed = json(words)
    #expect(!printed.unicodeScalars.contains { $0.properties.generalCategory == .control }, "seed \(seed)")
    let read = try #require(try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [String], "seed \(seed)")
    #expect(read.map { Array($0.utf8) } == words.map { Array($0.utf8) }, "seed \(seed)")
  }
}

/// The pairs of an instruction as the builder reads them: lines are joined, then `"…"` with `\\`, `\"` and `\$`.
/// nil where it would stumble or expand something.
private func builderPairs(_ lines: [String]) -> [[String]]? {
  var scalars = Array("".unicodeScalars)
  for (index, line) in lines.enumerated() {
    let continues = line.hasSuffix(" \\")
    guard continues == (index < lines.count - 1) else { return nil }
    scalars += (continues ? String(line.dropLast()) : line).unicodeScalars
  }
  guard let start = scalars.firstIndex(of: " ") else { return nil }
  var rest = scalars[start...]
  var pairs: [[String]] = []
  while !rest.isEmpty {
    rest = rest.drop { $0 == " " }
    guard let equals = rest.firstIndex(of: "="), rest[(equals + 1)...].first == "\"" else { return nil }
    let name = rest[..<equals].reduce(into: "") { $0.unicodeScalars.append($1) }
    guard let (value, end) = quotedWord(rest[(equals + 2)...]) else { return nil }
    pairs.append([name, value])
    rest = rest[end...]
    guard rest.isEmpty || rest.first == " " else { return nil }
  }
  return pairs
}

/// The text up to the closing quote, and where that ends.
private func quotedWord(_ scalars: ArraySlice<Unicode.Scalar>) -> (text: String, end: Int)? {
  var text = ""
  var index = scalars.startIndex
  while index < scalars.endIndex {
    switch scalars[index] {
    case "\"": return (text, index + 1)
    case "$": return nil
    case "\\":
      index += 1
      guard index < scalars.endIndex, ["\\", "\"", "$"].contains(scalars[index]) else { return nil }
      text.unicodeScalars.append(scalars[index])
    default: text.unicodeScalars.append(scalars[index])
    }
    index += 1
  }
  return nil
}
