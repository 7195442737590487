import Foundation
import Support
import Testing

/// A checkout that git has given other line endings is what was committed.
@Suite struct LineEndingTests {
  private func git(_ scratch: Scratch, _ arguments: String...) throws {
    let identity = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "core.safecrlf=false"]
    let outcome = try run("/usr/bin/git", identity + arguments, in: scratch.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  /// A generated workspace, committed, and checked out again with CRLF.
  private func checkedOut() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("generate").status == 0)
    try git(scratch, "init", "--quiet")
    try git(scratch, "add", "--all", "--force")
    try git(scratch, "commit", "--quiet", "--message", "all")
    for folder in ["specs", "generated"] { try scratch.remove(folder) }
    try git(scratch, "-c", "core.autocrlf=true", "checkout", "--quiet", "--", ".")
    #expect(try scratch.read("generated/Makefile").contains("\r\n") && scratch.read("specs/acci.yaml").contains("\r\n"))
    return scratch
  }

  private func unix(_ text: String) -> String { text.replacing("\r\n", with: "\n") }

  @Test func doesNotDriftInACheckoutWithCRLF() throws {
    let scratch = try checkedOut()
    let before = try scratch.files().map { try scratch.read($0) }
    for command in ["check", "generate"] {
      let outcome = try scratch.scantling(command)
      #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
    }
    let isUntouched = try scratch.files().map { try scratch.read($0) } == before
    #expect(isUntouched, "files were written that differ in line endings only")
  }

  @Test(arguments: ["specs/", "generated/", "generated/services/", "generated/compose", "specs/scantling.lock"])
  func doesNotDriftWhereLineEndingsAreMixed(_ prefix: String) throws {
    let scratch = try checkedOut()
    for file in scratch.files() where file.hasPrefix(prefix) { try scratch.edit(file, unix) }
    // A header with another ending than the rest, as editors leave it.
    try scratch.edit("generated/Makefile") { unix($0).replacing("\n", with: "\r\n", maxReplacements: 2) }
    let check = try scratch.scantling("check")
    #expect(check.status == 0, "\(check.output.prefix(500))")
  }

  @Test func seesDriftOfLinesAloneInACheckoutWithCRLF() throws {
    let scratch = try checkedOut()
    try scratch.edit("specs/control-plane.yaml") { $0.replacing("8080", with: "8090") }
    let path = "generated/services/control-plane/Dockerfile"
    let check = try scratch.scantling("check")
    #expect(check.output.contains("\(path): out of date: specs/control-plane.yaml:6 changed 'run.port'\n"))
    let patch = check.output.split(separator: "\n").filter { $0.hasPrefix("-EXPOSE") || $0.hasPrefix("-FROM") }
    #expect(patch == ["-EXPOSE 8080", "-EXPOSE 8080"])
    #expect(try scratch.scantling("generate").output.split(separator: "\n").count == 5)
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func seesEditsInACheckoutWithCRLF() throws {
    let scratch = try checkedOut()
    try scratch.edit("generated/Makefile") { $0 + "# mine\r\n" }
    let check = try scratch.scantling("check")
    #expect(check.status == 1 && check.output.hasPrefix("generated/Makefile: edited by hand at line "))
  }
}
