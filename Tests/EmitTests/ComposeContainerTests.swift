import Diagnostics
import Testing
import YAML

@testable import Emit
@testable import IR
@testable import Spec

private let origin = SourceRange(startOf: FileID(0))

private func located<Value: Sendable>(_ value: Value) -> Located<Value> { Located(value, origin) }

private func printed(_ service: Compose.Service, networks: [Compose.Network] = []) -> String {
  let compose = Compose(name: located("acme"), services: [service], volumes: [], secrets: [], networks: networks)
  return compose.print().map { $0.text + "\n" }.joined()
}

private func service(_ name: String = "api") -> Compose.Service {
  Compose.Service(name: located(name), source: .image(located(.init(pieces: [.literal("i")]))))
}

/// A section of a spec, decoded.
private func decoded<Value: MappingDecodable>(_ type: Value.Type, _ text: String) throws -> Value {
  var (sources, diagnostics) = (SourceMap(), [Diagnostic]())
  let file = sources.add(SourceFile(path: "section.yaml", bytes: Array(text.utf8)))
  let node = try #require(Parser.parse(file, in: sources, diagnostics: &diagnostics))
  var decoder = Decoder()
  let value = decoder.decode(type, from: node)
  #expect(diagnostics.isEmpty && decoder.diagnostics.isEmpty)
  return try #require(value)
}

/// What a container is given and allowed beside what every container has.
@Suite struct ComposeContainerTests {
  @Test func printsWhereAContainerIsPut() {
    var api = service()
    api.profiles = [located("debug"), located("test")]
    api.environmentFiles = [
      located(.init(path: "../api.env", isOptional: false)), located(.init(path: "../local.env", isOptional: true)),
    ]
    api.ports = [located(.init(target: 53, published: 53...54, onLoopback: false, networkProtocol: .udp))]
    api.dependencies = [located(.init(name: "migrate", condition: .completed))]
    api.devices = [located("/dev/fuse")]
    api.networks = [located("backend"), located("default")]
    let networks = [
      Compose.Network(name: located("backend"), isInternal: true, external: nil),
      Compose.Network(name: located("edge"), isInternal: false, external: nil),
      Compose.Network(name: located("front"), isInternal: false, external: located("front_default")),
    ]
    #expect(
      printed(api, networks: networks) == """
        name: acme

        services:
          api:
            image: i
            profiles: [debug, test]
            env_file:
              - path: ../api.env
              - path: ../local.env
                required: false
            ports:
              - target: 53
                published: "53-54"
                protocol: udp
            depends_on:
              migrate:
                condition: service_completed_successfully
            devices:
              - /dev/fuse:/dev/fuse
            networks:
              - backend
              - default

        networks:
          backend:
            internal: true
          edge:
          front:
            name: front_default
            external: true

        """)
  }

  @Test func printsLimitsBesideReplicas() throws {
    var api = service()
    api.deploy = DeployPlan(replicas: located(2), parallelism: nil, order: nil, restart: nil)
    api.limits = try decoded(Limits.self, "{ memory: 512MiB, cpus: 1.50, pids: 100 }")
    api.ulimits = [
      Entry(key: located("nofile"), value: located(try decoded(Ulimit.self, "{ soft: 1024, hard: -1 }")))
    ]
    api.logging = try decoded(Logging.self, "{ driver: json-file, options: { max-file: 3, tag: '$x ${y}' } }")
    #expect(
      printed(api) == """
        name: acme

        services:
          api:
            image: i
            deploy:
              replicas: 2
              resources:
                limits:
                  cpus: "1.50"
                  memory: 512m
                  pids: 100
            ulimits:
              nofile:
                soft: 1024
                hard: -1
            logging:
              driver: json-file
              options:
                max-file: "3"
                tag: $$x $${y}

        """)
  }

  /// A kilobyte of compose has 1024 bytes, one of a spec 1000.
  @Test(
    arguments: [
      ("100MB", "\"100000000b\""), ("64MiB", "64m"), ("2GiB", "2g"), ("1536MiB", "1536m"), ("6144KiB", "6m"),
      ("7000KiB", "7000k"),
    ] as [(String, String)])
  func printsTheVeryAmountOfMemory(_ written: String, _ expected: String) throws {
    var api = service()
    api.limits = try decoded(Limits.self, "{ memory: \(written) }")
    #expect(printed(api).hasSuffix("memory: \(expected)\n"))
  }

  @Test func leavesOutWhatAReasonIsGivenFor() {
    var api = service()
    api.hardening = .init(
      addedCapabilities: [located("NET_ADMIN")], origin: origin, privileged: origin, writableRoot: origin)
    #expect(
      printed(api).hasSuffix(
        """
            image: i
            privileged: true
            cap_add: [NET_ADMIN]
            security_opt: [no-new-privileges:true]

        """))
    api.hardening?.isOpen = true
    #expect(printed(api).hasSuffix("    image: i\n    privileged: true\n    cap_add: [NET_ADMIN]\n"))
    api.hardening = .init(addedCapabilities: [], origin: origin, isOpen: true)
    #expect(printed(api).hasSuffix("    image: i\n"))
  }
}
