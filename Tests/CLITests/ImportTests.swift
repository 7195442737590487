import Foundation
import Support
import Testing

/// `scantling import`: from a repository as it is to specs that compile, and keep what was there.
@Suite struct ImportTests {
  static let shop = [
    "services/api/Dockerfile": """
    FROM golang:1.27.0-alpine AS build
    RUN apk add --no-cache git
    WORKDIR /src
    COPY go.mod go.sum ./
    COPY cmd ./cmd
    RUN go build -o /out/api ./cmd/api
    FROM alpine:3.24
    RUN apk add --no-cache ca-certificates
    ENV MODE=production EMPTY=
    COPY --from=build /out/api /usr/local/bin/api
    USER 1234
    EXPOSE 8080 9090
    VOLUME /var/lib/api
    ENTRYPOINT ["/usr/local/bin/api", "serve"]
    """,
    "services/api/go.mod": "module api\n", "services/api/go.sum": "", "services/api/cmd/api/main.go": "package main\n",
    "proxy/nginx.conf": "events {}\n",
    "compose.yaml": """
    services:
      api:
        build: services/api
        ports: ["8080:8080", "127.0.0.1:9090:9090"]
        env_file: services/api/.env
        environment:
          LEVEL: ${LEVEL:-info}
          ADDRESS: http://${HOST:-localhost}:8080
        depends_on:
          db: { condition: service_healthy }
          migrate: { condition: service_completed_successfully }
        networks: { back: { aliases: [backend] }, default: {} }
        extra_hosts: ["host.docker.internal:host-gateway"]
        volumes: ["uploads:/srv/uploads"]
        secrets: [key]
        mem_limit: 256m
      migrate:
        build: services/api
        command: [migrate]
        networks: [back]
        volumes: ["uploads:/srv/uploads"]
        depends_on: [db]
      proxy:
        image: nginx:1.31.3-alpine-slim
        ports: ["80:80", "443:443"]
        volumes: ["./proxy/nginx.conf:/etc/nginx/nginx.conf:ro", "/var/run/docker.sock:/var/run/docker.sock"]
        healthcheck:
              test: curl -f http://localhost:${PORT:-80}/ || exit 1
        profiles: [edge]
        depends_on: [api]
        networks: [back, default]
      db:
        image: postgres:16.14
        networks: [back]
        shm_size: 128m
        volumes: ["data:/var/lib/postgresql/data", "./proxy:/docker-entrypoint-initdb.d"]
    networks: { back: { internal: true } }
    volumes: { uploads: {}, data: {} }
    secrets: { key: { file: key.txt } }
    """,
  ]

  private func imported(_ files: [String: String]) throws -> Scratch {
    let scratch = try Scratch()
    for (path, text) in files { try scratch.write(text, to: path) }
    let outcome = try scratch.scantling("import")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    return scratch
  }

  /// What is wrong but for digests that nobody looked up.
  private func mistakes(_ scratch: Scratch) throws -> [Substring] {
    try scratch.scantling("validate").errors.split(separator: "\n").filter { line in
      (line.contains(": error: ") || line.contains(": warning: ")) && !line.hasSuffix("[unpinned-image]")
    }
  }

  @Test func keepsWhatWasThere() throws {
    let scratch = try imported(Self.shop)
    let mistakes = try mistakes(scratch)
    #expect(mistakes.isEmpty, "\(mistakes)")
    let api = try scratch.read("specs/api.yaml")
    for line in [
      "golang:1.27.0-alpine", "alpine:3.24", "packages: [git]", "packages: [ca-certificates]", "uid: 1234",
      "port: 8080",
      "publish: 8080", "port-9090: 9090", "[/usr/local/bin/api, serve]", "copy: [go.mod, go.sum]", "copy: [cmd]",
      "MODE: production", "EMPTY: \"\"", "LEVEL:", "var-lib-api: /var/lib/api", "env-files:", "memory: 256MiB",
      "needs: [db, migrate]",
    ] { #expect(api.contains(line), "\(line)\n\(api)") }
    #expect(try scratch.read("specs/migrate.yaml").contains("kind: job"))
    #expect(try scratch.read("specs/proxy.yaml").contains("copy: [proxy/nginx.conf]"))
  }

  /// Overlays are found where they lead to once every image has a digest.
  @Test func leadsOverlaysToTheirPlaces() throws {
    let scratch = try imported(Self.shop)
    let digest = "sha256:" + String(repeating: "0", count: 64)
    let missing = try scratch.scantling("validate").errors.split(separator: "\n").compactMap { line -> String? in
      guard line.hasSuffix("[unpinned-image]"), let start = line.firstRange(of: "the image '") else { return nil }
      return String(line[start.upperBound...].prefix { $0 != "'" })
    }
    let images = Set(missing).sorted().map { "  docker.io/library/\($0):\n    digest: \(digest)\n" }
    try scratch.write("images:\n" + images.joined(), to: "specs/scantling.lock")
    let outcome = try scratch.scantling("generate")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let compose = try scratch.read("generated/compose.yaml")
    for line in [
      "host-gateway", "docker.sock", "api-uploads:/srv/uploads", "shm_size: 128m", "http://${HOST:-localhost}:8080",
    ] {
      #expect(compose.contains(line), "\(line)\n\(compose)")
    }
  }

  @Test(arguments: [
    "FROM scratch", "FROM", "RUN x", "FROM a:1\nRUN", "FROM a:1\nCOPY", "FROM $X", "FROM a:1\nUSER $(id)", "\u{0}",
    "FROM a:1\nEXPOSE 99999 -1 a/b/c\nVOLUME /\nVOLUME ../..\nENV\nARG\nHEALTHCHECK",
    "FROM a:1 AS a\nFROM a AS a\nFROM a",
  ])
  func staysCalm(_ dockerfile: String) throws {
    let scratch = try Scratch()
    try scratch.write(dockerfile, to: "api/Dockerfile")
    try scratch.write(
      "services: { a: { image: 'b:1', ports: ['80:80', x], environment: { A_KEY: b } }, '': { }, 'ä': { image: é } }\n",
      to: "compose.yaml")
    try scratch.write("jobs: { a: [] }\n", to: ".github/workflows/x.yml")
    let outcome = try scratch.scantling("import")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let mistakes = try mistakes(scratch)
    #expect(mistakes.isEmpty, "\(mistakes)")
  }

  @Test func writesNothingWhereItIsOnlyAsked() throws {
    let scratch = try Scratch()
    try scratch.write("FROM alpine:3.24\n", to: "api/Dockerfile")
    let outcome = try scratch.scantling("import", "--dry-run")
    #expect(
      outcome.status == 0 && outcome.output.contains("would be created: specs/api.yaml") && !scratch.exists("specs"))
  }
}
