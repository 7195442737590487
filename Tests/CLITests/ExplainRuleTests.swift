import Foundation
import Support
import Testing

/// `scantling explain <rule>`, and the pages of rules whose examples are commands.
@Suite struct ExplainRuleTests {
  @Test(arguments: RulePage.all)
  func printsThePageOutsideOfAnyWorkspace(_ page: RulePage) throws {
    let outcome = try Scratch().scantling("explain", page.name)
    #expect(outcome.status == 0 && outcome.output == page.text && outcome.errors.isEmpty)
  }

  @Test func suggestsTheNearestRule() throws {
    let outcome = try Scratch().scantling("explain", "port-conflit")
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(
      outcome.errors == """
        error: no rule 'port-conflit'
          note: did you mean 'port-conflict'?
          note: 'scantling explain --help' lists the forms

        """)
  }

  @Test func saysWhereToLookWhereNoRuleIsNear() throws {
    let outcome = try Scratch().scantling("explain", "Makefile")
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error: no rule 'Makefile'\n  note: 'scantling explain --help'"))
  }

  @Test(arguments: ["", ":7", "port-conflict:", "docs/rules/port-conflict.md"])
  func refusesWhatIsNeitherALineNorARule(_ subject: String) throws {
    let outcome = try Scratch().scantling("explain", subject)
    #expect(outcome.status == 64 && outcome.output.isEmpty && outcome.errors.contains("or a rule, as in port-conflict"))
  }

  @Test func helpsWithBothForms() throws {
    let help = try run(tool, ["explain", "--help"]).output
    #expect(help.contains("scantling explain generated/services/api/Dockerfile:12\n"))
    #expect(help.contains("scantling explain port-conflict\n") && help.contains("<file:line|rule>"))
  }

  @Test(arguments: RulePage.all.filter { !$0.blocks("sh", under: "Fails").isEmpty })
  func pageFailsAndIsMendedAsShown(_ page: RulePage) throws {
    let workspace = try generatedWorkspace()
    let failing = try shell(page, "Fails", in: workspace)
    #expect(failing.status != 0 && failing.errors.isEmpty)
    if page.blocks("sh", under: "Fails").joined().contains("scantling check") {
      // Patches are long; the pages show a few lines of them.
      let printed = failing.output.split(separator: "\n")
      for line in page.blocks("text", under: "Fails").joined() {
        #expect(printed.contains(line), "not printed: \(line)\n\(failing.output)")
      }
    } else {
      #expect(try page.shown(accepting: failing.output) == failing.output)
    }
    let mended = try shell(page, "Mended", in: workspace)
    #expect(mended.status == 0, "\(mended.output)")
    let check = try workspace.scantling("check")
    #expect(check.status == 0, "\(check.output)\(check.errors)")
  }

  /// The workspace that docs/rules/README.md says the commands are run in.
  private func generatedWorkspace() throws -> Scratch {
    let scratch = try Scratch()
    let source = "specs/scantling.lock"
    try scratch.write(try String(contentsOf: repository.appending(path: source), encoding: .utf8), to: source)
    try scratch.write(
      "workspace: shop\nregistry: ghcr.io/shop\nplatforms: [linux/amd64, linux/arm64]\noutput: generated\n",
      to: "specs/workspace.yaml")
    try scratch.write("service: api\nbuild:\n  go: { version: \"1.27.0\" }\nrun:\n  port: 8080\n", to: "specs/api.yaml")
    try scratch.write("service: worker\nbuild:\n  go: { version: \"1.27.0\" }\n", to: "specs/worker.yaml")
    #expect(try scratch.scantling("generate").status == 0)
    return scratch
  }

  /// Runs the commands under a heading, with both streams in one.
  private func shell(_ page: RulePage, _ heading: String, in workspace: Scratch) throws -> Outcome {
    let script = page.blocks("sh", under: heading).map(\.text).joined()
    let folder = URL(filePath: tool).deletingLastPathComponent().path
    return try run(
      "/bin/bash", ["-c", "set -o pipefail; exec 2>&1; PATH=\"\(folder):$PATH\"\n\(script)"], in: workspace.url)
  }
}
