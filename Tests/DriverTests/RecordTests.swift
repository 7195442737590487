import Diagnostics
import Driver
import Foundation
import Support
import Testing

/// The records of the example workspace against everything else that it compiles to.
@Suite struct RecordTests {
  /// A service that writes what those of the example do not.
  private static let full = Fixture.service(
    "full",
    """
    service: full
    description: Writes every key
    path: Tests/Services/agent
    platforms: [linux/amd64, linux/arm64]
    build:
      rust: { version: "1.97.1", features: [tls, http2] }
    run:
      port: 8100
      publish: 8100
      user: { name: full, uid: 0, root-because: it binds a socket }
      env: { MODE: a, OTHER: "${port}", LEVEL: { variable: LEVEL, default: info }, AREA: { variable: AREA } }
      health: { http: /health, probe: busybox, interval: 20s, timeout: 2s, start-period: 3s, retries: 4 }
      needs: [db, agent, once]
      arguments: [serve, "--metrics=${ports.metrics}"]
      ports:
        metrics: 9100
        names: { port: 5300, publish: 5300, dev: 5301, protocol: udp }
      env-files: [config/full.env, { path: config/more.env, optional: true }]
      volumes: { data: /var/lib/full }
      tmpfs: [/var/cache/full]
      profiles: [edge]
      networks: [default, backend]
      limits: { memory: 256MiB, cpus: 1.5, pids: 200 }
      ulimits: { nofile: 65536, core: { soft: 0, hard: 7 } }
      logging: { driver: json-file, options: { max-size: 10m } }
      capabilities: { NET_ADMIN: it sets routes }
      devices: { /dev/fuse: it mounts archives }
      privileged-because: it mounts archives
      writable-root-because: it unpacks archives
      stop-grace-period: 40s
    image: { size-budget: 90MB }
    deploy:
      replicas: 2
      update: { parallelism: 1, order: stop-first }
      restart: any
    dev:
      port: 8110
      env: { MODE: dev }
      env-files: [config/dev.env]
      components: [clippy, rustfmt]
      tools: [cargo-watch, cargo-audit]
      command: [cargo, watch]
    """)

  /// Beside those of the example, resources whose templates have what those have not.
  private static let resources =
    "  broker: { rabbitmq: { version: \"4.3.5\" } }\n  events: { kafka: { version: \"4.3.1\" } }\n"
  private static let job = Fixture.service(
    "once",
    """
    service: once
    path: Tests/Services/agent
    build:
      rust: { version: "1.97.1" }
    run:
      kind: job
      arguments: [up]
    """)

  /// A service whose stages its spec writes.
  private static let own = Fixture.service(
    "own",
    """
    service: own
    build:
      custom:
        images: { golang: "golang:1.27.0-alpine", busybox: "busybox:1.38.0" }
        args:
          - { arg: RELEASE, description: What it tells }
          - { arg: FLAVOUR, default: plain }
        program: [/api, "${service}"]
        arguments: [--verbose]
        init: true
        tmpfs: [{ path: /var/spool }]
        ignore: [docs]
        stages:
          - stage: base
            from: golang
            steps:
              - packages: [git]
              - path: /opt/bin
              - { copy: [go.mod, go.sum], exclude: ["*.md"], link: true, owner: "1000:1000", mode: "0644" }
          - stage: build
            from: base
            steps:
              - run: [go, build, "${arg.RELEASE}"]
                env: { FLAVOUR: "${arg.FLAVOUR}" }
                cache: { go-build: /root/.cache/go-build }
                secrets: { netrc: { file: /root/.netrc, optional: true }, proxy: { env: PROXY_TOKEN } }
                ssh: true
              - { fetch: "https://example.com/a", checksum: "sha256:\(String(repeating: "a", count: 64))", to: /a }
              - { git: "https://example.com/a.git", commit: \(String(repeating: "b", count: 40)), to: /b }
              - user: "1000"
              - script: echo done
          - stage: runtime
            from: scratch
            steps:
              - { copy: [/out/api], from: build, to: /api }
              - { copy: [/bin/busybox], from: busybox, to: /busybox }
              - workdir: /srv
              - stop-signal: SIGINT
        development:
          from: base
          workdir: /src
          steps: [{ copy: [.] }]
          command: [go, run, .]
          env: { MODE: dev }
          volumes: { go-build: /root/.cache }
          rebuild-on: [go.mod]
          reloads-itself: true
    targets:
      migrate: { command: [/api, migrate] }
      debug: { stage: build, push: false }
    run: { port: 8200 }
    """)

