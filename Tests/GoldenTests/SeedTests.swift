import Driver
import Foundation
import Support
import Testing

/// What the two systems that the example workspace describes need, and the mistakes of theirs that are put right.
@Suite struct SeedTests {
  private func generated(_ path: String) throws -> String {
    try String(contentsOf: repository.appending(path: "generated/\(path)"), encoding: .utf8)
  }

  private let services = ["acci", "agent", "connector-gateway", "control-plane", "execution-plane", "indexer"]

  @Test func hasEveryTargetOfTheMakefile() throws {
    let makefile = try generated("Makefile")
    let targets = ["", "-amd64", "-arm64", "-arm-v7", "-ppc64le"] + services.map { "-\($0)" }
    for target in targets.map({ "container-build\($0)" }) + ["container-push", "container-clean", "container-size"] {
      #expect(makefile.contains("\n\(target):"), "no target \(target)")
    }
  }

  @Test func pinsEveryImageAndAction() throws {
    for service in services {
      for file in ["Dockerfile", "Dockerfile.dev"] {
        let stages = try generated("services/\(service)/\(file)").matches(
          of: /(?m)^FROM (?:--platform=\S+ )?(\S+) AS (\S+)$/)
        let names = stages.map { String($0.2) }
        for stage in stages
        where !names.contains(where: { String(stage.1).hasPrefix($0) }) && !stage.1.hasPrefix("target-") {
          #expect(stage.1.contains(/@sha256:[0-9a-f]{64}$/), "\(service)/\(file): \(stage.1)")
        }
      }
    }
    for workflow in ["containers", "container-security", "spec-drift"] {
      let uses = try generated(".github/workflows/\(workflow).yml").matches(of: /uses: (.*)/)
      #expect(!uses.isEmpty)
      for use in uses { #expect(use.1.wholeMatch(of: /\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+/) != nil, "\(use.1)") }
    }
  }

  @Test func compilesGoForThePlatformBuiltFor() throws {
    let dockerfile = try generated("services/control-plane/Dockerfile")
    #expect(
      dockerfile.contains("GOARCH=\"$TARGETARCH\"") && dockerfile.contains("FROM --platform=$BUILDPLATFORM golang:"))
    #expect(!dockerfile.contains(/GOARCH=[a-z]/))
  }

  @Test func writesNoObsoleteKeyAndNoSecretInTheClear() throws {
    for file in ["compose.yaml", "compose.dev.yaml"] {
      let compose = try generated(file)
      #expect(!compose.contains(/(?m)^version:/))
      #expect(
        !compose.contains("POSTGRES_PASSWORD:") && compose.contains("POSTGRES_PASSWORD_FILE: /run/secrets/db-password"))
    }
    #expect(try generated("compose.yaml").contains("${DB_PASSWORD_FILE:?"))
  }

  @Test func runsAcciAsItsSeedAsks() throws {
    let compose = try generated("compose.yaml")
    for line in [
      "replicas: 3", "parallelism: 1", "order: start-first", "condition: on-failure", "${DB_USER:?", "${DB_NAME:?",
    ] {
      #expect(compose.contains(line), "no \(line)")
    }
    let development = try generated("services/acci/Dockerfile.dev")
    #expect(development.contains("rustup component add rustfmt clippy"))
    #expect(development.contains("cargo install --locked cargo-watch cargo-audit"))
    #expect(development.contains("CMD [\"cargo\", \"watch\", \"-x\", \"run\"]") && development.contains("EXPOSE 3333"))
  }

  /// The indexer's language is open: another one is another `build` block and nothing else.
  @Test(arguments: [
    "go: { version: \"1.27.0\" }", "rust: { version: \"1.97.1\" }",
    "python: { version: \"3.14.7\", module: indexer, installer: pip }",
  ])
  func swapsALanguageByItsBuildBlockAlone(_ build: String) throws {
    let scratch = try Scratch(specsOf: repository)
    try scratch.edit("specs/indexer.yaml") {
      $0.replacing("python: { version: \"3.14.7\", module: indexer }", with: build)
    }
    let outcome = try scratch.scantling("generate")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let image = try #require(build.split(separator: ":").first.map { $0 == "go" ? "golang" : String($0) })
    #expect(
      try scratch.read("generated/services/indexer/Dockerfile").contains(
        "FROM \(image == "python" ? "" : "--platform=$BUILDPLATFORM ")\(image):"))
    #expect(try scratch.read("generated/services/agent/Dockerfile") == generated("services/agent/Dockerfile"))
  }

  @Test func showsAnUndecidedLanguageAndBuildsNothing() throws {
    let scratch = try Scratch(specsOf: repository)
    try scratch.edit("specs/indexer.yaml") {
      $0.replacing("\n  python: { version: \"3.14.7\", module: indexer }", with: " undecided")
    }
    #expect(try scratch.scantling("generate").status == 0)
    #expect(!scratch.exists("generated/services/indexer"))
    #expect(try scratch.read("generated/.github/CONTAINER-BUILD.md").contains("indexer"))
    #expect(try !scratch.read("generated/compose.yaml").contains("indexer"))
    try scratch.write("", to: "empty")
    let make = try run("/usr/bin/make", ["-f", "generated/Makefile", "container-build-indexer"], in: scratch.url)
    #expect(make.status != 0 && (make.errors + make.output).contains("undecided"))
  }
}
