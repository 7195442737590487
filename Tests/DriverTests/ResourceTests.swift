import Diagnostics
import Driver
import Foundation
import Support
import Testing

/// What holds for every resource template, what services may refer to, and what has to be refused.
@Suite struct ResourceTests {
  /// The examples of the reference, by the template that they show.
  private static let examples: [String] = {
    let pattern = /### `resources\.([a-z]+)`\n\n[^\n]+\n\nFor example `([^`\n]+)`\./
    return languageReference().matches(of: pattern).map { String($0.2) }
  }()

  /// `image` is pinned, besides what this repository's lock has.
  private func compiled(
    _ resources: [String], _ run: String = "{}", image: String? = nil, platforms: String = "[linux/amd64]",
    resource: (String) -> String = { $0 }
  ) -> Compilation {
    let workspace = """
      workspace: shop
      registry: registry.example.com/shop
      platforms: \(platforms)
      resources:
      \(resources.map { "  \($0)\n" }.joined())
      """
    let service = "service: api\nbuild: { go: { version: 1.27.0 } }\nrun: \(run)\n"
    let templates = embeddedTemplates().map { file in
      guard file.path.hasPrefix("templates/resources/") else { return file }
      return SourceFile(path: file.path, bytes: Array(resource(String(decoding: file.bytes, as: UTF8.self)).utf8))
    }
    return compile(
      Input(
        workspace: SourceFile(path: "specs/workspace.yaml", bytes: Array(workspace.utf8)),
        services: [Fixture.service("api", service)],
        lock: Fixture.lock(with: image.map { ["docker.io/\($0)"] } ?? []), templates: templates))
  }

  private func diagnostics(_ result: Compilation) -> [String] {
    result.diagnostics.sorted(in: result.sources).map { Expectation($0, in: result.sources).description }
  }

  private func text(_ path: String, of result: Compilation) throws -> String {
    let artifact = try #require(result.artifacts.first { $0.path == path }, "\(diagnostics(result))")
    return String(decoding: artifact.contents, as: UTF8.self)
  }

  private let db = "db: { postgres: { version: \"16.14\" } }"

  // MARK: Every template

  @Test func showsAnExampleOfEveryTemplate() throws {
    let files = embeddedTemplates().map(\.path).filter { $0.hasPrefix("templates/resources/") }
    let names = Self.examples.map { "templates/resources/\($0.prefix { $0 != ":" }).yaml" }
    #expect(names.count >= 12 && names == files.sorted())
  }

  /// What is missing is what no template can know: the digest.
  @Test(arguments: ResourceTests.examples) func compilesTheExample(_ example: String) throws {
    let resource = "it: { \(example) }"
    let first = compiled([resource])
    #expect(first.diagnostics.filter { $0.rule.name != "unpinned-image" }.isEmpty)
    let missing = first.diagnostics.first?.message.firstMatch(of: /'([^']+)' is not in the lock/)
    let image = missing.map { $0.1.contains("/") ? String($0.1) : "library/\($0.1)" }
    let env = "{ IT: \"${it.url}\", AT: \"${it.host}:${it.port}\" }"
    let result = compiled([resource], "{ needs: [it], env: \(env) }", image: image)
    #expect(diagnostics(result) == [])
    for path in ["compose.yaml", "compose.dev.yaml"] {
      let compose = try text(path, of: result)
      let service = try #require(compose.matches(of: /(?m)^  it:\n(    .*\n)+/).first.map { String($0.0) })
      // It can be waited for, and has no more rights than it needs.
      for line in ["healthcheck:", "test:", "cap_drop:", "no-new-privileges:true"] { #expect(service.contains(line)) }
      #expect(compose.contains(/IT: [a-z]+:\/\/(app@)?it:[0-9]+/) || path == "compose.dev.yaml")
      // Its password is a file, and not part of what anyone is told.
      for secret in service.matches(of: /(?m)^ +([A-Z_]*(?:PASS|SECRET)[A-Z_]*):/) {
        #expect(secret.1.hasSuffix("_FILE"))
      }
      #expect(service.contains("secrets:") == service.contains("/run/secrets/"))
    }
    #expect(try text("compose.yaml", of: result).contains("ports:") == false)
  }

