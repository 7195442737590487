import Support
import Testing

/// Overlays, from the workspace file to the generated documents and back.
@Suite struct OverlayTests {
  private func workspace(_ overlays: String) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(
      "workspace: shop\nregistry: ghcr.io/shop\nplatforms: [linux/amd64]\noutput: generated\n" + overlays,
      to: "specs/workspace.yaml")
    try scratch.write(
      "service: api\nbuild:\n  go: { version: \"1.27.0\" }\nrun:\n  port: 8080\n", to: "specs/api.yaml")
    return scratch
  }

  private static let overlays = """
    overlays:
      metrics:
        compose:
          - at: [services, api]
            set: { labels: { com.example.metrics: "true" }, restart: "no" }
      lint:
        because: the linter reports to code scanning
        drift:
          - at: [jobs]
            set:
              lint:
                runs-on: ubuntu-24.04
                permissions: { security-events: write }
                steps:
                  - run: |
                      make lint
                      echo "${{ github.sha }}: done"
        makefile:
          variables: { LINT_FLAGS: "--deep $HOME #1" }
          targets:
            lint: { help: Lint everything, needs: [check], run: [[echo, "it's $1", "${LINT_FLAGS}"], [docker, version]] }

    """

  @Test func changesDocumentsAndNothingElse() throws {
    let (plain, overlaid) = (try workspace(""), try workspace(Self.overlays))
    for scratch in [plain, overlaid] { #expect(try scratch.scantling("generate").status == 0) }
    let changed = try plain.files().filter { !$0.hasPrefix("specs/") }.filter {
      try plain.read($0) != overlaid.read($0)
    }
    #expect(
      changed == [
        "generated/.github/workflows/spec-drift.yml", "generated/Makefile", "generated/compose.yaml",
        "generated/plan.yaml",
      ])
    let compose = try overlaid.read("generated/compose.yaml")
    #expect(compose.contains("    restart: \"no\"\n") && !compose.contains("unless-stopped"))
    #expect(compose.contains("    labels:\n      com.example.metrics: \"true\"\n"))
    #expect(try overlaid.scantling("check").status == 0)
  }

  @Test func quotesForTheFormat() throws {
    let scratch = try workspace(Self.overlays)
    #expect(try scratch.scantling("generate").status == 0)
    let workflow = try scratch.read("generated/.github/workflows/spec-drift.yml")
    #expect(
      workflow.hasSuffix(
        """

          lint:
            runs-on: ubuntu-24.04
            permissions:
              security-events: write
            steps:
              - run: |
                  make lint
                  echo "${{ github.sha }}: done"

        """))
    let made = try run("/usr/bin/make", ["-f", "generated/Makefile", "--dry-run", "lint"], in: scratch.url)
    #expect(made.output.contains("echo 'it'\\''s $1' '--deep $HOME #1'\n"), "\(made.output)\(made.errors)")
  }

  @Test func areWhereLinesComeFrom() throws {
    let scratch = try workspace(Self.overlays)
    #expect(try scratch.scantling("generate").status == 0)
    for (file, text) in [
      ("generated/compose.yaml", "com.example.metrics"), ("generated/.github/workflows/spec-drift.yml", "make lint"),
      ("generated/Makefile", "'it'"),
    ] {
      let lines = try scratch.read(file).split(separator: "\n", omittingEmptySubsequences: false)
      let line = try #require(lines.firstIndex { $0.contains(text) })
      let outcome = try scratch.scantling("explain", "\(file):\(line + 1)")
      #expect(outcome.output.contains("specs/workspace.yaml:"), "\(outcome.output)")
    }
  }

  @Test func areListed() throws {
    let scratch = try workspace(Self.overlays)
    let outcome = try scratch.scantling("overlays")
    let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(outcome.status == 0 && lines.map { $0[0] } == ["metrics", "lint", "lint", "lint"])
    #expect(
      lines.map { $0[1] } == [
        "generated/compose.yaml", "generated/.github/workflows/spec-drift.yml", "generated/Makefile",
        "generated/Makefile",
      ])
    #expect(lines.map { $0[2] } == ["services.api", "jobs", "LINT_FLAGS", "lint"])
    #expect(lines.map { $0[$0.count - 1] }.prefix(2) == ["(specs/workspace.yaml:8)", "(specs/workspace.yaml:13)"])
    let json = try scratch.scantling("overlays", "--format", "json").output
    #expect(json.contains("\"because\": \"the linter reports to code scanning\""), "\(json)")
    #expect(try workspace("").scantling("overlays").output.isEmpty)
  }

  /// What an overlay hangs on to is gone: that is said at its place, and nothing is written.
  @Test func doNotOutliveTheirPlace() throws {
    let scratch = try workspace(Self.overlays)
    #expect(try scratch.scantling("generate").status == 0)
    try scratch.remove("specs/api.yaml")
    try scratch.write("service: web\nbuild:\n  go: { version: \"1.27.0\" }\n", to: "specs/web.yaml")
    let outcome = try scratch.scantling("generate")
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    let message = "the overlay 'metrics' finds no 'api' in generated/compose.yaml [overlay-anchor]"
    #expect(outcome.errors.hasPrefix("specs/workspace.yaml:8:24: error: \(message)\n"), "\(outcome.errors)")
  }

  /// The record tells a reviewer, and `effective` where it is written.
  @Test func areRecorded() throws {
    let scratch = try workspace(Self.overlays)
    let outcome = try scratch.scantling("effective")
    let line = outcome.output.split(separator: "\n").first { $0.contains("services.api set {") }
    #expect(line?.contains("workspace  specs/workspace.yaml:8") == true, "\(outcome.output)")
  }
}
