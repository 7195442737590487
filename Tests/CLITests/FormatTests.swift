import Foundation
import Support
import Testing

/// The same findings in every form.
@Suite struct FormatTests {
  private typealias Finding = PlantedMistakes.Finding

  private let expected = PlantedMistakes.expected

  private func planted(_ command: String, _ format: String) throws -> Outcome {
    let outcome = try PlantedMistakes.workspace().scantling(command, "--format", format)
    #expect(outcome.status == 1)
    #expect(format == "text" ? outcome.output.isEmpty : outcome.errors.isEmpty)
    return outcome
  }

  @Test(arguments: ["validate", "check", "generate"])
  func findsTheSameInText(_ command: String) throws {
    let outcome = try planted(command, "text")
    let found = outcome.errors.matches(of: /(?m)^(\S+):(\d+):(\d+): error: .* \[([a-z-]+)\]$/).map { match in
      Finding(path: String(match.1), rule: String(match.4), line: Int(match.2) ?? 0, column: Int(match.3) ?? 0)
    }
    #expect(Set(found) == expected && found.count == expected.count)
    #expect(outcome.errors.hasSuffix("10 errors; nothing was written\n"))
  }

  @Test(arguments: ["validate", "check", "generate"])
  func findsTheSameInJSON(_ command: String) throws {
    let outcome = try planted(command, "json")
    let findings = try object(outcome.output)["diagnostics"] as? [[String: Any]] ?? []
    let found = findings.map { finding in
      Finding(
        path: finding["path"] as? String ?? "", rule: finding["rule"] as? String ?? "",
        line: finding["line"] as? Int ?? 0, column: finding["column"] as? Int ?? 0)
    }
    #expect(Set(found) == expected && found.count == expected.count)
  }

  @Test(arguments: ["validate", "check", "generate"])
  func findsTheSameInSARIF(_ command: String) throws {
    let outcome = try planted(command, "sarif")
    let log = try object(outcome.output)
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    let found = (run["results"] as? [[String: Any]] ?? []).map { result in
      let location = ((result["locations"] as? [[String: Any]])?.first?["physicalLocation"]) as? [String: Any]
      let region = location?["region"] as? [String: Any]
      let artifact = location?["artifactLocation"] as? [String: Any]
      return Finding(
        path: artifact?["uri"] as? String ?? "", rule: result["ruleId"] as? String ?? "",
        line: region?["startLine"] as? Int ?? 0, column: region?["startColumn"] as? Int ?? 0)
    }
    #expect(Set(found) == expected && found.count == expected.count)
    #expect(log["version"] as? String == "2.1.0" && run["columnKind"] as? String == "unicodeCodePoints")
  }

  @Test(arguments: ["validate", "check", "generate"])
  func findsTheSameInWorkflowCommands(_ command: String) throws {
    let outcome = try planted(command, "github")
    let found = outcome.output.matches(of: /(?m)^::error file=([^,]+),title=([^,]+),line=(\d+),endLine=\d+,col=(\d+),/)
      .map { match in
        Finding(path: String(match.1), rule: String(match.2), line: Int(match.3) ?? 0, column: Int(match.4) ?? 0)
      }
    #expect(Set(found) == expected && found.count == expected.count)
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.hasPrefix("::error ") })
  }

  /// What is refused to be overwritten is the drift that cannot be mended without loss.
  @Test func findsTheSameDriftInEveryForm() throws {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("generate").status == 0)
    try scratch.edit("generated/Makefile") { $0 + "# mine\n" }
    try scratch.write("mine\n", to: "generated/compose.yaml")
    for command in ["check", "generate"] {
      for format in ["text", "json", "sarif", "github"] {
        let outcome = try scratch.scantling(command, "--format", format)
        let report = outcome.output + outcome.errors
        #expect(outcome.status == 1 && report.contains("generated/Makefile") && report.contains("edited by hand"))
        #expect(report.contains("generated/compose.yaml") && report.contains("not generated"))
        #expect(!report.contains("generated/compose.dev.yaml"))
      }
    }
  }

  @Test func annotatesDriftingFiles() throws {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("generate", "--format", "github").output.isEmpty)
    try scratch.remove("generated/compose.yaml")
    try scratch.edit("generated/Makefile") { $0 + "# mine\n" }
    let outcome = try scratch.scantling("check", "--format", "github")
    #expect(outcome.status == 1)
    let line = try scratch.read("generated/Makefile").split(separator: "\n", omittingEmptySubsequences: false).count - 1
    #expect(outcome.output.contains("::error file=generated/Makefile,title=edited-by-hand,line=\(line),"))
    #expect(outcome.output.contains("::error file=generated/compose.yaml,title=missing,line=1"))
    // The log has the patches too, where no line of them can be taken for a command.
    #expect(outcome.errors.contains("\n| -# mine\n"))
  }

  @Test func saysWhatItWouldDoAndDoesNothing() throws {
    let scratch = try Scratch(specsOf: repository)
    let dry = try scratch.scantling("generate", "--dry-run", "--format", "json")
    let changes = try object(dry.output)["changes"] as? [[String: Any]] ?? []
    #expect(dry.status == 0 && !scratch.exists("generated"))
    #expect(try scratch.scantling("generate").status == 0)
    let written = scratch.files().filter { $0.hasPrefix("generated/") }
    #expect(changes.compactMap { $0["path"] as? String } == written)
    #expect(changes.allSatisfy { $0["kind"] as? String == "created" })
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}