  /// The example workspace with all keys written.
  private static func completed(_ workspace: SourceFile) -> SourceFile {
    let text = String(decoding: workspace.bytes, as: UTF8.self)
      .replacing(
        "output: generated", with: "output: generated\ngithub: platform\nrepository: https://github.com/acme/all"
      )
      .replacing("  redis:\n", with: "\(resources)  redis:\n    publish: 6380\n")
      .replacing(
        "ci:\n",
        with: """
          networks: { default: open, backend: internal, front: { external: front_default } }
          logging: { driver: local, options: { max-size: 20m } }
          ci:
            branch: trunk

          """)
    return SourceFile(path: workspace.path, bytes: Array(text.utf8))
  }

  /// The lock has images that no spec asks for yet, so that another version is no error.
  private static let input: Input = {
    let input = Fixture.input(at: repository)
    let others = [
      "library/golang:1.28.0-alpine", "library/rust:1.98.0", "library/python:3.15.0-slim-bookworm",
      "library/postgres:18.0-alpine", "library/redis:9.0.0", "library/rabbitmq:4.3.5-management-alpine",
      "apache/kafka:4.3.1",
    ]
    return Input(
      workspace: completed(input.workspace), services: input.services + [full, job, own],
      lock: Fixture.lock(with: others.map { "docker.io/\($0)" }))
  }()

  private static let before = compile(input)

  /// Other values of the kind that one is of, as it is written.
  private static func values(like value: String) -> [String] {
    if value.wholeMatch(of: /[0-9]+/) != nil { return ["7", "3", "8099"] }
    if value.wholeMatch(of: /[0-9]+[smh]/) != nil { return ["45s"] }
    if value.wholeMatch(of: /[0-9]+MB/) != nil { return ["250MB"] }
    if value.hasPrefix("sha256:") { return ["sha256:" + String(repeating: "e", count: 64)] }
    if value.wholeMatch(of: /[0-9a-f]{40}/) != nil { return [String(repeating: "f", count: 40)] }
    if value.wholeMatch(of: /"[0-9.]+"/) != nil { return ["1.28.0", "1.98.0", "3.15.0", "\"18.0\"", "9.0.0"] }
    if value.hasPrefix("[") {
      return ["[]", "[other]", "[linux/arm64]", "[db]", "[agent, ready]", "[/tmp, /run]", "[low]"]
    }
    if value.hasPrefix("{") || value.isEmpty || value.hasPrefix("\n") {
      return ["{}", "{ OTHER: \"1\" }", "undecided", "none", "{ http: /ready, probe: busybox }", "[other]"]
    }
    return [
      "other", "none", "any", "start-first", "true", "pip", "linux/amd64", "/other", "https://github.com/acme/other",
      "v9.9.9", "a b", "\"${port}\"",
    ]
  }

