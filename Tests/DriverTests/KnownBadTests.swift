import Diagnostics
import Driver
import Foundation
import Support
import Testing

/// What is known to be bad is refused wherever it appears.
@Suite struct KnownBadTests {
  /// The commit that the tag 0.34.2 of trivy-action was moved to.
  private static let commit = "ddb9da4475c1cef7d5389062bdfdfbdbd1394648"
  private static let service = Fixture.service("api", "service: api\nbuild: { go: { version: \"1.27.0\" } }\n")

  private func found(in input: Input) -> [String] {
    let result = compile(input)
    return result.diagnostics.filter { $0.rule == .knownBadPin }.map { diagnostic in
      diagnostic.range.map { result.sources.location(of: $0) } ?? ""
    }
  }

  @Test(arguments: [
    "description: see \(commit)", "run: { env: { ACTION: aquasecurity/trivy-action@\(commit.uppercased()) } }",
    "dev: { command: [git, checkout, \(commit)] }",
  ])
  func isFoundInASpec(_ line: String) {
    let service = Fixture.service("api", "service: api\nbuild: { go: { version: \"1.27.0\" } }\n\(line)\n")
    #expect(
      found(in: Input(workspace: Fixture.workspace, services: [service], lock: nil)).map { $0.prefix(17) } == [
        "specs/api.yaml:3:"
      ])
  }

  @Test func isFoundInTheWorkspace() {
    let text =
      String(decoding: Fixture.workspace.bytes, as: UTF8.self) + "\nrepository: https://example.com/\(Self.commit)\n"
    let workspace = SourceFile(path: Fixture.workspace.path, bytes: Array(text.utf8))
    #expect(
      found(in: Input(workspace: workspace, services: [Self.service], lock: nil)) == ["specs/workspace.yaml:6:13"])
  }

  @Test(arguments: [
    ("actions:\n  aquasecurity/trivy-action:\n    version: v0.36.0\n    commit: \(commit)\n", "4:13"),
    (
      "actions:\n  aquasecurity/trivy-action:\n    version: v0.34.2\n    commit: 0000000000000000000000000000000000000000\n",
      "3:14"
    ),
    ("actions:\n  other/action:\n    version: v1.0.0\n    commit: \(commit)\n", "4:13"),
    ("tools:\n  trivy: v0.69.4\n", "2:10"),
    ("images:\n  docker.io/aquasec/trivy:0.69.5:\n    digest: sha256:\(String(repeating: "0", count: 64))\n", "2:3"),
  ])
  func isFoundInTheLock(_ text: String, _ place: String) {
    let lock = SourceFile(path: "specs/scantling.lock", bytes: Array(text.utf8))
    #expect(
      found(in: Input(workspace: Fixture.workspace, services: [Self.service], lock: lock))
        == ["specs/scantling.lock:\(place)"])
  }

  @Test(arguments: ["actions.yaml", "languages/go.yaml"]) func isFoundInATemplate(_ name: String) throws {
    let templates = embeddedTemplates().map { file in
      guard file.path == "templates/\(name)" else { return file }
      let text = String(decoding: file.bytes, as: UTF8.self)
        .replacing("ed142fd0673e97e23eac54620cfb913e5ce36c25", with: Self.commit)
        .replacing("run: [go, mod, download]", with: "run: [go, mod, download, \(Self.commit)]", maxReplacements: 1)
      return SourceFile(path: file.path, bytes: Array(text.utf8))
    }
    let places = found(
      in: Input(workspace: Fixture.workspace, services: [Self.service], lock: nil, templates: templates))
    #expect(places.count == 1 && places.first?.hasPrefix("templates/\(name):") == true, "\(places)")
  }

  /// A comment is not used for anything.
  @Test func isNotLookedForInComments() {
    let service = Fixture.service("api", "service: api # \(Self.commit)\nbuild: { go: { version: \"1.27.0\" } }\n")
    #expect(found(in: Input(workspace: Fixture.workspace, services: [service], lock: nil)) == [])
  }
}

@Suite struct LockTests {
  /// The platforms that a registry has told count more than what is known of the image in general.
  @Test func believesThePlatformsOfTheLock() {
    let digest = "sha256:" + String(repeating: "0", count: 64)
    let lock = SourceFile(
      path: "specs/scantling.lock",
      bytes: Array(
        "images:\n  gcr.io/distroless/static-debian13:\n    digest: \(digest)\n    platforms: [linux/amd64]\n".utf8))
    let service = Fixture.service("api", "service: api\nbuild: { go: { version: \"1.27.0\" } }\n")
    let result = compile(Input(workspace: Fixture.workspace, services: [service], lock: lock))
    #expect(result.diagnostics.map(\.rule) == [.platformUnavailable])
    #expect(result.diagnostics.first?.notes.contains { $0.message == "it is published for linux/amd64" } == true)
  }

  @Test func takesActionsAndToolsFromTheLock() throws {
    let commit = String(repeating: "a", count: 40)
    let text = "actions:\n  actions/checkout: { version: v7.9.9, commit: \(commit) }\ntools: { trivy: v0.99.0 }\n"
    let lock = SourceFile(path: "specs/scantling.lock", bytes: Array(text.utf8))
    let service = Fixture.service("api", "service: api\nbuild: { go: { version: \"1.27.0\" } }\n")
    let result = compile(Input(workspace: Fixture.workspace, services: [service], lock: lock))
    let workflows = result.artifacts.filter { $0.path.contains("workflows/") }
      .map { String(decoding: $0.contents, as: UTF8.self) }
    #expect(!workflows.isEmpty)
    #expect(workflows.allSatisfy { $0.contains("uses: actions/checkout@\(commit) # v7.9.9") })
    #expect(workflows.contains { $0.contains("v0.99.0") })
  }

  @Test func usesNothingButTheLockWhenFrozen() {
    let service = Fixture.service("api", "service: api\nbuild: { go: { version: \"1.27.0\" } }\n")
    let input = { Input(workspace: Fixture.workspace, services: [service], lock: nil, isFrozen: $0) }
    #expect(compile(input(false)).diagnostics.isEmpty)
    #expect(compile(input(true)).diagnostics.map(\.rule) == [.unlockedPin])
  }
}
