import Support
import Testing

/// `scantling eject`, from a generated workspace to files that people write.
@Suite struct EjectTests {
  private static let names = ["control-plane", "connector-gateway", "execution-plane", "agent", "acci", "indexer"]

  private func generated() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("generate").status == 0)
    return scratch
  }

  /// Without the header, and the empty line below it.
  private func body(_ text: String) -> String {
    let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    return String(lines[2].drop { $0 == "\n" })
  }

  @Test(arguments: names)
  func leavesDockerfilesThatStandAlone(_ name: String) throws {
    let scratch = try generated()
    let folder = "Tests/Services/\(name)/"
    let before = try ["Dockerfile", "Dockerfile.dev"].map { try scratch.read("generated/services/\(name)/\($0)") }
    let outcome = try scratch.scantling("eject", name)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let after = try ["Dockerfile", "Dockerfile.dev"].map { try scratch.read(folder + $0) }
    #expect(after == before.map(body) && !after.joined().contains("Scantling"))
    #expect(try scratch.read(folder + "Dockerfile.dockerignore").hasSuffix("\n\(folder)Dockerfile*\n"))
    #expect(!scratch.exists("generated/services/\(name)/Dockerfile"))
    let check = try scratch.scantling("check")
    #expect(check.status == 0, "\(check.output)\(check.errors)")
  }

  /// What is generated around a service is the same as before, but for where its Dockerfile is and who its user is.
  @Test func changesNothingElse() throws {
    let scratch = try generated()
    let before = try scratch.read("generated/compose.yaml") + scratch.read("generated/compose.dev.yaml")
    for name in Self.names { #expect(try scratch.scantling("eject", name).status == 0) }
    let after = try scratch.read("generated/compose.yaml") + scratch.read("generated/compose.dev.yaml")
    let ignored = ["dockerfile: ", "user: ", "# Checksum"]
    let kept = { (text: String) in
      text.split(separator: "\n").filter { line in !ignored.contains { line.contains($0) } }
    }
    #expect(kept(after) == kept(before))
    #expect(after.contains("dockerfile: Tests/Services/acci/Dockerfile.dev\n"))
  }

  @Test func keepsTheSpecAsItIsButForTheBuild() throws {
    let scratch = try Scratch()
    try scratch.write(
      "workspace: shop\nregistry: ghcr.io/shop\nplatforms: [linux/amd64]\noutput: generated\n",
      to: "specs/workspace.yaml")
    try scratch.write(
      """
      # The shop.
      service: shop  # its name
      build:
        python:
          version: "3.14.7"  # as in CI
          installer: pip
          module: shop
      extend:
        runtime: { packages: [libpq5] }
      run:
        port: 8000
        health: { http: /healthz, interval: 20s }  # cheap
      dev:
        port: 8001
        command: [python, -m, shop]

      """, to: "specs/shop.yaml")
    #expect(try scratch.scantling("eject", "shop").status == 0)
    let script = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=4)"
    let check = "[python, -c, \"\(script)\", http://127.0.0.1:8000/healthz]"
    #expect(
      try scratch.read("specs/shop.yaml") == """
        # The shop.
        service: shop  # its name
        build:
          dockerfile:
            path: shop/Dockerfile
            context: .
            inputs: [shop]
            ignore: [.venv, tests, "**/__pycache__", "**/*.pyc", .pytest_cache, .mypy_cache, .ruff_cache]
            dev:
              path: shop/Dockerfile.dev
              workdir: /app
              rebuild-on: [pyproject.toml, uv.lock, poetry.lock, requirements.txt]
              reloads-itself: true
        run:
          port: 8000
          health: { command: \(check), interval: 20s }  # cheap
        dev:
          port: 8001

        """)
    #expect(try scratch.read("shop/Dockerfile").contains("libpq5"))
  }

  /// Stages of the spec's own, with what whoever builds supplies, further images, and no image for development.
  @Test func keepsWhatCustomBuildsTake() throws {
    let scratch = try Scratch()
    try scratch.write(
      "workspace: shop\nregistry: ghcr.io/shop\nplatforms: [linux/amd64]\noutput: generated\n",
      to: "specs/workspace.yaml")
    try scratch.write(
      """
      service: shop
      build:
        custom:
          images: { golang: "golang:1.27.0-alpine" }
          args: [{ arg: SUFFIX, default: "" }, { arg: RELEASE, description: What it tells }]
          program: [/shop]
          tmpfs: [{ path: /var/spool }]
          stages:
            - stage: runtime
              from: golang
              steps:
                - copy: [.]
                - run: [go, build, -o, "/shop${arg.SUFFIX}", "-ldflags=${arg.RELEASE}", .]
                  secrets: { proxy: { env: PROXY_TOKEN }, netrc: { file: /root/.netrc, optional: true } }
                  ssh: true
      targets:
        migrate: { command: [/shop, migrate], push: false }
      run: { port: 8000, tmpfs: [/run/shop] }
      dev: { port: 8001, command: [/shop, --verbose] }

      """, to: "specs/shop.yaml")
    #expect(try scratch.scantling("generate").status == 0)
    let names = ["Makefile", "compose.dev.yaml"]
    let kept = { (text: String) in
      text.split(separator: "\n").filter { line in
        !["ockerfile", "# Checksum", "--label"].contains { line.contains($0) }
      }
    }
    let before = try names.map { kept(try scratch.read("generated/\($0)")) }
    let outcome = try scratch.scantling("eject", "shop")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      try scratch.read("specs/shop.yaml") == """
        service: shop
        build:
          dockerfile:
            path: shop/Dockerfile
            context: .
            inputs: [shop]
            args:
              - arg: SUFFIX
                default: ""
              - arg: RELEASE
                description: What it tells
            secrets:
              proxy:
                env: PROXY_TOKEN
              netrc:
                file: /root/.netrc
                optional: true
            ssh: true
            tmpfs: [/var/spool]
        targets:
          migrate:
            stage: migrate
            push: false
        run: { port: 8000, tmpfs: [/run/shop] }
        dev: { port: 8001, command: [/shop, --verbose] }

        """)
    #expect(!scratch.exists("shop/Dockerfile.dev"))
    #expect(try names.map { kept(try scratch.read("generated/\($0)")) } == before)
  }

  /// What development has of the stages' own environment, of shared inputs, and of whoever builds, it keeps.
  @Test func keepsDevelopmentOfCustomBuilds() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      workspace: shop
      registry: ghcr.io/shop
      platforms: [linux/amd64]
      output: generated
      sources: services
      shared: { money: libs/money }

      """, to: "specs/workspace.yaml")
    try scratch.write(
      """
      service: shop
      shared: [money]
      build:
        custom:
          images: { golang: "golang:1.27.0-alpine" }
          args: [{ arg: TOOL, default: v1.2.3 }]
          program: [/shop]
          stages:
            - stage: runtime
              from: golang
              steps:
                - workdir: ${source}
                - copy: [.]
                - run: [go, build, -o, /shop, .]
          development:
            from: golang
            workdir: /src
            steps: [{ run: [go, install, "example.com/watch@${arg.TOOL}"] }]
            command: [watch, go, run, .]
            env: { MODE: development }
      run: { port: 8000, env: { BOOKS: /srv/books } }

      """, to: "specs/shop.yaml")
    #expect(try scratch.scantling("generate").status == 0)
    let kept = { (text: String) in
      text.split(separator: "\n").filter { !$0.contains("dockerfile") && !$0.contains("# Checksum") }
    }
    let before = kept(try scratch.read("generated/compose.dev.yaml"))
    let outcome = try scratch.scantling("eject", "shop")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let spec = try scratch.read("specs/shop.yaml")
    #expect(
      spec.contains("    dev:\n      path: services/shop/Dockerfile.dev\n      args:\n        - arg: TOOL\n"), "\(spec)"
    )
    let after = kept(try scratch.read("generated/compose.dev.yaml"))
    #expect(after == before)
    #expect(after.contains("        target: /src/libs/money") && after.contains("      MODE: development"))
  }

  /// Nothing that is left says where it comes from, or needs what made it.
  @Test func leavesEverythingStandingAlone() throws {
    let scratch = try generated()
    let outcome = try scratch.scantling("eject", "--all")
    #expect(outcome.status == 0 && outcome.errors == "nothing reads specs/ any more\n", "\(outcome.errors)")
    try scratch.remove("specs")
    let files = scratch.files()
    #expect(files.contains("generated/services/acci/Dockerfile") && !files.contains("generated/plan.yaml"))
    for file in files {
      let mentions = try scratch.read(file).split(separator: "\n").filter { line in
        line.contains("specs/") || line.contains("Scantling") || line.contains("scantling generate")
      }
      #expect(mentions.isEmpty || file.hasSuffix("CONTAINER-BUILD.md"), "\(file): \(mentions)")
    }
    let help = try run("/usr/bin/make", ["-f", "generated/Makefile", "help"], in: scratch.url)
    #expect(help.status == 0 && help.output.contains("container-build"), "\(help.errors)")
  }

  @Test func leavesNothingHalfway() throws {
    let scratch = try generated()
    try scratch.edit("specs/agent.yaml") { $0.replacing("port: 8083", with: "port: 8093") }
    let before = try scratch.read("generated/Makefile")
    #expect(try scratch.scantling("eject", "--all").status == 1)
    #expect(try scratch.read("generated/Makefile") == before)
    #expect(try scratch.scantling("eject").status == 64)
    #expect(try scratch.scantling("eject", "agent", "--all").status == 64)
  }

  @Test func saysWhatItWouldDo() throws {
    let scratch = try generated()
    let before = scratch.files()
    let outcome = try scratch.scantling("eject", "agent", "--dry-run")
    #expect(outcome.status == 0 && scratch.files() == before)
    #expect(outcome.output.hasPrefix("would be created: Tests/Services/agent/Dockerfile\n"))
    #expect(outcome.output.contains("would be updated: specs/agent.yaml\n"))
    #expect(outcome.output.contains("would be removed: generated/services/agent/Dockerfile\n"))
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func overwritesNothing() throws {
    let scratch = try generated()
    try scratch.write("FROM scratch\n", to: "Tests/Services/agent/Dockerfile.dev")
    let (spec, before) = (try scratch.read("specs/agent.yaml"), scratch.files())
    let outcome = try scratch.scantling("eject", "agent")
    #expect(outcome.status == 1 && outcome.output.isEmpty && scratch.files() == before)
    #expect(
      outcome.errors == """
        error: 'Tests/Services/agent/Dockerfile.dev' is there already
          note: move it away; nothing was written

        """)
    #expect(try scratch.read("specs/agent.yaml") == spec)
  }

  @Test func losesNoEdit() throws {
    let scratch = try generated()
    try scratch.edit("generated/services/agent/Dockerfile") { $0 + "# mine\n" }
    let outcome = try scratch.scantling("eject", "agent")
    #expect(outcome.status == 1 && outcome.errors.contains("[orphaned]"))
    #expect(!scratch.exists("Tests/Services/agent/Dockerfile"))
  }

  @Test func refusesWhatIsNotGenerated() throws {
    let scratch = try generated()
    let unknown = try scratch.scantling("eject", "agnt")
    #expect(unknown.status == 1 && unknown.errors == "error: no service 'agnt'\n  note: did you mean 'agent'?\n")
    #expect(try scratch.scantling("eject", "agent").status == 0)
    let again = try scratch.scantling("eject", "agent")
    #expect(again.status == 1 && again.errors.hasPrefix("error: nothing is generated for the images of 'agent'\n"))
  }
}
