import Foundation
import Support
import Testing

/// Pins that bots and people have moved in generated files, taken over into the lock and the specs.
@Suite struct AbsorbTests {
  /// Dependabot moves the pins of one folder at a time, Renovate also those of one file; the others follow.
  @Test func takesThePinsOfEveryFileThatHoldsSome() throws {
    let scratch = try Patched.generated()
    let before = try Patched.snapshot(scratch)
    let files = before.keys.filter { $0.hasPrefix("generated/") && Patched.moved(before[$0] ?? "") != before[$0] }
      .sorted()
    #expect(files.count >= 15 && files.contains("generated/compose.dev.yaml") && files.contains(Patched.workflow))
    for (index, file) in files.enumerated() {
      let before = try Patched.snapshot(scratch)
      try scratch.edit(file) { Patched.moved($0, index % 10) }
      try Patched.expectAbsorbed(scratch, since: before, Patched.blanked)
    }
  }

  @Test func takesThePinsOfAllFilesAtOnce() throws {
    let scratch = try Patched.generated()
    let before = try Patched.snapshot(scratch)
    for (path, text) in before where path.hasPrefix("generated/") { try scratch.write(Patched.moved(text), to: path) }
    try Patched.expectAbsorbed(scratch, since: before, Patched.blanked)
    let unchanged = before.filter { path, text in Patched.moved(text) != text && (try? scratch.read(path)) == text }
      .keys
    #expect(unchanged.filter { $0.hasPrefix("generated/") }.isEmpty)
  }

