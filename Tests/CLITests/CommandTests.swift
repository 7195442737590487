import Foundation
import Support
import Testing

/// The command line: exit codes, which stream says what, help, and the answers of `explain`.
@Suite struct CommandTests {
  @Test func tellsItsVersion() throws {
    let outcome = try run(tool, ["--version"])
    #expect(outcome.status == 0 && outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test(arguments: [
    "new", "generate", "check", "diff", "validate", "pin", "outdated", "effective", "explain", "overlays", "eject",
    "schema",
    "lsp",
  ])
  func helpsWithExamples(_ command: String) throws {
    let outcome = try run(tool, [command, "--help"])
    #expect(outcome.status == 0 && outcome.output.contains("EXAMPLES\n  scantling \(command)"))
  }

  /// Paragraphs and examples are as wide as a terminal at least is.
  @Test(arguments: [
    [], ["new"], ["generate"], ["check"], ["diff"], ["validate"], ["pin"], ["outdated"], ["effective"], ["explain"],
    ["init"], ["absorb"],
    ["overlays"], ["eject"], ["schema"],
  ])
  func helpsInWholeLines(_ command: [String]) throws {
    let help = try run(tool, command + ["--help"]).output.split(separator: "\n", omittingEmptySubsequences: false)
    let examples = help.drop { $0 != "EXAMPLES" }.dropFirst().prefix { !$0.isEmpty }
    #expect(!examples.isEmpty && examples.allSatisfy { $0.hasPrefix("  scantling ") })
    // A line that ends early ends a sentence, a heading or an entry of a list.
    for (line, next) in zip(help, help.dropFirst()).prefix(while: { !$0.0.hasPrefix("USAGE") }) {
      guard let word = next.split(separator: " ").first, !line.hasPrefix(" "), !line.isEmpty, !next.hasPrefix(" ")
      else { continue }
      #expect(line.count + 1 + word.count >= 80, "\(line)")
    }
  }

  @Test func suggestsTheCommandThatWasMeant() throws {
    let outcome = try run(tool, ["chekc", "--format", "json"])
    #expect(outcome.status == 64 && outcome.errors.hasPrefix("Error: no command 'chekc'; did you mean 'check'?\n"))
  }

  @Test(arguments: ["Makefile:3", "generated/Makefile:3", "./generated/Makefile:3", "/somewhere/generated/Makefile:3"])
  func explainsAFileByTheEndOfItsPath(_ place: String) throws {
    let outcome = try run(tool, ["explain", place], in: repository)
    #expect(outcome.status == 0 && outcome.output.hasPrefix("generated/Makefile:3: "))
  }

  @Test(arguments: ["akefile:3", "Dockerfile:3"])
  func explainsNoFileThatIsNotTheOnlyOne(_ place: String) throws {
    #expect(try run(tool, ["explain", place], in: repository).status == 1)
  }

  @Test(arguments: [["generat"], ["check", "--nope"], ["explain"], ["explain", "generated/Makefile"]])
  func exitsWith64OnWrongUsage(_ arguments: [String]) throws {
    let outcome = try run(tool, arguments, in: repository)
    #expect(outcome.status == 64 && outcome.output.isEmpty && outcome.errors.contains("Usage:"))
  }

  @Test func exitsWith74WhereTheDiskRefuses() throws {
    let outcome = try run(tool, ["check", "--root", "/nonexistent"])
    #expect(outcome.status == 74 && outcome.errors.contains("cannot open '/nonexistent'"))
  }

  @Test func saysHowToBeginInAnEmptyFolder() throws {
    let outcome = try Scratch().scantling("generate")
    #expect(outcome.status == 1 && outcome.errors.contains("specs/workspace.yaml") && outcome.output.isEmpty)
    #expect(outcome.errors.contains("\n    scantling new api --template go "))
  }

  @Test func makesNothingWithoutServices() throws {
    let scratch = try Scratch()
    try scratch.write("workspace: w\nregistry: ghcr.io/w\nplatforms: [linux/amd64]\n", to: "specs/workspace.yaml")
    let outcome = try scratch.scantling("generate")
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.contains("no services yet"))
    #expect(scratch.files() == ["specs/workspace.yaml"])
  }

  @Test func printsDiagnosticsToStandardErrorWithoutColourInAPipe() throws {
    let scratch = try Scratch(specsOf: repository)
    try scratch.edit("specs/agent.yaml") { $0.replacing("port:", with: "prot:") }
    let outcome = try scratch.scantling("validate", environment: ["TERM": "xterm"])
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(
      outcome.errors == """
        specs/agent.yaml:6:3: error: unknown key 'prot' in run [unknown-key]
          6 |   prot: 8083
            |   ^~~~
          note: did you mean 'port'?
          fix-it: replace 'prot' with 'port'
        1 error; nothing was written

        """)
  }

  /// A reader that stops reading neither fails the run nor leaves it half done.
  @Test func takesABrokenPipeForNoError() throws {
    let scratch = try Scratch(specsOf: repository)
    let outcome = try run(
      "/bin/bash", ["-c", "'\(tool)' generate | head -n 1 > /dev/null; echo ${PIPESTATUS[0]}"], in: scratch.url)
    #expect(outcome.output == "0\n" && outcome.errors.isEmpty)
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func findsTheWorkspaceFromAFolderInside() throws {
    let scratch = try Scratch(specsOf: repository)
    let outcome = try run(tool, ["generate"], in: scratch.url.appending(path: "specs"))
    #expect(outcome.status == 0 && scratch.exists("generated/Makefile"))
  }

  @Test func explainsALineByTheSpecThatMadeIt() throws {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("generate").status == 0)
    let lines = try scratch.read("generated/services/acci/Dockerfile").split(
      separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex(of: "USER 10001:10001")) + 1
    let outcome = try scratch.scantling("explain", "generated/services/acci/Dockerfile:\(line)")
    #expect(
      outcome.output == """
        generated/services/acci/Dockerfile:\(line): USER 10001:10001
          from specs/acci.yaml:7:28
          7 |   user: { name: acci, uid: 10001 }
            |                            ^~~~~

        """)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
  }

  @Test func explainsADefaultByTheTemplatesLine() throws {
    let scratch = try Scratch(specsOf: repository)
    let compose = try repositoryLines("generated/compose.yaml")
    let line = try #require(compose.firstIndex(of: "      interval: 10s")) + 1
    let outcome = try scratch.scantling("explain", "generated/compose.yaml:\(line)")
    #expect(outcome.status == 0 && outcome.output.contains("from templates/defaults.yaml:4:"))
    #expect(outcome.errors.contains("scantling check"), "the file is not there, and that is said")
  }

  @Test(arguments: ["generated/compose.yaml:0", "generated/compose.yaml:x"])
  func refusesLinesThatCannotBe(_ place: String) throws {
    #expect(try run(tool, ["explain", place], in: repository).status == 64)
  }

  @Test(arguments: ["generated/compose.yaml:99999", "generated/nothing:1"])
  func saysWhichLinesAndFilesThereAre(_ place: String) throws {
    let outcome = try run(tool, ["explain", place], in: repository)
    #expect(outcome.status == 1 && outcome.output.isEmpty && outcome.errors.hasPrefix("error: "))
  }

  private func repositoryLines(_ path: String) throws -> [Substring] {
    try String(contentsOf: repository.appending(path: path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }
}
