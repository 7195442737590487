import Foundation
import Support
import Testing

/// Waivers of the policy, judged by the day that a command is given.
@Suite struct PolicyTests {
  private func workspace() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    try scratch.edit("specs/agent.yaml") { $0.replacing("  health: [agent, health]\n", with: "") }
    try scratch.edit("specs/workspace.yaml") {
      $0 + """
        policy:
          health: required
          waivers:
            - { rule: policy-health, service: agent, reason: it is being written, until: 2026-11-21 }

        """
    }
    return scratch
  }

  @Test(arguments: [["validate"], ["validate", "--today", "2026-11-21"], ["generate", "--today", "2026-11-20"]])
  func holdUntilTheirLastDay(_ arguments: [String]) throws {
    let scratch = try workspace()
    let outcome = try run(tool, arguments, in: scratch.url)
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
  }

  @Test(arguments: ["validate", "check", "generate"])
  func failTheDayAfter(_ command: String) throws {
    let outcome = try workspace().scantling(command, "--today", "2026-11-22")
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("the waiver of 'policy-health' for 'agent' ended on 2026-11-21 [expired-waiver]"))
  }

  @Test(arguments: ["2026-02-29", "tomorrow", "2026-1-1", "now"])
  func areJudgedByDaysOfTheCalendar(_ day: String) throws {
    #expect(try workspace().scantling("validate", "--today", day).status == 64)
  }
}