  @Test func namesEachPinOnceWithTheFileThatItIsFrom() throws {
    let scratch = try Patched.generated()
    try scratch.edit(Patched.workflow) {
      $0.replacing(Patched.checkout, with: "actions/checkout@\(Patched.commit) # v7.1.0")
        .replacing("version: v0.75.0", with: "version: v0.76.0")
    }
    let absorb = try scratch.scantling("absorb")
    let lines = absorb.output.split(separator: "\n")
    #expect(lines.count == 2, "\(absorb.output)")
    #expect(
      absorb.output.contains(
        "absorbed actions/checkout v7.0.1 3d3c42e5aac5ba805825da76410c181273ba90b1 -> actions/checkout v7.1.0 \(Patched.commit) from \(Patched.workflow):"
      ))
    #expect(absorb.output.contains("absorbed trivy v0.75.0 -> trivy v0.76.0 from \(Patched.workflow):"))
    #expect(absorb.errors.hasPrefix("wrote specs/scantling.lock, "))
    let lock = try scratch.read("specs/scantling.lock")
    #expect(lock.contains("  actions/checkout:\n    version: v7.1.0\n    commit: \(Patched.commit)\n"))
    #expect(lock.contains("  trivy: v0.76.0\n"))
    #expect(try scratch.scantling("check", "--frozen").status == 0)
  }

  @Test func putsANewTagIntoTheSpecThatNamesIt() throws {
    let scratch = try Patched.generated()
    try scratch.edit("specs/control-plane.yaml") {
      "# Kept.\n"
        + $0.replacing("\"1.27.0\",", with: "'1.27.0' ,").replacing(
          "./cmd/control-plane }", with: "./cmd/control-plane } # too")
    }
    #expect(try scratch.scantling("check").status == 0)
    let before = try Patched.snapshot(scratch)
    try scratch.edit(Patched.dockerfile) {
      $0.replacing(Patched.golang, with: "golang:1.28.0-alpine@\(Patched.digest)")
    }
    let absorb = try scratch.scantling("absorb")
    #expect(
      absorb.output.hasSuffix(
        " -> golang:1.28.0-alpine \(Patched.digest) from \(Patched.dockerfile):4, as '1.28.0' at specs/control-plane.yaml:5:19\n"
      ),
      "\(absorb.output) \(absorb.errors)")
    #expect(try scratch.scantling("check", "--frozen").status == 0)
    let spec = before["specs/control-plane.yaml"]?.replacing("1.27.0", with: "1.28.0")
    #expect(try scratch.read("specs/control-plane.yaml") == spec)
    #expect(try scratch.read(Patched.dockerfile + ".dev").contains("golang:1.28.0-alpine@\(Patched.digest)"))
    // The others stay where they were, and so does what they need.
    #expect(try scratch.read("generated/services/connector-gateway/Dockerfile").contains(Patched.golang))
    let lock = try scratch.read("specs/scantling.lock")
    #expect(
      lock.contains("golang:1.27.0-alpine:\n")
        && lock.contains("golang:1.28.0-alpine:\n    digest: \(Patched.digest)\n"))
  }

  @Test(arguments: [
    ("redis:8.10.1", "redis:8.10.2", "\"8.10.1\"", "\"8.10.2\""),
    ("postgres:16.14-alpine", "postgres:16.15-alpine", "\"16.14\"", "\"16.15\""),
  ])
  func putsANewTagOfAResourceIntoTheWorkspace(_ old: String, _ new: String, _ version: String, _ next: String) throws {
    let scratch = try Patched.generated()
    let before = try Patched.snapshot(scratch)
    try scratch.edit("generated/compose.yaml") {
      $0.replacing(/image: (\S+)@sha256:[0-9a-f]{64}/) { match in
        String(match.1) == old ? "image: \(new)@\(Patched.digest)" : String(match.0)
      }
    }
    try Patched.expectAbsorbed(scratch, since: before) {
      Patched.blanked($0).replacing(new, with: old).replacing(next, with: version)
        .replacing(/"?\b\#(next.dropFirst().dropLast())\b"?/, with: version).replacing(
          /version: "?16\.1[45]"?|version: "?8\.10\.[12]"?/, with: "version")
    }
    #expect(
      try scratch.read("specs/workspace.yaml") == before["specs/workspace.yaml"]?.replacing(version, with: next))
    #expect(!(try scratch.read("specs/scantling.lock")).contains(old))
  }

  @Test func takesThePinsOfACheckoutWithCRLF() throws {
    let scratch = try Patched.generated()
    try scratch.edit(Patched.dockerfile) {
      $0.replacing(Patched.golang, with: "golang:1.28.0-alpine@\(Patched.digest)")
    }
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
      $0.replacing(Patched.checkout, with: "actions/checkout@\(Patched.commit) # v7.1.0")
    }
    let absorb = try scratch.scantling("absorb")
    #expect(absorb.status == 0 && absorb.errors.hasPrefix("wrote \(lock), "), "\(absorb.errors)")
    #expect(
      try scratch.read(lock).hasSuffix(
        "actions:\n  actions/checkout:\n    version: v7.1.0\n    commit: \(Patched.commit)\n"))
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func saysWhatItWouldDoAndDoesNothing() throws {
    let scratch = try Patched.generated()
    try scratch.edit(Patched.dockerfile) {
      $0.replacing(Patched.golang, with: "golang:1.28.0-alpine@\(Patched.digest)")
    }
    let before = try Patched.snapshot(scratch)
    let absorb = try scratch.scantling("absorb", "--dry-run")
    #expect(absorb.status == 0 && absorb.output.hasPrefix("would absorb golang:1.27.0-alpine sha256:4c9f"))
    #expect(absorb.output.contains("\n--- a/specs/control-plane.yaml\n+++ b/specs/control-plane.yaml\n"))
    #expect(absorb.output.contains("\n+  docker.io/library/golang:1.28.0-alpine:\n"))
    #expect(absorb.output.contains("\nwould be updated: \(Patched.dockerfile).dev\n"))
    let isUntouched = try Patched.snapshot(scratch) == before
    #expect(isUntouched)
  }

  @Test func saysThatThereIsNothing() throws {
    let scratch = try Patched.generated()
    let absorb = try scratch.scantling("absorb")
    #expect(absorb.status == 0 && absorb.output.isEmpty)
    #expect(absorb.errors == "nothing to absorb: no generated file was edited\n")
  }

  @Test func isWhatCheckAdvises() throws {
    let scratch = try Patched.generated()
    try scratch.edit(Patched.dockerfile) { Patched.moved($0) }
    #expect(try scratch.scantling("check").errors.contains("1 edited by hand: run 'scantling absorb', or give"))
  }
}
