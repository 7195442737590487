import Foundation
import Pins
import Spec
import Support
import Testing

/// A client with delays short enough for a test.
private func client(_ configuration: DockerConfiguration = .empty, timeout: Swift.Duration = .seconds(5))
  -> RegistryClient
{
  let retries = RetryPolicy(attempts: 3, firstDelay: .milliseconds(10), longestDelay: .seconds(2))
  return RegistryClient(Transport(retries: retries, timeout: timeout), configuration: configuration)
}

private func image(at server: some Serving) throws -> ImageReference {
  try ImageReference(parsing: "\(server.host)/library/golang:1.26.9-alpine")
}

/// What a client says of an image.
private func resolve(
  _ server: some Serving, _ configuration: DockerConfiguration = .empty, timeout: Swift.Duration = .seconds(5)
) throws -> Result<PublishedImage, PinFailure> {
  let image = try image(at: server)
  defer { withExtendedLifetime(server) {} }
  return Result { () throws(PinFailure) in try client(configuration, timeout: timeout).resolve(image) }
}

extension Result {
  fileprivate var failure: Failure? { if case .failure(let failure) = self { failure } else { nil } }
}

/// A fault: each request for the image is sent on to that address.
private func redirection(to address: String) -> String {
  #"{"kind": "status", "status": 307, "path": "1.26.9", "times": 9, "headers": {"Location": "\#(address)"}}"#
}

/// Where nothing listens.
private struct Nobody: Serving {
  var host: String { "127.0.0.1:1" }
}

@Suite(.enabled(if: LocalRegistry.isInstalled, "docker-registry is not installed"))
struct RegistryTests {
  @Test(arguments: ["oci", "docker"])
  func resolvesAnIndexWithThePlatformsBehindIt(_ dialect: String) throws {
    let registry = try LocalRegistry()
    let digests = try registry.push([TestImage(dialect: dialect)])
    let image = try resolve(registry).get()
    #expect(image.digest == digests["library/golang:1.26.9-alpine"])
    #expect(image.platforms.map(\.description) == ["linux/amd64", "linux/arm64", "linux/arm/v7"])
    #expect(image.created == Day("2026-01-01"))
  }

  @Test(arguments: ["oci", "docker"])
  func readsThePlatformOfASingleManifestFromItsConfiguration(_ dialect: String) throws {
    let registry = try LocalRegistry()
    let digests = try registry.push([TestImage(platforms: ["linux/arm/v7"], dialect: dialect)])
    let image = try resolve(registry).get()
    #expect(image.digest == digests["library/golang:1.26.9-alpine"])
    #expect(image.platforms.map(\.description) == ["linux/arm/v7"] && image.created == Day("2026-01-01"))
  }

  @Test func takesTheDayOfTheAnnotationsWithoutAskingForMore() throws {
    let registry = try LocalRegistry()
    try registry.push([TestImage(annotated: "2026-02-03T04:05:06Z")])
    let proxy = try FaultyProxy(to: registry)
    #expect(try resolve(proxy).get().created == Day("2026-02-03"))
    #expect(try proxy.requests().count == 1)
  }

