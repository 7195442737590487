import Diagnostics
import Foundation
import Testing

@testable import Emit

private let origin = SourceRange(startOf: FileID(0))

@Suite struct MakefilePrintingTests {
  @Test(arguments: [
    ("linux/amd64", "linux/amd64"),
    ("two words", "'two words'"),
    ("", "''"),
    ("it's", #"'it'\''s'"#),
    ("$HOME", "'$$HOME'"),
    ("a#b", "'a#b'"),
    ("$(rm x)", "'$$(rm x)'"),
  ])
  func quotesLiteralWordsForMakeAndTheShell(literal: String, printed: String) {
    #expect(Makefile.Word.literal(literal).printed == printed)
  }

  @Test func leavesReferencesToMakeAndShellTextToTheShell() {
    let word = Makefile.Word.reference("REGISTRY") + .literal("/a b:") + .reference("@") + .shell("@$digest")
    #expect(word.printed == "$(REGISTRY)'/a b:'$@@$$digest")
  }

  @Test func escapesWhatWouldBeginACommentInAValue() {
    let variable = Makefile.Variable(name: "A", value: .standard(.init(.literal("x#$y"))), origin: origin)
    #expect(variable.print().map(\.text) == ["", "A ?= 'x\\#$$y'"])
  }

  @Test func doesNotDrawTheNextLineIntoDocumentation() {
    let target = Makefile.Target(name: "a", documentation: Located(#"ends with \"#, origin), origin: origin)
    #expect(target.print().map(\.text) == ["", ".PHONY: a", #"## ends with \ "#, "a:"])
  }

  @Test func givesEachOfSeveralPrerequisitesALine() {
    let target = Makefile.Target(
      name: "a", prerequisites: [Located("b", origin), Located("c", origin)], orderOnly: ["d"], origin: origin)
    #expect(target.print().map(\.text) == ["", ".PHONY: a", #"a: \"#, #"  b \"#, "  c | d"])
  }

  @Test func namesTheSigningWorkflowByARegularExpression() {
    let signer = Signer("containers.yml", in: "acme/a.b", branch: "v1+x")
    #expect(
      signer.options.first?.value
        == #"^https://github\.com/acme/a\.b/\.github/workflows/containers\.yml@refs/(heads/v1\+x|tags/v.+)$"#)
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/make"), "there is no /usr/bin/make"),
    arguments: [
      "plain", "", "two  words", "$HOME", "$(HOME)", "$$", "it's", "'", "\"", "`id`", "a#b", "# c", #"back\slash"#,
      #"\"#, "*", "~", "a;b&c|d>e", "%", "!x", "ä€", "'\u{301}$\u{301}", "tab\tinside", "-n", "=",
    ])
  func handsLiteralsToTheProgramAsTheyAre(literal: String) throws {
    let value = Makefile.Variable(name: "VALUE", value: .standard(.init(.literal(literal))), origin: origin)
    let command = Makefile.Command(
      isSilent: true,
      lines: [.init(.shell("printf '%s|%s'"), .literal(literal)), .init(.reference("VALUE"))])
    let target = Makefile.Target(name: "show", recipe: [command], origin: origin)
    let lines = (value.print() + target.print()).map(\.text)
    #expect(try make(lines, "show") == "\(literal)|\(literal)")
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/make"), "there is no /usr/bin/make"))
  func runsTheCommandOfAnOutputOnce() throws {
    let count = "echo run >>runs; wc -l <runs | tr -d ' '"
    let output = Makefile.Variable(name: "ONCE", value: .output(of: count), origin: origin)
    let command = Makefile.Command(
      isSilent: true, lines: [.init(.shell("echo"), .reference("ONCE"), .reference("ONCE"), .reference("ONCE"))])
    let target = Makefile.Target(name: "show", recipe: [command], origin: origin)
    #expect(try make((output.print() + target.print()).map(\.text), "show") == "1 1 1\n")
  }
}

/// What make prints, run in a folder of its own that has a space in its name.
private func make(_ lines: [String], _ target: String) throws -> String {
  let files = FileManager.default
  let folder = files.temporaryDirectory.appending(path: "make \(UUID().uuidString)")
  try files.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? files.removeItem(at: folder) }
  let text = lines.joined(separator: "\n") + "\n"
  try text.write(to: folder.appending(path: "Makefile"), atomically: true, encoding: .utf8)
  let process = Process()
  let output = Pipe()
  process.executableURL = URL(filePath: "/usr/bin/make")
  process.arguments = ["--warn-undefined-variables", target]
  process.currentDirectoryURL = folder
  process.standardOutput = output
  try process.run()
  let printed = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  try #require(process.terminationStatus == 0)
  return String(decoding: printed, as: UTF8.self)
}
