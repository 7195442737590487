import Diagnostics
import Driver
import Foundation
import Support
import Testing

/// What holds for every language template, and what single ones have to refuse.
@Suite struct LanguageTests {
  /// Compiles a service; `images` are pinned, besides what this repository's lock has.
  private func compiled(_ spec: String, images: [String] = []) -> Compilation {
    let lock = Fixture.lock(with: images.map { "docker.io/library/\($0)" })
    let service = Fixture.service("api", "service: api\n" + spec)
    return compile(Input(workspace: Fixture.workspace, services: [service], lock: lock))
  }

  /// The examples of the reference, by the template that they show.
  private static let examples: [String] = {
    let reference = languageReference()
    return reference.matches(of: /### `build\.([a-z]+)`\n\n[^\n]+\n\nFor example `([^`\n]+)`\./).map { String($0.2) }
  }()

  @Test func showsAnExampleOfEveryTemplate() {
    let names = Self.examples.map { String($0.prefix { $0 != ":" }) }
    #expect(names == languageNames())
  }

  /// What is missing is what no template can know: the digests.
  @Test(arguments: LanguageTests.examples) func compilesTheExample(_ example: String) {
    let result = compiled("build:\n  \(example)\nrun: { port: 8080 }\n")
    let others = result.diagnostics.filter { $0.rule.name != "unpinned-image" }
    #expect(others.map(\.message) == [])
    #expect(result.artifacts.isEmpty != result.diagnostics.isEmpty)
  }

  @Test(arguments: [
    ("python: { version: 3.14.7, module: api, installer: pip }", "s390x", "slim-bookworm", "slim-trixie"),
    ("node: { version: 26.4.0, variant: alpine }", "ppc64le", "alpine", "trixie-slim"),
    ("node: { version: 24.17.0 }", "s390x", "slim", "alpine"),
    ("ruby: { version: 4.0.5, variant: slim-bookworm }", "riscv64", "slim-bookworm", "alpine"),
  ])
  func namesTheVariantThatIsPublished(_ build: String, _ platform: String, _ variant: String, _ other: String) throws {
    let images = ["node:24.17.0-slim", "node:26.4.0-alpine", "ruby:4.0.5-slim-bookworm"]
    let result = compiled("platforms: [linux/\(platform)]\nbuild: { \(build) }\n", images: images)
    let found = try #require(result.diagnostics.first { $0.rule.name == "platform-unavailable" })
    #expect(found.message.hasSuffix("-\(variant)' is not published for linux/\(platform)"))
    #expect(Expectation(found, in: result.sources).line == 2)
    let notes = found.notes.map(\.message)
    #expect(notes.contains { $0.hasPrefix("'variant: \(other)' takes '") && $0.hasSuffix("which is published for it") })
    #expect(!notes.contains { $0.hasPrefix("'variant: \(variant)' ") })
  }

  @Test func knowsThatFastCGIIsNotHTTP() {
    let result = compiled(
      "build: { php: { version: 8.5.9 } }\nrun: { port: 9000, health: { http: / } }\n",
      images: ["php:8.5.9-fpm-alpine", "php:8.5.9-cli-alpine", "composer:2.10.2"])
    #expect(result.diagnostics.map(\.message) == ["the service does not answer HTTP at its port"])
  }

  /// BuildKit takes the target platform's files of an image that COPY names; what the build runs is the build's.
  @Test func takesProgramsThatTheBuildRunsForItsPlatform() throws {
    let service = Fixture.service(
      "api", "service: api\nbuild: { node: { version: 26.4.0, package-manager: bun, build: build } }\n")
    let images = ["library/node:26.4.0-slim", "oven/bun:1.2.4-slim"].map { "docker.io/\($0)" }
    let result = compile(Input(workspace: Fixture.workspace, services: [service], lock: Fixture.lock(with: images)))
    let file = try #require(result.artifacts.first { $0.path.hasSuffix("/Dockerfile") })
    let text = String(decoding: file.contents, as: UTF8.self)
    let stages = text.components(separatedBy: "\nFROM ").dropFirst()
    let programs = try #require(stages.first { $0.contains(" AS build.bun") })
    #expect(programs.hasPrefix("--platform=$BUILDPLATFORM oven/bun:1.2.4-slim@"))
    let build = try #require(stages.first { $0.contains(" AS build\n") })
    #expect(build.hasPrefix("--platform=$BUILDPLATFORM "))
    #expect(build.contains("COPY --from=build.bun /usr/local/bin/bun /usr/local/bin/\n"))
    let dependencies = try #require(stages.first { $0.contains(" AS dependencies\n") })
    #expect(dependencies.contains("COPY --from=oven/bun:1.2.4-slim@"))
  }

  @Test func refusesVariantsThatThereAreNot() {
    let result = compiled("build: { node: { version: 26.4.0, variant: alpne } }\n")
    let found = result.diagnostics.filter { $0.rule.name == "invalid-value" }
    #expect(found.flatMap(\.notes).map(\.message) == ["did you mean 'alpine'?"])
  }
}
