import Foundation
import Support
import Testing

/// The same findings in every form.
@Suite struct FormatTests {
  private struct Finding: Hashable {
    let path, rule: String
    let line, column: Int
  }

  /// Ten mistakes, one of them behind an emoji, in a workspace that is good otherwise.
  private func planted() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    try scratch.write(
      """
      service: planted
      description: "🚢"
      platforms: [linux/amd64, linux/amd46]
      build:
        go: { version: "1.27.0", mian: ./cmd }
      run:
        port: eighty
        env: { "1": x, TOKEN: abc }
        needs: [bd]
        user: { uid: 0 }
      image: { size-budget: 100 MB }
      deploy: { restart: on-failur }
      "🚢": x

      """, to: "specs/planted.yaml")
    return scratch
  }

  private let expected: Set<Finding> = [
    .init(path: "specs/planted.yaml", rule: "invalid-value", line: 3, column: 26),
    .init(path: "specs/planted.yaml", rule: "unknown-key", line: 5, column: 28),
    .init(path: "specs/planted.yaml", rule: "wrong-type", line: 7, column: 9),
    .init(path: "specs/planted.yaml", rule: "invalid-value", line: 8, column: 10),
    .init(path: "specs/planted.yaml", rule: "clear-secret", line: 8, column: 25),
    .init(path: "specs/planted.yaml", rule: "unknown-dependency", line: 9, column: 11),
    .init(path: "specs/planted.yaml", rule: "root-user", line: 10, column: 16),
    .init(path: "specs/planted.yaml", rule: "invalid-value", line: 11, column: 23),
    .init(path: "specs/planted.yaml", rule: "invalid-value", line: 12, column: 20),
    .init(path: "specs/planted.yaml", rule: "unknown-key", line: 13, column: 1),
  ]

  @Test func findsTheSameInText() throws {
    let outcome = try planted().scantling("validate")
    let found = outcome.errors.matches(of: /(?m)^(\S+):(\d+):(\d+): error: .* \[([a-z-]+)\]$/).map { match in
      Finding(path: String(match.1), rule: String(match.4), line: Int(match.2) ?? 0, column: Int(match.3) ?? 0)
    }
    #expect(Set(found) == expected && found.count == expected.count)
    #expect(outcome.errors.hasSuffix("10 errors; nothing was written\n") && outcome.output.isEmpty)
  }

  @Test(arguments: ["validate", "check", "generate"])
  func findsTheSameInJSON(_ command: String) throws {
    let outcome = try planted().scantling(command, "--format", "json")
    let findings = try object(outcome.output)["diagnostics"] as? [[String: Any]] ?? []
    let found = findings.map { finding in
      Finding(
        path: finding["path"] as? String ?? "", rule: finding["rule"] as? String ?? "",
        line: finding["line"] as? Int ?? 0, column: finding["column"] as? Int ?? 0)
    }
    #expect(Set(found) == expected && found.count == expected.count && outcome.status == 1 && outcome.errors.isEmpty)
  }

  @Test func findsTheSameInSARIF() throws {
    let outcome = try planted().scantling("check", "--format", "sarif")
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

  @Test func findsTheSameInWorkflowCommands() throws {
    let outcome = try planted().scantling("check", "--format", "github")
    let found = outcome.output.matches(of: /(?m)^::error file=([^,]+),title=([^,]+),line=(\d+),endLine=\d+,col=(\d+),/)
      .map { match in
        Finding(path: String(match.1), rule: String(match.2), line: Int(match.3) ?? 0, column: Int(match.4) ?? 0)
      }
    #expect(Set(found) == expected && found.count == expected.count)
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.hasPrefix("::error ") })
  }

  @Test func annotatesDriftingFiles() throws {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("generate", "--format", "github").output.isEmpty)
    try scratch.remove("generated/compose.yaml")
    try scratch.edit("generated/Makefile") { $0 + "# mine\n" }
    let outcome = try scratch.scantling("check", "--format", "github")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("::error file=generated/Makefile,title=edited-by-hand,line=1"))
    #expect(outcome.output.contains("::error file=generated/compose.yaml,title=missing,line=1"))
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