  @Test func saysWhatIsNotThere() throws {
    let registry = try LocalRegistry()
    let failure = try #require(try resolve(registry).failure)
    #expect(
      failure.kind == .refused && failure.message.contains("has no image '\(registry.host)/library/golang:1.26.9"))
  }

  @Test func saysWhenNobodyAnswers() throws {
    let failure = try #require(try resolve(Nobody()).failure)
    #expect(failure.kind == .network && failure.message.contains("cannot be reached: nobody listens there"))
    #expect(failure.remedy?.contains("needs the network") == true)
  }

  // MARK: Authentication

  private func configuration(_ host: String, _ entry: String) throws -> DockerConfiguration {
    try #require(DockerConfiguration(json: Array(#"{"auths":{"\#(host)":{\#(entry)}}}"#.utf8)))
  }

  private func encoded(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  @Test func logsInWithAPassword() throws {
    let open = try LocalRegistry()
    let digests = try open.push([TestImage()])
    let scratch = try Scratch()
    let file = try run("/usr/bin/env", ["htpasswd", "-Bbn", "ada", "pass:word"])
    try scratch.write(file.output, to: "htpasswd")
    let closed = try LocalRegistry(
      authentication: "auth: { htpasswd: { realm: test, path: \(scratch.url.path)/htpasswd } }", sharing: open)
    let refusal = try #require(try resolve(closed).failure)
    #expect(refusal.kind == .refused && refusal.message.contains("does not let us read"))
    #expect(refusal.remedy?.contains("docker login \(closed.host)") == true)
    for entry in [#""auth":"\#(encoded("ada:pass:word"))""#, #""username":"ada","password":"pass:word""#] {
      let image = try resolve(closed, try configuration(closed.host, entry)).get()
      #expect(image.digest == digests["library/golang:1.26.9-alpine"])
    }
    let wrong = try configuration(closed.host, #""auth":"\#(encoded("ada:wrong"))""#)
    #expect(try resolve(closed, wrong).failure?.kind == .refused)
    // Old files have an address as the key.
    let old = try configuration("https://\(closed.host)/v1/", #""auth":"\#(encoded("ada:pass:word"))""#)
    #expect(try resolve(closed, old).failure == nil)
  }

  @Test func getsATokenForAPasswordAnIdentityOrNobody() throws {
    let open = try LocalRegistry()
    try open.push([TestImage()])
    let scratch = try Scratch()
    let certificate = try Certificate(of: "test", in: scratch)
    let tokens = try Server(
      "python3", [LocalRegistry.script, "tokens", certificate.key, certificate.path],
      input: #"{"passwords": ["ada:secret", ""], "tokens": ["refresh"]}"#)
    let strict = try Server(
      "python3", [LocalRegistry.script, "tokens", certificate.key, certificate.path],
      input: #"{"passwords": ["ada:secret"], "tokens": ["refresh"]}"#)
    func registry(_ server: Server) throws -> LocalRegistry {
      try LocalRegistry(
        authentication: """
          auth:
            token:
              realm: http://\(server.host)/token?extra=1
              service: test-registry
              issuer: test
              rootcertbundle: \(certificate.path)
          """, sharing: open)
    }
    #expect(try resolve(try registry(tokens)).failure == nil)
    let closed = try registry(strict)
    #expect(try resolve(closed).failure?.message.contains("does not let us read") == true)
    for entry in [#""auth":"\#(encoded("ada:secret"))""#, #""identitytoken":"refresh""#] {
      #expect(try resolve(closed, try configuration(closed.host, entry)).failure == nil)
    }
  }

  // MARK: Faults on the way

  @Test(arguments: [
    #"{"kind": "reset", "times": 2}"#, #"{"kind": "status", "status": 503, "times": 2}"#,
    #"{"kind": "status", "status": 429, "headers": {"Retry-After": "1"}}"#, #"{"kind": "truncated", "times": 2}"#,
    #"{"kind": "slow", "seconds": 5}"#,
  ])
  func triesAgain(_ fault: String) throws {
    let registry = try LocalRegistry()
    let digests = try registry.push([TestImage()])
    let proxy = try FaultyProxy(to: registry, "[\(fault)]")
    let image = try resolve(proxy, timeout: .seconds(2)).get()
    #expect(image.digest == digests["library/golang:1.26.9-alpine"])
    // How many requests a slow server has seen is a matter of time.
    if !fault.contains("slow") { #expect(try proxy.requests().filter { $0.contains("1.26.9") }.count >= 2) }
  }

  @Test(arguments: [
    (#"{"kind": "reset", "times": 9}"#, "cannot be reached"),
    (#"{"kind": "status", "status": 502, "times": 9}"#, "answers with status 502, 3 times"),
    (#"{"kind": "status", "status": 429, "times": 9, "headers": {"Retry-After": "3600"}}"#, "it asks to wait 3600 s"),
    (#"{"kind": "slow", "seconds": 2, "times": 9}"#, "no answer in time"),
    (#"{"kind": "truncated", "times": 9}"#, "cannot be reached"),
  ])
  func givesUpInTime(_ fault: String, _ message: String) throws {
    let registry = try LocalRegistry()
    try registry.push([TestImage()])
    let proxy = try FaultyProxy(to: registry, "[\(fault)]")
    let failure = try #require(try resolve(proxy, timeout: .milliseconds(300)).failure)
    #expect(failure.kind == .network && failure.message.contains(message), "\(failure)")
  }

  @Test(arguments: [
    (#"{"kind": "body", "path": "1.26.9"}"#, "does not match its digest"),
    (#"{"kind": "header", "path": "1.26.9"}"#, "does not match its digest"),
    (#"{"kind": "body", "path": "/blobs/", "times": 9}"#, "does not match its digest"),
    (#"{"kind": "type", "path": "1.26.9"}"#, "'text/html', which is not an image's manifest"),
    (#"{"kind": "huge", "path": "1.26.9"}"#, "more than 4194304 bytes"),
    (redirection(to: "file:///etc/hostname"), "'file:///etc/hostname', which is not safe"),
    (redirection(to: "http://example.com/1.26.9"), "'http://example.com/1.26.9', which is not safe"),
    (redirection(to: "https://[1.26.9"), "'https://[1.26.9' is not an address"),
    (redirection(to: "/1.26.9"), "without end"),
  ])
  func refusesWhatIsNotWhatItShouldBe(_ fault: String, _ message: String) throws {
    let registry = try LocalRegistry()
    try registry.push([TestImage()])
    let proxy = try FaultyProxy(to: registry, "[\(fault)]")
    let failure = try #require(try resolve(proxy).failure)
    #expect(failure.kind == .refused && failure.message.contains(message), "\(failure)")
  }

  @Test func takesTheHeadersOfTheLastAnswerAlone() throws {
    let registry = try LocalRegistry()
    let digests = try registry.push([TestImage()])
    let proxy = try FaultyProxy(to: registry, #"[{"kind": "early", "times": 9}]"#)
    #expect(try resolve(proxy).get().digest == digests["library/golang:1.26.9-alpine"])
  }

  @Test func takesNoMoreHeadersThanItNeeds() throws {
    let registry = try LocalRegistry()
    let digests = try registry.push([TestImage()])
    let proxy = try FaultyProxy(to: registry, #"[{"kind": "headers"}]"#)
    let image = try image(at: proxy)
    let failure = try #require(Result { () throws(PinFailure) in try client().digest(of: image) }.failure)
    #expect(failure.kind == .refused && failure.message.contains("more than 65536 bytes"), "\(failure)")
    #expect(try client().digest(of: image) == digests["library/golang:1.26.9-alpine"])
  }

  /// Blobs are often elsewhere; who is asked there need not know who asks.
  @Test func keepsCredentialsFromOtherHosts() throws {
    let registry = try LocalRegistry()
    let digests = try registry.push([TestImage(platforms: ["linux/amd64"])])
    let storage = try FaultyProxy(to: registry)
    let scratch = try Scratch()
    try scratch.write(try run("/usr/bin/env", ["htpasswd", "-Bbn", "ada", "secret"]).output, to: "htpasswd")
    let closed = try LocalRegistry(
      authentication: "auth: { htpasswd: { realm: test, path: \(scratch.url.path)/htpasswd } }", sharing: registry)
    let manifest = try #require(digests.values.first)
    #expect(!manifest.isEmpty)
    let location = "http://\(storage.host)/v2/library/golang/manifests/1.26.9-alpine"
    let front = try FaultyProxy(
      to: closed,
      #"""
      [{"kind": "status", "status": 307, "path": "1.26.9", "headers": {"Location": "\#(location)"}, "times": 0},
       {"kind": "status", "status": 401, "path": "1.26.9", "headers": {"WWW-Authenticate": "Basic realm=x"}},
       {"kind": "status", "status": 307, "path": "1.26.9", "headers": {"Location": "\#(location)"}}]
      """#)
    let image = try resolve(front, try configuration(front.host, #""auth":"\#(encoded("ada:secret"))""#)).get()
    #expect(image.digest == manifest)
    #expect(try front.requests().contains("GET /v2/library/golang/manifests/1.26.9-alpine Basic"))
    #expect(try storage.requests() == ["GET /v2/library/golang/manifests/1.26.9-alpine -"])
  }
}
