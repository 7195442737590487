import Foundation
import Support
import Testing

/// Repositories that stand for those on GitHub: git is told to look here.
struct LocalGit {
  private let folder: URL
  let environment: [String: String]

  init(_ scratch: Scratch) throws {
    folder = scratch.url.appending(path: "git")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    environment = [
      "GIT_CONFIG_COUNT": "3", "GIT_CONFIG_KEY_0": "url.file://\(folder.path)/.insteadOf",
      "GIT_CONFIG_VALUE_0": "https://github.com/", "GIT_CONFIG_KEY_1": "user.email", "GIT_CONFIG_VALUE_1": "a@b.c",
      "GIT_CONFIG_KEY_2": "user.name", "GIT_CONFIG_VALUE_2": "a", "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_CONFIG_SYSTEM": "/dev/null",
    ]
  }

  /// A commit with a tag, annotated or not, of that day; the commit.
  func tag(_ name: String, in repository: String, day: String = "2026-01-01", annotated: Bool = false) throws -> String
  {
    let script = """
      set -e; mkdir -p "$1"; cd "$1"; git init -q . 2>/dev/null
      export GIT_COMMITTER_DATE="$3T12:00:00Z" GIT_AUTHOR_DATE="$3T12:00:00Z"
      git commit -q --allow-empty -m "$2"; git tag -f $4 "$2" >/dev/null 2>&1; git rev-parse HEAD
      """
    let outcome = try run(
      "/bin/sh", ["-c", script, "sh", folder.appending(path: repository).path, name, day, annotated ? "-a -m x" : ""],
      environment: environment)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// Actions and tools, whose versions are the tags of repositories.
@Suite struct ReleaseTests {
  private func workspace() throws -> (Scratch, LocalGit) {
    let scratch = try Scratch()
    try scratch.write("workspace: shop\nregistry: ghcr.io/shop\nplatforms: [linux/amd64]\n", to: "specs/workspace.yaml")
    try scratch.write("service: api\nbuild:\n  go: { version: \"1.27.0\" }\n", to: "specs/api.yaml")
    #expect(try scratch.scantling("pin").status == 0)
    return (scratch, try LocalGit(scratch))
  }

  private func update(_ scratch: Scratch, _ git: LocalGit, _ name: String, _ more: String...) throws -> Outcome {
    try run(tool, ["pin", "--update", name] + more, in: scratch.url, environment: git.environment)
  }

  @Test func fillsWhatIsBuiltInWithoutTheNetwork() throws {
    let (scratch, _) = try workspace()
    #expect(try scratch.read("specs/scantling.lock").contains("golang:1.27.0-alpine:\n    digest: sha256:"))
    #expect(try scratch.scantling("validate", "--frozen").status == 0)
  }

  @Test func movesToTheNewestReleaseOfTheMajorVersion() throws {
    let (scratch, git) = try workspace()
    for version in ["v4.7.0", "v4.9.0-rc.1", "v5.0.0", "v4.10"] { _ = try git.tag(version, in: "docker/login-action") }
    let commit = try git.tag("v4.8.0", in: "docker/login-action", annotated: true)
    let outcome = try update(scratch, git, "docker/login-action")
    #expect(outcome.status == 0 && outcome.output.contains("-> v4.8.0 \(commit)\n"), "\(outcome.errors)")
    #expect(
      try scratch.read("specs/scantling.lock").contains(
        "  docker/login-action:\n    version: v4.8.0\n    commit: \(commit)\n"))
    #expect(try update(scratch, git, "docker/login-action").output.isEmpty)
  }

  @Test func holdsBackWhatIsTooYoung() throws {
    let (scratch, git) = try workspace()
    let today = String(Date().formatted(.iso8601).prefix(10))
    _ = try git.tag("v0.76.0", in: "aquasecurity/trivy")
    _ = try git.tag("v0.77.0", in: "aquasecurity/trivy", day: today)
    #expect(try update(scratch, git, "trivy").output == "updated trivy v0.75.0 -> v0.76.0\n")
    let held = try update(scratch, git, "trivy")
    #expect(held.status == 0 && held.errors.contains("trivy: v0.77.0 is 0 days old, and held back by the cooldown"))
    #expect(try update(scratch, git, "trivy", "--cooldown", "0d").output == "updated trivy v0.76.0 -> v0.77.0\n")
  }

  @Test func refusesATagThatWasMoved() throws {
    let (scratch, git) = try workspace()
    let moved = try git.tag("v0.36.0", in: "aquasecurity/trivy-action")
    let old = try scratch.read("specs/scantling.lock")
    let outcome = try update(scratch, git, "aquasecurity/trivy-action")
    #expect(outcome.status == 1 && outcome.errors.contains("was moved from ed142fd0") && outcome.errors.contains(moved))
    #expect(try scratch.read("specs/scantling.lock") == old)
  }

  @Test func saysWhatGitSays() throws {
    let (scratch, git) = try workspace()
    let outcome = try update(scratch, git, "actions/checkout")
    #expect(outcome.status == 74 && outcome.errors.contains("the tags of actions/checkout cannot be read: "))
  }
}
