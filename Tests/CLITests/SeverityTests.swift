import Foundation
import Support
import Testing

/// Severities that a workspace gives to rules, in every form and in the exit code.
@Suite struct SeverityTests {
  /// A workspace with one finding, of a rule with this severity.
  private func workspace(_ severity: String) throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    try scratch.edit("specs/agent.yaml") { $0.replacing("port: 8083", with: "port: 83") }
    try scratch.edit("specs/workspace.yaml") { $0 + "rules: { privileged-port: \(severity) }\n" }
    return scratch
  }

  @Test func letsFilesBeMadeDespiteWarnings() throws {
    let scratch = try workspace("warning")
    let outcome = try scratch.scantling("generate")
    #expect(outcome.status == 0 && outcome.output.contains("created generated/Makefile\n"))
    #expect(outcome.errors.hasPrefix("specs/agent.yaml:6:9: warning: port 83 is below 1024"))
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func failsWhereTheSeverityIsError() throws {
    let outcome = try workspace("error").scantling("generate")
    #expect(outcome.status == 1 && outcome.errors.hasSuffix("1 error; nothing was written\n"))
  }

  @Test func saysNothingOfARuleThatIsOff() throws {
    let outcome = try workspace("off").scantling("validate")
    #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
  }

  @Test(arguments: [
    ("json", #""severity": "warning""#), ("sarif", #""level": "warning""#),
    ("github", "::warning file=specs/agent.yaml,title=privileged-port,line=6,"),
  ])
  func isToldToPrograms(_ format: String, _ text: String) throws {
    let outcome = try workspace("warning").scantling("validate", "--format", format)
    #expect(outcome.status == 0 && outcome.output.contains(text), "\(outcome.output)")
  }
}
