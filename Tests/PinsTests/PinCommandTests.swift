import Foundation
import Support
import Testing

/// A workspace that needs two images of Docker Hub which are not built in, and a loopback registry in its place.
struct Shop {
  let scratch: Scratch
  let registry: LocalRegistry
  let digests: [String: String]

  static let images = [
    TestImage(), TestImage(name: "library/postgres", tag: "16.9-alpine", platforms: ["linux/amd64", "linux/arm64"]),
  ]

  init(_ images: [TestImage] = Shop.images) throws {
    registry = try LocalRegistry()
    digests = try registry.push(images)
    scratch = try Scratch()
    try scratch.write(
      """
      workspace: shop
      registry: ghcr.io/shop
      platforms: [linux/amd64]
      resources:
        db: { postgres: { version: "16.9" } }

      """, to: "specs/workspace.yaml")
    try scratch.write("service: api\nbuild:\n  go: { version: \"1.26.9\" }\n", to: "specs/api.yaml")
  }

  /// Without whatever the machine's own Docker is configured to.
  func pin(_ arguments: String..., host: String? = nil, environment: [String: String] = [:]) throws -> Outcome {
    try run(
      tool, ["pin", "--mirror", "docker.io=\(host ?? registry.host)"] + arguments, in: scratch.url,
      environment: ["DOCKER_CONFIG": scratch.url.path].merging(environment) { $1 })
  }

  var lock: String { get throws { try scratch.read("specs/scantling.lock") } }
}

@Suite(.enabled(if: LocalRegistry.isInstalled, "docker-registry is not installed"))
struct PinCommandTests {
  @Test func fillsALockFromNothingTwiceWithTheSameBytes() throws {
    let shop = try Shop()
    #expect(try shop.scratch.scantling("generate").errors.contains("run 'scantling pin'"))
    let pin = try shop.pin()
    #expect(pin.status == 0, "\(pin.errors)")
    let digest = try #require(shop.digests["library/golang:1.26.9-alpine"])
    #expect(pin.output.contains("pinned golang:1.26.9-alpine \(digest)\n"))
    let lock = try shop.lock
    let entry = """
        docker.io/library/golang:1.26.9-alpine:
          digest: \(digest)
          platforms: [linux/amd64, linux/arm/v7, linux/arm64]

      """
    #expect(lock.contains(entry.split(separator: "\n").map { "\($0)\n" }.joined()), "\(lock)")
    #expect(lock.contains("\nactions:\n  actions/attest:\n    version: v") && lock.contains("\ntools:\n  buildx: v"))
    #expect(try shop.scratch.scantling("generate").status == 0)
    let check = try shop.scratch.scantling("check", "--frozen")
    #expect(check.status == 0, "\(check.errors)")
    #expect(try shop.scratch.read("services/api/Dockerfile").contains("golang:1.26.9-alpine@\(digest)"))
    let again = try shop.pin()
    #expect(again.status == 0 && again.output.isEmpty && again.errors.isEmpty, "\(again.output)\(again.errors)")
    #expect(try shop.lock == lock)
    try shop.scratch.remove("specs/scantling.lock")
    #expect(try shop.pin().status == 0)
    #expect(try shop.lock == lock)
  }

