import Foundation
import Support
import Testing

/// Each kind of drift: seen by `check` with its cause, and mended by `generate` without losing what a person wrote.
@Suite struct DriftTests {
  private let dockerfile = "generated/services/control-plane/Dockerfile"

  private func generated() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("generate").status == 0)
    return scratch
  }

  private func expectDrift(_ scratch: Scratch, _ path: String, _ cause: String) throws {
    let check = try scratch.scantling("check")
    #expect(check.status == 1)
    let heads = check.output.split(separator: "\n").filter { $0.hasPrefix("generated/") }
    #expect(heads.contains { $0.hasPrefix("\(path): \(cause)") })
  }

  private func snapshot(_ scratch: Scratch) throws -> [String] {
    try scratch.files().flatMap { [$0, try scratch.read($0)] }
  }

  @Test func generateIsSilentWhereNothingChanges() throws {
    let scratch = try generated()
    let (again, check) = (try scratch.scantling("generate"), try scratch.scantling("check"))
    #expect(again.status == 0 && again.output.isEmpty && again.errors.isEmpty)
    #expect(check.status == 0 && check.output.isEmpty && check.errors.isEmpty)
  }

  @Test func mendsMissingFiles() throws {
    let scratch = try generated()
    try scratch.remove(dockerfile)
    try expectDrift(scratch, dockerfile, "missing")
    #expect(try scratch.scantling("generate").output == "created \(dockerfile)\n")
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func mendsFilesOutOfDate() throws {
    let scratch = try generated()
    try scratch.edit("specs/control-plane.yaml") { $0.replacing("8080", with: "8090") }
    try expectDrift(scratch, dockerfile, "out of date")
    let diff = try scratch.scantling("check").output
    let hasBothLines = diff.contains("\n-EXPOSE 8080\n") && diff.contains("\n+EXPOSE 8090\n")
    #expect(hasBothLines)
    let generate = try scratch.scantling("generate")
    #expect(generate.output.contains("updated \(dockerfile)\n"))
    #expect(!generate.output.contains("services/agent"))
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test(arguments: [
    "generated/services/control-plane/Dockerfile", "generated/services/acci/Dockerfile.dev.dockerignore",
    "generated/Makefile", "generated/compose.yaml", "generated/.github/workflows/containers.yml",
    "generated/.github/CONTAINER-BUILD.md", "generated/.dockerignore",
  ])
  func keepsEditedFilesUntilAsked(_ path: String) throws {
    let scratch = try generated()
    try scratch.edit(path) { $0 + "# mine\n" }
    try scratch.edit("specs/control-plane.yaml") { $0.replacing("8080", with: "8090") }
    try expectDrift(scratch, path, "edited by hand")
    let before = try snapshot(scratch)
    let refused = try scratch.scantling("generate")
    #expect(refused.status == 1 && refused.output.isEmpty)
    let head = refused.errors.split(separator: "\n").first {
      $0.hasPrefix("\(path):") && $0.contains("[edited-by-hand]")
    }
    #expect(head?.contains(": error: edited by hand at line") == true && refused.errors.contains("--overwrite"))
    let isUntouched = try snapshot(scratch) == before
    #expect(isUntouched, "something was written")
    #expect(try scratch.scantling("generate", "--overwrite").status == 0)
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func leavesForeignFilesAlone() throws {
    let scratch = try Scratch(specsOf: repository)
    try scratch.write("FROM scratch\n", to: dockerfile)
    let refused = try scratch.scantling("generate")
    #expect(refused.status == 1 && refused.errors.contains("\(dockerfile):1:1: error: not generated"))
    #expect(try scratch.read(dockerfile) == "FROM scratch\n")
    #expect(!scratch.exists("generated/Makefile"))
  }

  @Test func removesOrphansOfAService() throws {
    let scratch = try generated()
    try scratch.remove("specs/indexer.yaml")
    try expectDrift(scratch, "generated/services/indexer/Dockerfile", "orphaned")
    let generate = try scratch.scantling("generate")
    #expect(generate.output.contains("removed generated/services/indexer/Dockerfile\n"))
    #expect(!scratch.exists("generated/services/indexer"))
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func keepsEditedOrphansAndForeignFilesBesideThem() throws {
    let scratch = try generated()
    try scratch.write("mine\n", to: "generated/services/indexer/notes.txt")
    try scratch.edit("generated/services/indexer/Dockerfile") { $0 + "# mine\n" }
    try scratch.remove("specs/indexer.yaml")
    #expect(try scratch.scantling("generate").status == 1)
    #expect(scratch.exists("generated/services/indexer/Dockerfile.dev"))
    #expect(try scratch.scantling("generate", "--overwrite").status == 0)
    #expect(scratch.files().filter { $0.contains("services/indexer") } == ["generated/services/indexer/notes.txt"])
  }

  @Test func seesCopiesAsOrphans() throws {
    let scratch = try generated()
    try scratch.write(try scratch.read("generated/Makefile"), to: "generated/Makefile.old")
    try expectDrift(scratch, "generated/Makefile.old", "orphaned")
  }

  @Test func takesNoLineEndingForAnEdit() throws {
    let scratch = try generated()
    for file in scratch.files() { try scratch.edit(file) { $0.replacing("\n", with: "\r\n") } }
    let check = try scratch.scantling("check")
    #expect(check.status == 0, "\(check.output.prefix(500))")
  }

  @Test func writesNothingWhereAnErrorIs() throws {
    let scratch = try generated()
    try scratch.edit("specs/control-plane.yaml") { $0.replacing("8080", with: "8090") }
    try scratch.edit("specs/agent.yaml") { $0.replacing("port:", with: "prot:") }
    let before = try scratch.read(dockerfile)
    let generate = try scratch.scantling("generate")
    #expect(generate.status == 1 && generate.errors.contains("specs/agent.yaml:6:3: error: unknown key 'prot' in run"))
    #expect(try scratch.read(dockerfile) == before)
  }
}
