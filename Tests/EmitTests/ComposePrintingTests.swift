import Diagnostics
import Testing
import YAML

@testable import Emit
@testable import IR
@testable import Spec

private let origin = SourceRange(startOf: FileID(0))

private func located<Value: Sendable>(_ value: Value) -> Located<Value> { Located(value, origin) }

private func literal(_ text: String) -> Compose.Interpolated { .init(pieces: [.literal(text)]) }

private func variable(_ name: String, _ value: Compose.Interpolated) -> Entry<Compose.Interpolated> {
  Entry(key: located(name), value: located(value))
}

private func printed(_ services: Compose.Service..., volumes: [String] = [], secrets: [Compose.Secret] = []) -> String {
  let compose = Compose(name: located("acme"), services: services, volumes: volumes.map(located), secrets: secrets)
  return compose.print().map { $0.text + "\n" }.joined()
}

@Suite struct ComposePrintingTests {
  @Test func printsAServiceWithAllThereIs() {
    var service = Compose.Service(
      name: located("api"),
      source: .image(located(.init(pieces: [.literal("ghcr.io/acme/api:"), .required("TAG", message: "set TAG")]))))
    service.command = [located(literal("serve")), located(literal("--port=1"))]
    service.environment = [
      variable("PORT", literal("8080")), variable("USER", .init(pieces: [.defaulted("DB_USER", to: "acme")])),
    ]
    service.ports = [
      located(.init(target: 8080, published: 80...80, onLoopback: false)),
      located(.init(target: 81, published: 8081...8083, onLoopback: true)),
    ]
    service.mounts = [
      located(.bind(source: "../src a", target: "/src")), located(.volume(name: "data", target: "/data")),
    ]
    service.temporaryFolders = [located("/tmp")]
    service.secrets = [located("password")]
    service.dependencies = [
      located(.init(name: "db", condition: .healthy)), located(.init(name: "web", condition: .started)),
    ]
    service.health = .init(
      test: located(["api", "health"].map(literal)), interval: located(Duration(seconds: 30)),
      timeout: located(Duration(seconds: 5)), startPeriod: located(Duration(seconds: 90)), retries: located(3))
    service.restart = located("unless-stopped")
    service.stopGracePeriod = located(Duration(seconds: 10))
    service.hardening = .init(addedCapabilities: [located("CHOWN")], origin: origin)
    service.runsInit = true
    let secret = Compose.Secret(
      name: located("password"), description: "password of the user",
      source: .file(.init(pieces: [.required("PASSWORD", message: "set it")])))
    #expect(
      printed(service, volumes: ["data"], secrets: [secret]) == """
        name: acme

        services:
          api:
            image: ghcr.io/acme/api:${TAG:?set TAG}
            command:
              - serve
              - --port=1
            init: true
            environment:
              PORT: "8080"
              USER: ${DB_USER:-acme}
            ports:
              - target: 8080
                published: "80"
              - target: 81
                published: "8081-8083"
                host_ip: "127.0.0.1"
            volumes:
              - type: bind
                source: ../src a
                target: /src
              - type: volume
                source: data
                target: /data
            secrets:
              - password
            depends_on:
              db:
                condition: service_healthy
              web:
                condition: service_started
            healthcheck:
              test: [CMD, api, health]
              interval: 30s
              timeout: 5s
              start_period: 1m30s
              retries: 3
            restart: unless-stopped
            stop_grace_period: 10s
            read_only: true
            cap_drop: [ALL]
            cap_add: [CHOWN]
            security_opt: [no-new-privileges:true]
            tmpfs:
              - /tmp

        secrets:
          # The password of the user.
          password:
            file: ${PASSWORD:?set it}

        volumes:
          data:

        """)
  }

  @Test func printsADevelopmentServiceWithWhatToWatch() {
    var service = Compose.Service(
      name: located("api"),
      source: .build(.init(context: "..", dockerfile: "generated/services/api/Dockerfile.dev", origin: origin)))
    service.watch = [
      located(.rebuild(path: "../api/go.mod")), located(.restart(path: "../api", ignored: ["go.mod", "go.sum"])),
    ]
    #expect(
      printed(service) == """
        name: acme

        services:
          api:
            build:
              context: ..
              dockerfile: generated/services/api/Dockerfile.dev
            develop:
              watch:
                - action: rebuild
                  path: ../api/go.mod
                - action: restart
                  path: ../api
                  ignore: [go.mod, go.sum]

        """)
  }

  @Test(
    arguments: [
      ("$", #"$$"#), ("$x", "$$x"), ("$$", "$$$$"), ("${x:-y}", "$${x:-y}"), ("a$", "a$$"),
      ("$\u{301}", "\"$$\u{301}\""), ("pa$$w0rd: x", #""pa$$$$w0rd: x""#), ("no", #""no""#), ("8080", #""8080""#),
      ("", #""""#), ("a #b", #""a #b""#), ("a\nb", #""a\nb""#), ("x: ${{ y }}", #""x: $${{ y }}""#),
    ] as [(String, String)])
  func doublesDollarsAndQuotes(_ text: String, _ expected: String) {
    var service = Compose.Service(name: located("s"), source: .image(located(literal("i"))))
    service.environment = [variable("A", literal(text))]
    #expect(printed(service).contains("      A: \(expected)\n"))
  }

  @Test func doublesDollarsInCommandsAndHealthChecks() {
    var service = Compose.Service(name: located("s"), source: .image(located(literal("i"))))
    service.command = [
      located(literal("$HOME")), located(.init(pieces: [.literal("$"), .defaulted("X", to: "y"), .literal("$")])),
    ]
    service.health = .init(
      test: located([literal("sh"), literal("test -n $X")]), interval: located(Duration(seconds: 1)),
      timeout: located(Duration(seconds: 1)), startPeriod: located(Duration(seconds: 1)), retries: located(1))
    let text = printed(service)
    #expect(text.contains("    command:\n      - $$HOME\n      - $$${X:-y}$$\n"))
    #expect(text.contains("      test: [CMD, sh, test -n $$X]\n"))
  }

  /// What compose hands to the service is what the spec says.
  @Test(arguments: 0..<200)
  func composeReadsTheTextsBack(_ seed: Int) throws {
    var random = HostileText(seed: seed)
    let texts = (0..<10).map { _ in random.text() }
    var service = Compose.Service(name: located("s"), source: .image(located(literal("i"))))
    service.command = texts.map { located(literal($0)) }
    service.environment = texts.enumerated().map { variable("V\($0.offset)", literal($0.element)) }
    service.health = .init(
      test: located(texts.map(literal)), interval: located(Duration(seconds: 1)),
      timeout: located(Duration(seconds: 1)), startPeriod: located(Duration(seconds: 1)), retries: located(1))
    let root = try #require(parse(printed(service)))
    let read = try #require(root["services"]?["s"])
    let expected = texts.map { Array($0.utf8) }
    #expect(read["command"]?.scalars.map(interpolated) == expected, "seed \(seed)")
    #expect(read["environment"]?.scalars.map(interpolated) == expected, "seed \(seed)")
    #expect(read["healthcheck"]?["test"]?.scalars.dropFirst().map(interpolated) == expected, "seed \(seed)")
  }

  private func parse(_ text: String) -> Node? {
    var sources = SourceMap()
    var diagnostics: [Diagnostic] = []
    let file = sources.add(SourceFile(path: "compose.yaml", bytes: Array(text.utf8)))
    return Parser.parse(file, in: sources, diagnostics: &diagnostics)
  }

  /// Interpolation of a text without variables; nil for a dollar that is not doubled.
  private func interpolated(_ text: String) -> [UInt8]? {
    var bytes = Array(text.utf8)[...]
    var result: [UInt8] = []
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "$"), bytes.popFirst() != byte { return nil }
      result.append(byte)
    }
    return result
  }
}

extension Node {
  fileprivate subscript(key: String) -> Node? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key.value == key }?.value
  }

  /// The texts of a list's elements or of a mapping's values.
  fileprivate var scalars: [String] {
    switch content {
    case .scalar(let scalar): [scalar.text]
    case .sequence(let elements): elements.flatMap(\.scalars)
    case .mapping(let entries): entries.flatMap(\.value.scalars)
    }
  }
}