  @Test func leavesTheOldLockWhenItIsKilledMidway() async throws {
    let shop = try Shop()
    #expect(try shop.pin().status == 0)
    let old = try shop.lock
    try shop.scratch.edit("specs/api.yaml") { $0.replacing("1.26.9", with: "1.26.8") }
    try shop.registry.push([TestImage(tag: "1.26.8-alpine")])
    let proxy = try FaultyProxy(to: shop.registry, #"[{"kind": "slow", "seconds": 600, "times": 9}]"#)
    let process = Process()
    process.executableURL = URL(filePath: tool)
    process.arguments = ["pin", "--mirror", "docker.io=\(proxy.host)"]
    process.currentDirectoryURL = shop.scratch.url
    process.environment = ["DOCKER_CONFIG": shop.scratch.url.path, "PATH": "/usr/bin:/bin"]
    try process.run()
    while (try? proxy.requests())?.isEmpty ?? true { try await Task.sleep(for: .milliseconds(20)) }
    kill(process.processIdentifier, SIGKILL)
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    #expect(try shop.lock == old)
    #expect(shop.scratch.files() == ["specs/api.yaml", "specs/scantling.lock", "specs/workspace.yaml"])
  }

  @Test func writesNothingUnlessAllIsFound() throws {
    let shop = try Shop([TestImage()])
    let pin = try shop.pin()
    #expect(pin.status == 1 && pin.errors.contains("has no image 'postgres:16.9-alpine'"))
    #expect(pin.errors.hasSuffix("nothing was written\n") && !shop.scratch.exists("specs/scantling.lock"))
  }

  @Test func saysThatItNeedsTheNetwork() throws {
    let shop = try Shop()
    let pin = try shop.pin(host: "127.0.0.1:1")
    #expect(pin.status == 74 && pin.errors.contains("cannot be reached") && pin.errors.contains("needs the network"))
  }

  @Test func movesADigestWhenAskedToAndOnlyThen() throws {
    let shop = try Shop()
    #expect(try shop.pin().status == 0)
    let old = try shop.lock
    let moved = try #require(try shop.registry.push([TestImage(seed: 1)]).values.first)
    #expect(try shop.pin().output.isEmpty && shop.lock == old)
    #expect(try shop.pin("--update", "postgres").output.isEmpty && shop.lock == old)
    #expect(try shop.pin("--update", "golang", "--dry-run").output.contains("updated golang:1.26.9-alpine"))
    #expect(try shop.lock == old)
    let update = try shop.pin("--update", "golang")
    #expect(update.status == 0 && update.output.contains("-> \(moved)\n"), "\(update.errors)")
    let before = try #require(shop.digests["library/golang:1.26.9-alpine"])
    #expect(try shop.lock == old.replacing(before, with: moved))
  }

  @Test func refusesNamesOfNothing() throws {
    let shop = try Shop()
    let pin = try shop.pin("--update", "golnag")
    #expect(pin.status == 1 && pin.errors.contains("did you mean 'golang'?"))
    #expect(try shop.pin("golang").status == 64)
  }

  @Test func dropsWhatIsNotNeededAnyMore() throws {
    let shop = try Shop()
    #expect(try shop.pin().status == 0)
    try shop.scratch.edit("specs/workspace.yaml") {
      $0.replacing("resources:\n  db: { postgres: { version: \"16.9\" } }\n", with: "")
    }
    #expect(try shop.pin().output == "removed postgres:16.9-alpine\n")
  }

  @Test func takesNothingYoungerThanTheCooldown() throws {
    let today = Date().formatted(.iso8601)
    let shop = try Shop([TestImage(created: today), Shop.images[1]])
    let pin = try shop.pin()
    #expect(pin.status == 1 && pin.errors.contains("'golang:1.26.9-alpine' is 0 days old, and the cooldown is 7 days"))
    #expect(try shop.pin("--cooldown", "0d").status == 0)
    try shop.registry.push([TestImage(created: today, seed: 1)])
    let old = try shop.lock
    let update = try shop.pin("--update", "golang")
    #expect(update.status == 0 && update.errors.contains("held back by the cooldown"))
    #expect(try shop.lock == old)
    try shop.scratch.edit("specs/workspace.yaml") { $0 + "pins: { cooldown: 0d }\n" }
    #expect(try shop.pin("--update", "golang").output.contains("updated golang:1.26.9-alpine"))
  }

  @Test func asksACredentialHelper() throws {
    let shop = try Shop()
    let scratch = try Scratch()
    try scratch.write(try run("/usr/bin/env", ["htpasswd", "-Bbn", "ada", "secret"]).output, to: "htpasswd")
    let closed = try LocalRegistry(
      authentication: "auth: { htpasswd: { realm: test, path: \(scratch.url.path)/htpasswd } }", sharing: shop.registry)
    try shop.scratch.write(#"{"auths": {"\#(closed.host)": {}}, "credsStore": "test"}"#, to: "config.json")
    let path = ["PATH": "\(scratch.url.path):/usr/bin:/bin"]
    #expect(try shop.pin(host: closed.host, environment: path).errors.contains("is not on the PATH"))
    try scratch.write(
      """
      #!/bin/sh
      echo "$1 $(cat)" > '\(scratch.url.path)/asked'
      echo 'some remark' >&2
      echo '{"ServerURL": "x", "Username": "ada", "Secret": "secret"}'
      """, to: "docker-credential-test")
    #expect(try run("/bin/chmod", ["+x", "\(scratch.url.path)/docker-credential-test"]).status == 0)
    let pin = try shop.pin(host: closed.host, environment: path)
    #expect(pin.status == 0, "\(pin.errors)")
    #expect(try scratch.read("asked") == "get \(closed.host)\n")
    try scratch.write(
      "#!/bin/sh\necho 'credentials not found in native keychain'; exit 1\n", to: "docker-credential-test")
    try shop.scratch.remove("specs/scantling.lock")
    #expect(try shop.pin(host: closed.host, environment: path).errors.contains("does not let us read"))
  }

  @Test func refusesAConfigurationThatIsNone() throws {
    let shop = try Shop()
    try shop.scratch.write("{", to: "config.json")
    let pin = try shop.pin()
    #expect(pin.status == 1 && pin.errors.contains("config.json' is not a configuration of Docker"))
  }

  @Test func listsWhatCouldMove() throws {
    let tags = ["1.26.10-alpine", "1.27.0-alpine", "2.0.0-alpine", "1.26.10", "latest"]
    let shop = try Shop(Shop.images + tags.map { TestImage(tag: $0) })
    #expect(try shop.pin().status == 0)
    let moved = try #require(try shop.registry.push([TestImage(seed: 1)]).values.first)
    let git = try LocalGit(shop.scratch)
    let outdated = try run(
      tool, ["outdated", "--mirror", "docker.io=\(shop.registry.host)", "--mirror", "gcr.io=\(shop.registry.host)"],
      in: shop.scratch.url, environment: ["DOCKER_CONFIG": shop.scratch.url.path].merging(git.environment) { $1 })
    #expect(outdated.output.contains("-> \(moved)\n"))
    #expect(
      outdated.output.contains(
        "golang:1.26.9-alpine has newer versions: 1.27.0-alpine, 2.0.0-alpine (specs/api.yaml:3:18)\n"))
    #expect(outdated.status != 0 && outdated.errors.contains("has no image 'gcr.io/distroless/static-debian13'"))
  }
}
