import Glibc
import Pins
import Spec
import Support
import Synchronization
import Testing

/// A sum that threads add to.
private final class Counter: Sendable {
  private let value = Mutex(0)

  var sum: Int { value.withLock { $0 } }

  func add(_ number: Int) { value.withLock { $0 += number } }
}

/// What registries and git say, without a network.
@Suite struct ProtocolTests {
  @Test(arguments: [
    ("golang:1.27", "https://registry-1.docker.io", "library/golang", "https://index.docker.io/v1/"),
    ("tonistiigi/binfmt:1", "https://registry-1.docker.io", "tonistiigi/binfmt", "https://index.docker.io/v1/"),
    ("ghcr.io/astral-sh/uv:0.10.3", "https://ghcr.io", "astral-sh/uv", "ghcr.io"),
    ("localhost:5000/a:1", "http://localhost:5000", "a", "localhost:5000"),
    ("127.0.0.1:5000/a/b:1", "http://127.0.0.1:5000", "a/b", "127.0.0.1:5000"),
    ("127.evil.example/a:1", "https://127.evil.example", "a", "127.evil.example"),
    ("localhost.example.com/a:1", "https://localhost.example.com", "a", "localhost.example.com"),
  ])
  func knowsWhereAnImageIs(_ name: String, _ origin: String, _ repository: String, _ key: String) throws {
    let endpoint = Endpoint(try ImageReference(parsing: name))
    #expect(endpoint.origin == origin && endpoint.repository == repository && endpoint.credentialsKey == key)
  }

  @Test func asksAMirrorInThePlaceOfItsRegistry() throws {
    let mirrors = ["docker.io=harbor.example.com/hub", "gcr.io=mirror.gcr.io"].compactMap { Mirror($0) }
    let hub = Endpoint(try ImageReference(parsing: "golang:1.27"), mirrors: mirrors)
    #expect(hub.origin == "https://harbor.example.com" && hub.repository == "hub/library/golang")
    #expect(hub.credentialsKey == "harbor.example.com")
    #expect(Endpoint(try ImageReference(parsing: "ghcr.io/a/b:1"), mirrors: mirrors).origin == "https://ghcr.io")
  }

  @Test(arguments: ["", "docker.io", "docker.io=", "=a", "a=b=c", "docker.io=https://a", "docker.io=u@a", "a/b=c"])
  func refusesWhatIsNoMirror(_ text: String) { #expect(Mirror(text) == nil) }

  @Test func readsChallenges() {
    let header =
      #"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push""#
    let bearer = Challenge.parse([header])
    #expect(bearer.map(\.scheme) == ["bearer"])
    #expect(
      bearer.first?.parameters == [
        "realm": "https://auth.docker.io/token", "service": "registry.docker.io", "scope": "repository:a/b:pull,push",
      ])
    let several = Challenge.parse(["BASIC Realm = \"a \\\"b\\\"\", Bearer realm=x", "Negotiate"])
    #expect(several.map(\.scheme) == ["basic", "bearer", "negotiate"])
    #expect(several[0].parameters["realm"] == "a \"b\"" && several[1].parameters["realm"] == "x")
  }

  @Test(arguments: ["", "=", ",,,", "\"", "Bearer realm=\"", "Bearer =", "a=b", "Bearer realm", "\u{0}", "Bearer \\"])
  func readsWhatIsNoChallengeWithoutHarm(_ header: String) {
    #expect(Challenge.parse([header]).allSatisfy { $0.parameters["realm"] == nil })
  }

  @Test func waitsLongerEachTimeAndAsLongAsItIsAskedTo() {
    let policy = RetryPolicy(attempts: 4, firstDelay: .milliseconds(500), longestDelay: .seconds(60))
    #expect((1...4).map { policy.delay(afterAttempt: $0) } == [.milliseconds(500), .seconds(1), .seconds(2), nil])
    #expect(policy.delay(afterAttempt: 1, retryAfterSeconds: 7) == .seconds(7))
    #expect(policy.delay(afterAttempt: 1, retryAfterSeconds: 3600) == nil)
    #expect(policy.delay(afterAttempt: 1, retryAfterSeconds: .max) == nil)
  }

  @Test func worksOnEightItemsAtOnceAndKeepsTheirOrder() {
    let (started, progress) = (Counter(), Counter())
    let outcomes = concurrently(Array(0..<80)) {
      progress.add($0)
    } _: { item in
      started.add(1)
      // Each of the first eight waits until all of them have started, but not for ever.
      for _ in 0..<10_000 where started.sum < 8 { usleep(1000) }
      return started.sum < 8 ? nil : item
    }
    #expect(outcomes == Array(0..<80) && progress.sum == (0...80).reduce(0, +))
    #expect(
      concurrently([Int]()) { _ in
      } _: {
        $0
      }.isEmpty)
  }

  @Test func takesTheCommitBehindAnAnnotatedTag() {
    let (object, commit, other) = (
      String(repeating: "a", count: 40), String(repeating: "b", count: 40), String(repeating: "c", count: 40)
    )
    let tags = GitTags.parse(
      "warning: something\n\(object)\trefs/tags/v1.0.0\n\(commit)\trefs/tags/v1.0.0^{}\n\(other)\trefs/tags/v1\nabc\trefs/tags/x\n"
    )
    #expect(tags == ["v1.0.0": commit, "v1": other])
  }

  @Test(
    arguments: [
      ("1970-01-01", nil), ("2000-03-01T00:00:00Z", 11_017), ("2024-02-29", 19_782), ("2026-11-21T15:00:00.5Z", 20_778),
      ("0001-01-01T00:00:00Z", nil), ("", nil), ("2026-13-01", nil), ("yesterday", nil),
    ] as [(String, Int?)])
  func readsTheDayOfATime(_ text: String, _ number: Int?) { #expect(Day(text)?.number == number) }

  @Test func findsNewerVersionsOfTheSameKind() throws {
    let tags = [
      "1.27.0-alpine", "1.27.2-alpine", "1.27.10-alpine", "1.28.0-alpine", "1.27.11", "1.27-alpine", "2.0.0-alpine",
      "1.29.0rc1-alpine", "latest", "1.27.11-alpine3.24", "v1.27.12-alpine",
    ]
    let current = try #require(ReleaseVersion("1.27.0-alpine"))
    #expect(
      current.newer(among: tags, sameMajor: true).map(\.text) == ["1.28.0-alpine", "1.27.10-alpine", "1.27.2-alpine"])
    #expect(current.newer(among: tags, sameMajor: false).first?.text == "2.0.0-alpine")
    #expect(
      try #require(ReleaseVersion("v7.0.1")).newer(among: ["v7.1.0-rc.1", "v7.1", "v8.0.0"], sameMajor: true) == [])
  }
}
