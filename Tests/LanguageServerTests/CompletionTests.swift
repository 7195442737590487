import Foundation
import Support
import Testing

/// What is offered while a document is half written.
@Suite struct CompletionTests {
  private static let languages = [
    "c", "cpp", "deno", "dotnet", "elixir", "go", "java", "kotlin", "node", "php", "python", "ruby", "rust", "static",
    "swift",
  ]

  /// The place is the bar; what is offered is exactly this, in this order.
  private static let cases: [(place: String, offered: [String])] = [
    (
      "|",
      [
        "service", "group", "description", "path", "shared", "build", "platforms", "run", "image", "deploy", "extend",
        "dev",
      ]
    ),
    (
      "service: planted\nbu|\nrun:\n  port: 80\n",
      ["group", "description", "path", "shared", "build", "platforms", "image", "deploy", "extend", "dev"]
    ),
    ("build:\n  |\n", languages + ["dockerfile", "undecided"]),
    ("build: |\n", ["undecided"]),
    // A service is built with one template.
    ("build:\n  go: { version: 1.27.0 }\n  |\n", []),
    ("build:\n  g|o: { version: 1.27.0 }\n", languages + ["dockerfile"]),
    ("build:\n  go:\n    version: 1.27.0\n    |", ["main", "tags", "variant", "runtime"]),
    (
      "build: { python: { | } }\n",
      ["version", "module", "arguments", "installer", "poetry", "variant", "build-packages", "packages"]
    ),
    ("build: { python: { installer: | } }\n", ["pip", "poetry", "uv"]),
    ("build: { python: { installer: \"u|\" } }\n", ["pip", "poetry", "uv"]),
    // What 'dev' takes depends on the template.
    (
      "build: { rust: { version: 1.97.1 } }\ndev:\n  |\n",
      ["port", "env", "env-files", "command", "components", "tools"]
    ),
    ("build:\n  go: { version: 1.27.0 }\ndev: { p|\n", ["port", "env", "env-files", "command", "tools"]),
    ("dev: { p|\n", ["port", "env", "env-files", "command"]),
    (
      "run:\n  user: { uid: 1 }\n  |\n  port: 80\n",
      [
        "publish", "env", "health", "needs", "stop-grace-period", "kind", "arguments", "ports", "env-files", "volumes",
        "tmpfs", "profiles", "networks", "limits", "ulimits", "logging", "capabilities", "devices",
        "privileged-because", "writable-root-because",
      ]
    ),
    ("run:\n  kind: |\n", ["service", "job"]),
    ("run:\n  user:\n    |\n  port: 80\n", ["name", "uid", "root-because"]),
    ("deploy:\n  restart: |\n", ["none", "on-failure", "any"]),
    ("deploy:\n  update:\n    order: sta|", ["start-first", "stop-first"]),
    ("run: # a remark |\n", []),
    ("run:\n  port: 8|\n", []),
    ("nonsense:\n  |\n", []),
  ]

  @Test(arguments: cases.indices)
  func offersWhatTheSchemaKnows(_ index: Int) throws {
    let client = try Client(Scratch(specsOf: repository))
    let (place, offered) = Self.cases[index]
    for text in [place, place.replacing("\n", with: "\r\n")] {
      let found = try client.completions("specs/planted.yaml", text)
      #expect(found == offered)
    }
  }

  @Test func offersServicesAndResources() throws {
    let client = try Client(Scratch(specsOf: repository))
    let names = ["db", "redis", "acci", "agent", "connector-gateway", "control-plane", "execution-plane", "indexer"]
    let head = "service: planted\nrun:\n  needs: "
    // The bracket is open, and what follows does not close it.
    #expect(try client.completions("specs/planted.yaml", head + "[|\n  port: 80\n") == names)
    #expect(try client.completions("specs/planted.yaml", head + "[db, r|]\n") == names.filter { $0 != "db" })
    #expect(try client.completions("specs/planted.yaml", head + "\n    - db\n    - |\n") == names.filter { $0 != "db" })
    // A service does not need itself; what is not saved yet can be needed.
    let others = names.filter { $0 != "agent" } + ["planted"]
    #expect(try client.completions("specs/agent.yaml", "service: agent\nrun:\n  needs: [|") == others)
  }

