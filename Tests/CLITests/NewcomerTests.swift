import Support
import Testing

/// What someone reads who begins: an empty folder, a first spec, a change, its mend.
@Suite struct NewcomerTests {
  @Test func isLedFromAnEmptyFolderToGeneratedFiles() throws {
    let scratch = try Scratch()
    let empty = try scratch.scantling("check")
    #expect(empty.status == 1 && empty.errors.contains("specs/workspace.yaml"))

    try scratch.write("workspace: w\nregistry: ghcr.io/w\nplatforms: [linux/amd64]\n", to: "specs/workspace.yaml")
    let bare = try scratch.scantling("check")
    #expect(
      bare.status == 0 && bare.errors == "no services yet; each is a file in specs/, and 'scantling new' begins one\n")

    let lock = try Scratch(specsOf: repository).read("specs/scantling.lock")
    try scratch.write(lock, to: "specs/scantling.lock")
    try scratch.write(
      "service: api\nbuild:\n  go: { version: \"1.27.0\" }\nrun:\n  port: 8080\n", to: "specs/api.yaml")
    let first = try scratch.scantling("check")
    #expect(first.output.contains("services/api/Dockerfile: missing: it has not been generated\n"))
    #expect(first.errors == "14 of 14 files drift from the specs\n  14 missing: run 'scantling generate'\n")
    #expect(try scratch.scantling("generate").status == 0)

    try scratch.edit("specs/api.yaml") { $0.replacing("8080", with: "8081") }
    let dry = try scratch.scantling("generate", "--dry-run")
    #expect(
      dry.output.contains(
        "would be updated: services/api/Dockerfile: out of date: specs/api.yaml:5 changed 'run.port'\n"))
    #expect(dry.status == 0 && dry.errors.isEmpty)
    let drift = try scratch.scantling("check")
    #expect(drift.status == 1 && drift.errors.hasSuffix("out of date: run 'scantling generate'\n"))
    #expect(try scratch.scantling("generate").status == 0)
    #expect(try scratch.scantling("check").status == 0)
  }

  /// Only on a terminal; pipes and logs get nothing where there is nothing to say.
  @Test func isToldOnATerminalThatAllIsWell() throws {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("generate").status == 0)
    let outcome = try run("/usr/bin/script", ["-qec", "'\(tool)' check", "/dev/null"], in: scratch.url)
    #expect(outcome.status == 0 && outcome.output == "43 files up to date\r\n")
  }
}
