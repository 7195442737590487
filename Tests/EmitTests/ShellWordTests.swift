import Foundation
import Support
import Testing

@testable import Emit

@Suite struct ShellWordTests {
  @Test(
    arguments: [
      ("a", "a"), ("a/b.c-d_e", "a/b.c-d_e"), ("a=b", "a=b"), ("--flag=1,2", "--flag=1,2"), ("100%", "100%"),
      ("a@b:c+d", "a@b:c+d"), ("", "''"), ("a b", "'a b'"), ("$x", "'$x'"), ("*", "'*'"), ("~", "'~'"), ("{}", "'{}'"),
      ("#x", "'#x'"), ("a;b", "'a;b'"), ("it's", #"'it'\''s'"#), ("'", #"''\'''"#), ("\\", #"'\'"#), ("a\nb", "'a\nb'"),
      ("é", "'é'"), ("'\u{301}", "''\\''\u{301}'"), ("-ldflags=-s -w", "-ldflags='-s -w'"),
      ("-a=-b=c d", "-a=-b='c d'"), ("-a=$x", "-a='$x'"), ("-a=it's", #"-a='it'\''s'"#), ("- a=b", "'- a=b'"),
      ("-=\u{301} ", "'-=\u{301} '"), ("--", "--"), ("!", "'!'"),
    ] as [(String, String)])
  func quotesOnlyWhereItHasTo(_ text: String, _ expected: String) {
    #expect(Array(shellQuoted(text).utf8) == Array(expected.utf8))
  }

  @Test(arguments: 0..<200)
  func theShellGivesTheTextBack(_ seed: Int) throws {
    var random = HostileText(seed: seed)
    let texts = (0..<10).map { _ in random.text() }
    let script = "printf '%s\\0' " + texts.map(shellQuoted).joined(separator: " ")
    let outcome = try run("/bin/sh", ["-c", script])
    #expect(outcome.errors.isEmpty, "seed \(seed): \(script)")
    let words = outcome.output.utf8.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    #expect(words.map { Array($0) } == texts.map { Array($0.utf8) }, "seed \(seed): \(script)")
  }

  @Test func replacesScalarsWhateverTheyCombineWith() {
    #expect(Array(replacing("$", by: "$$", in: "a$\u{301}$").utf8) == Array("a$$\u{301}$$".utf8))
    #expect(Array(replacing("\n", by: "|", in: "a\r\nb").utf8) == Array("a\r|b".utf8))
  }
}