  @Test func offersGroups() throws {
    let client = try Client(Scratch(specsOf: repository.appending(path: "Tests/GoldenTests/Fixtures/groups")))
    #expect(try client.completions("specs/planted.yaml", "service: planted\ngroup: |\n") == ["workers"])
    #expect(try client.completions("specs/planted.yaml", "service: planted\ngroup: w|\n") == ["workers"])
  }

  @Test func offersReferencesToWhatIsNeeded() throws {
    let client = try Client(Scratch(specsOf: repository))
    let head = "service: planted\nrun:\n  port: 80\n  needs: [redis]\n  env:\n    A: "
    #expect(
      try client.completions("specs/planted.yaml", head + "http://${|\n") == [
        "service", "port", "redis.host", "redis.port", "redis.url",
      ])
    // In a document that is broken, needs are not known, and all resources are offered.
    let all = try client.completions("specs/planted.yaml", head + "'${r|\n")
    #expect(all.contains("redis.host") && all.contains("db.password-file"))
    #expect(try client.completions("specs/planted.yaml", head + "plain |\n").isEmpty)
  }

  @Test func offersTheKeysOfResources() throws {
    let client = try Client(Scratch(specsOf: repository))
    let head = "workspace: w\nregistry: ghcr.io/w\nplatforms: [linux/amd64]\nresources:\n  db:\n"
    let path = "specs/workspace.yaml"
    let resources = [
      "kafka", "mariadb", "memcached", "mongodb", "mysql", "nats", "opensearch", "postgres", "rabbitmq", "redis",
      "seaweedfs", "valkey", "publish",
    ]
    #expect(try client.completions(path, head + "    |\n") == resources)
    let options = ["version", "user", "database", "arguments"]
    #expect(try client.completions(path, head + "    postgres:\n      |\n") == options)
    #expect(
      try client.completions(path, head + "    postgres: { version: 17 }\nci:\n  sign: |") == ["keyless", "none"])
  }

  /// What is taken replaces what was typed, no more and no less, also behind an emoji.
  @Test(arguments: [
    ("run: { env: { A: '🚢' }, po| }\n", "port", "run: { env: { A: '🚢' }, port:  }\n"),
    ("run:\n  po|: 80\n", "publish", "run:\n  publish: 80\n"), ("ru|\n", "run", "run:\n"),
    ("deploy:\n  restart:|\n", "any", "deploy:\n  restart: any\n"),
    ("deploy: { restart: \"on|\" }\n", "on-failure", "deploy: { restart: \"on-failure\" }\n"),
    ("service: p\nrun:\n  env:\n    A: é${se|}\n", "service", "service: p\nrun:\n  env:\n    A: é${service}\n"),
    ("service: p\nrun:\n  env:\n    A: é${se|\n", "service", "service: p\nrun:\n  env:\n    A: é${service}\n"),
  ])
  func replacesWhatWasTyped(_ marked: String, _ label: String, _ result: String) throws {
    let client = try Client(Scratch(specsOf: repository))
    let items = try client.ask("completion", "specs/planted.yaml", marked).array
    let item = try #require(items.first { $0["label"].text == label }, "\(items)")
    #expect(marked.replacing("|", with: "").applying([item["textEdit"]]) == result)
  }

  @Test func explainsWhatItOffers() throws {
    let client = try Client(Scratch(specsOf: repository))
    let items = try client.ask("completion", "specs/planted.yaml", "build: { go: { | } }").array
    try #require(items.count == 5)
    #expect(items[0]["detail"].text == "a version" && items[1]["detail"].text == "a path inside the workspace")
    #expect(items[1]["documentation"]["value"].text?.hasSuffix("Default: .") == true)
    #expect(items.compactMap(\.["sortText"].text) == ["00000", "00001", "00002", "00003", "00004"])
  }
}