  // MARK: What services refer to

  @Test func tellsWhatIsOffered() throws {
    let resource = "db: { postgres: { version: \"16.14\", user: \"a b\", database: \"x/y\" } }"
    let env = "{ URL: \"${db.url}?sslmode=disable\", NAME: \"${db.database}\", FILE: \"${db.password-file}\" }"
    let compose = try text("compose.yaml", of: compiled([resource], "{ needs: [db], env: \(env) }"))
    #expect(compose.contains("URL: postgres://a%20b@db:5432/x%2Fy?sslmode=disable\n"))
    #expect(compose.contains("NAME: x/y\n") && compose.contains("FILE: /run/secrets/db-password\n"))
  }

  @Test func fillsInWhatIsToldAtStart() throws {
    let resource = "db: { postgres: { version: \"16.14\", user: { variable: DB_USER, development: a@b } } }"
    let result = compiled([resource], "{ needs: [db], env: { URL: \"${db.url}\" }, port: 8080 }")
    #expect(try text("compose.yaml", of: result).contains("URL: postgres://${DB_USER:?set DB_USER}@db:5432/app\n"))
    #expect(try text("compose.dev.yaml", of: result).contains("URL: postgres://${DB_USER:-a%40b}@db:5432/app\n"))
  }

  @Test func suggestsAnOutput() {
    let result = compiled([db], "{ needs: [db], env: { URL: \"${db.ulr}\" } }")
    #expect(
      diagnostics(result) == [
        "specs/api.yaml:3:34: error: nothing named 'db.ulr' can be referred to here [unknown-reference] "
          + "{{did you mean 'db.url'?}}"
      ])
  }

  @Test func asksForTheNeed() {
    let result = compiled([db], "{ env: { URL: \"${db.url}\" } }")
    #expect(
      diagnostics(result) == [
        "specs/api.yaml:3:21: error: nothing named 'db.url' can be referred to here [unknown-reference] "
          + "{{add 'db' to 'needs' to refer to what it offers}}"
      ])
  }

  /// The ID of a key is its name: clients are told it in the environment.
  @Test func tellsTheIdOfAKey() throws {
    let env = "{ AWS_ACCESS_KEY_ID: \"${files.access-key}\" }"
    let result = compiled(
      ["files: { seaweedfs: { version: \"4.47\" } }"], "{ needs: [files], env: \(env) }",
      image: "chrislusf/seaweedfs:4.47")
    #expect(try text("compose.yaml", of: result).contains("AWS_ACCESS_KEY_ID: app\n"))
  }

  /// The password of root is nobody's but the database's.
  @Test func givesServicesNoSecretThatIsNotOffered() throws {
    let result = compiled(
      ["db: { mysql: { version: 9.7.1 } }"], "{ needs: [db], env: {} }", image: "library/mysql:9.7.1")
    let compose = try text("compose.yaml", of: result)
    let service = try #require(compose.matches(of: /(?m)^  api:\n(    .*\n)+/).first.map { String($0.0) })
    #expect(service.contains("- db-password\n") && !service.contains("root"))
    #expect(compose.contains("- db-root-password\n"))
  }

  // MARK: Ports

  @Test func publishesEveryPortOnLoopback() throws {
    let resource = "mq: { rabbitmq: { version: 4.3.5 }, publish: { management: 15673 } }"
    let result = compiled([resource], image: "library/rabbitmq:4.3.5-management-alpine")
    let development = try text("compose.dev.yaml", of: result)
    for (target, published) in [(5672, 5672), (15672, 15673)] {
      let port = "- target: \(target)\n        published: \"\(published)\"\n        host_ip: \"127.0.0.1\"\n"
      #expect(development.contains(port))
    }
    #expect(try !text("compose.yaml", of: result).contains("ports:"))
    #expect(try text(".github/CONTAINER-BUILD.md", of: result).contains("| mq, management | `localhost:15673` |"))
  }

  /// Kafka sends clients on to what it advertises: on the machine that is the published port.
  @Test func advertisesThePublishedPort() throws {
    let result = compiled(
      ["events: { kafka: { version: 4.3.1 }, publish: 19092 }"], image: "apache/kafka:4.3.1")
    let development = try text("compose.dev.yaml", of: result)
    #expect(development.contains("- target: 29092\n        published: \"19092\"\n"))
    #expect(development.contains("PLAINTEXT://events:9092,OUTSIDE://localhost:19092\n"))
  }

  @Test func suggestsAPort() {
    let resource = "mq: { rabbitmq: { version: 4.3.5 }, publish: { port: 1, managment: 15673 } }"
    let result = compiled([resource], image: "library/rabbitmq:4.3.5-management-alpine")
    #expect(
      diagnostics(result) == [
        "specs/workspace.yaml:5:59: error: 'mq' has no port named 'managment' [unknown-reference] "
          + "{{did you mean 'management'?}}"
      ])
  }

  @Test func findsPortsThatCollide() {
    let resources = ["bus: { nats: { version: 2.14.5 } }", "pulse: { nats: { version: 2.14.5 }, publish: 4223 }"]
    let result = compiled(resources, image: "library/nats:2.14.5-alpine")
    #expect(
      diagnostics(result) == [
        "specs/workspace.yaml:6:12: error: port 8222 of the loopback interface in development is published twice "
          + "[port-conflict] {{published here too}}"
      ])
  }

  // MARK: Options, images

  @Test func runsACacheInMemory() throws {
    let cache = "cache: { redis: { version: 8.10.1, persistent: false, arguments: [--maxmemory, $1] } }"
    let compose = try text("compose.yaml", of: compiled([cache]))
    #expect(compose.contains("command:\n      - --save\n      - \"\"\n      - --maxmemory\n      - $$1\n"))
    #expect(!compose.contains("volumes:"))
    let kept = try text("compose.yaml", of: compiled(["cache: { redis: { version: 8.10.1 } }"]))
    #expect(!kept.contains("command:") && kept.contains("source: cache-data\n"))
  }

  @Test(arguments: [("17.11", "/var/lib/postgresql/data"), ("18.6", "/var/lib/postgresql")])
  func mountsTheVolumeWhereTheReleaseKeepsIt(_ version: String, _ path: String) throws {
    let db = "db: { postgres: { version: \"\(version)\" } }"
    let result = compiled([db], image: "library/postgres:\(version)-alpine")
    #expect(try text("compose.yaml", of: result).contains("target: \(path)\n"))
  }

  @Test func refusesAnOptionThatThereIsNot() {
    let result = compiled(["db: { mysql: { version: 9.7.1, databse: shop } }"], image: "library/mysql:9.7.1")
    #expect(
      diagnostics(result) == [
        "specs/workspace.yaml:5:34: error: unknown key 'databse' in resource template 'mysql' [unknown-key] "
          + "{{did you mean 'database'?}}"
      ])
  }

  @Test func findsThatNoMachineCanRunBoth() {
    let db = "db: { mysql: { version: 9.7.1 } }"
    let result = compiled([db], "{ needs: [db] }", image: "library/mysql:9.7.1", platforms: "[linux/ppc64le]")
    #expect(
      diagnostics(result) == [
        "specs/api.yaml:3:16: error: the image 'mysql:9.7.1' of 'db' is published for no platform of the service "
          + "[platform-unavailable] {{it is published for linux/amd64, linux/arm64}}"
      ])
    let both = compiled(
      [db], "{ needs: [db] }", image: "library/mysql:9.7.1", platforms: "[linux/ppc64le, linux/arm64]")
    #expect(diagnostics(both) == [])
  }

  @Test func checksTheToolOfATemplate() {
    let result = compiled([db]) { $0.replacing("health: [pg_isready,", with: "health: [pg_isredy,") }
    let found = result.diagnostics.map { Expectation($0, in: result.sources) }
    #expect(found.map(\.rule) == ["health-tool"] && found.first?.path == "templates/resources/postgres.yaml")
    #expect(found.first?.note == "did you mean 'pg_isready'?")
  }
}