  /// Files but records that are others than before, by path.
  private static func changedFiles(_ after: Compilation) -> [String] {
    let (old, new) = (contents(before), contents(after))
    return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] && !before.isRecord($0) && !after.isRecord($0) }
  }

  private static func contents(_ compilation: Compilation) -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: compilation.artifacts.map { ($0.path, $0.contents) })
  }

  /// What the records tell of it.
  private static func recordedChanges(_ after: Compilation) -> Int {
    let (old, new) = (contents(before), contents(after))
    let gone = old.keys.filter { before.isRecord($0) && new[$0] == nil }.count
    return after.artifacts.filter { after.isRecord($0.path) }.reduce(gone) { count, record in
      count + (old[record.path].map { after.changes(from: $0, to: record, of: nil)?.count ?? 0 } ?? 1)
    }
  }

  private struct Mutant {
    let what: String
    let input: Input
  }

  private static func mutants(of text: String) -> [(what: String, text: String)] {
    let edits = SpecMutation.all(of: text, values: values(like:)).filter { !$0.what.hasSuffix("misspelt") }
    return edits.filter { !$0.what.hasPrefix("zzz") }.map { ($0.what, $0.text) } + reversals(text) + swaps(text)
  }

  /// Lists the other way round.
  private static func reversals(_ text: String) -> [(what: String, text: String)] {
    text.matches(of: /\[([^\[\]]+, [^\[\]]+)\]/).map { match in
      let list = match.1.split(separator: ", ").reversed().joined(separator: ", ")
      return ("\(match.0) reversed", text.replacingCharacters(in: match.range, with: "[\(list)]"))
    }
  }

  /// Each line with the next one.
  private static func swaps(_ text: String) -> [(what: String, text: String)] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.indices.dropLast().map { index in
      var swapped = lines
      swapped.swapAt(index, index + 1)
      return ("lines \(index + 1) and \(index + 2) swapped", swapped.joined(separator: "\n"))
    }
  }

  private static let ofSpecs: [Mutant] = {
    let files = [input.workspace] + (input.lock.map { [$0] } ?? []) + input.services
    return files.flatMap { file in
      mutants(of: String(decoding: file.bytes, as: UTF8.self)).map { what, text in
        let changed = SourceFile(path: file.path, bytes: Array(text.utf8))
        let exchanged = { (other: SourceFile) in other.path == file.path ? changed : other }
        return Mutant(
          what: "\(file.path), \(what)",
          input: Input(
            workspace: exchanged(input.workspace), services: input.services.map(exchanged),
            lock: input.lock.map(exchanged)))
      }
    }
  }()

  /// Templates in folders that something of the workspace is made from.
  private static let used: Set = ["go", "kafka", "postgres", "python", "rabbitmq", "redis", "rust"]

  /// Of what is used, and without what only those see who read the files: comments.
  private static let ofTemplates: [Mutant] = {
    let templates = embeddedTemplates().filter { template in
      let names = template.path.dropLast(".yaml".count).split(separator: "/")
      return names.count == 2 || names.last.map { used.contains(String($0)) } == true
    }
    return templates.indices.flatMap { index in
      mutants(of: String(decoding: templates[index].bytes, as: UTF8.self)).filter { !$0.what.hasPrefix("comment") }
        .map { what, text in
          var changed = templates
          changed[index] = SourceFile(path: templates[index].path, bytes: Array(text.utf8))
          return Mutant(
            what: "\(templates[index].path), \(what)",
            input: Input(workspace: input.workspace, services: input.services, lock: input.lock, templates: changed))
        }
    }
  }()

  /// Whatever is edited such that a generated file changes, a record tells of it: `diff` is never silent for nothing.
  private func expectRecords(of mutants: [Mutant], sampled count: Int, kind: String, atLeast least: Int) {
    #expect(Self.before.diagnostics.isEmpty, "\(Self.before.diagnostics.map(\.message))")
    var (changing, told) = (0, 0)
    var random = SplitMix64(seed: 2026)
    for mutant in mutants.shuffled(using: &random).prefix(count) {
      let after = compile(mutant.input)
      guard !after.artifacts.isEmpty, !Self.changedFiles(after).isEmpty else { continue }
      changing += 1
      let isTold = Self.recordedChanges(after) > 0
      told += isTold ? 1 : 0
      #expect(isTold, "\(mutant.what): \(Self.changedFiles(after).sorted())")
    }
    print(
      "records: \(told) of \(changing) edits of \(kind) that change files, among \(min(count, mutants.count)) edits")
    #expect(changing >= least)
  }

  /// A record is for people: no build depends on one, so that it can say more one day and nothing is built anew.
  @Test func isPartOfNoBuild() {
    let builds = Self.before.artifacts.filter { artifact in
      ["Dockerfile", ".dev", "ignore", ".yml", "Makefile", "compose.yaml"].contains { artifact.path.hasSuffix($0) }
    }
    #expect(builds.count > 24)
    for artifact in builds {
      let isNamed = String(decoding: artifact.contents, as: UTF8.self).contains("generated/plan")
      #expect(!isNamed, "\(artifact.path)")
    }
  }

  @Test func tellsOfEveryEditOfASpec() {
    expectRecords(of: Self.ofSpecs, sampled: 800, kind: "specs, workspace and lock", atLeast: 150)
  }

  @Test func tellsOfEveryEditOfATemplate() {
    expectRecords(of: Self.ofTemplates, sampled: 500, kind: "templates", atLeast: 35)
  }
}
