import Diagnostics
import Driver
import Foundation
import Testing

/// Templates that a workspace brings: one file, and nothing else.
@Suite struct OwnTemplateTests {
  private static let zig = """
    template: zig
    description: Zig service
    options:
      - option: version
        type: version
        required: true
        description: Zig release
    images:
      - { name: zig, image: "docker.io/acme/zig:${version}" }
      - { name: runtime, image: gcr.io/distroless/static-debian13 }
    image-facts:
      - { image: docker.io/acme/zig, platforms: [linux/amd64, linux/arm64], shell: true, packages: apk }
    program: ["/usr/local/bin/${service}"]
    production:
      - stage: build
        from: zig
        runs-on: build-platform
        steps:
          - workdir: /src
          - copy: [.]
          - run: [zig, build, "-Dcpu=${target.architecture}", --prefix, /out]
      - stage: runtime
        from: runtime
        steps:
          - { copy: ["/out/bin/${service}"], from: build, to: /usr/local/bin/ }
    development:
      from: zig
      workdir: /src
      command: [zig, build, run]

    """

  private func compiled(_ templates: [(name: String, text: String)], _ build: String, tag: String = "0.15")
    -> Compilation
  {
    let workspace = String(decoding: Fixture.workspace.bytes, as: UTF8.self) + "\ntemplates: platform\n"
    return compile(
      Input(
        workspace: SourceFile(path: "specs/workspace.yaml", bytes: Array(workspace.utf8)),
        services: [Fixture.service("api", "service: api\nbuild: { \(build) }\n")],
        lock: Fixture.lock(with: ["docker.io/acme/zig:\(tag)"]),
        ownTemplates: templates.map { SourceFile(path: "platform/\($0.name).yaml", bytes: Array($0.text.utf8)) }))
  }

  private func diagnostics(_ result: Compilation) -> [String] {
    result.diagnostics.sorted(in: result.sources).map { Expectation($0, in: result.sources).description }
  }

  @Test func addsALanguageByOneFile() throws {
    let result = compiled([("languages/zig", Self.zig)], "zig: { version: \"0.15\" }")
    #expect(diagnostics(result) == [])
    let dockerfile = try #require(result.artifacts.first { $0.path.hasSuffix("/api/Dockerfile") })
    let lines = String(decoding: dockerfile.contents, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.contains { $0.hasPrefix("FROM --platform=$BUILDPLATFORM acme/zig:0.15@sha256:1111") })
    #expect(lines.contains { $0.hasPrefix("RUN zig build -Dcpu=\"$TARGETARCH\"") })
    // A line comes from the template, and `explain` can say where.
    let index = try #require(lines.firstIndex { $0 == "WORKDIR /src" })
    #expect(result.sources[dockerfile.origins[index].file].path == "platform/languages/zig.yaml")
  }

  @Test func checksTheFactsThatTheFileTells() {
    let facts = Self.zig.replacing("platforms: [linux/amd64, linux/arm64]", with: "platforms: [linux/amd64]")
      .replacing("    runs-on: build-platform\n", with: "")
    let result = compiled([("languages/zig", facts)], "zig: { version: \"0.15\" }")
    #expect(result.diagnostics.map(\.message) == ["the image 'acme/zig:0.15' is not published for linux/arm64"])
  }

  /// Facts may be of some tags alone: those of a distribution, with or without its release, and of early versions.
  @Test(
    arguments: [
      ("-alpine", "linux/arm64"), ("-alpine3.24", "linux/arm64"), ("-alpine-slim", nil), ("", nil),
    ] as [(String, String?)])
  func tellsTagsApart(_ suffix: String, _ missing: String?) {
    let own = Self.zig.replacing("    runs-on: build-platform\n", with: "").replacing(
      "image-facts:\n",
      with: """
        image-facts:
          - { image: docker.io/acme/zig, tag-suffix: -alpine, below: "0.16", platforms: [linux/amd64], shell: true }

        """
    ).replacing("zig:${version}", with: "zig:${version}\(suffix)")
    let result = compiled([("languages/zig", own)], "zig: { version: \"0.15\" }", tag: "0.15\(suffix)")
    #expect(
      result.diagnostics.map(\.message)
        == (missing.map { ["the image 'acme/zig:0.15\(suffix)' is not published for \($0)"] } ?? []))
  }

  @Test func takesItsOwnInPlaceOfABuiltInOne() {
    let own = Self.zig.replacing("template: zig", with: "template: go")
    let result = compiled([("languages/go", own)], "go: { version: \"0.15\", main: ./cmd }")
    #expect(
      diagnostics(result).map { $0.prefix(72) } == [
        "specs/api.yaml:2:33: error: unknown key 'main' in language template 'go'"
      ])
  }

  @Test func reportsMistakesAtTheirLine() {
    let wrong = Self.zig.replacing("run: [zig", with: "runn: [zig")
    let result = compiled([("languages/zig", wrong)], "go: { version: 1.27.0 }")
    #expect(diagnostics(result).first?.hasPrefix("platform/languages/zig.yaml:21:") == true)
  }

  @Test func reportsTwoOfOneName() {
    let result = compiled(
      [("languages/zig", Self.zig), ("languages/zag", Self.zig)], "zig: { version: \"0.15\" }")
    #expect(
      diagnostics(result) == [
        "platform/languages/zag.yaml:1:11: error: two templates are named 'zig' [duplicate-name] {{first named here}}"
      ])
  }

  @Test func reportsAFolderWithoutTemplates() {
    let result = compiled([], "go: { version: 1.27.0 }")
    #expect(
      result.diagnostics.map(\.message) == ["there is no template in 'platform/languages' nor in 'platform/resources'"])
  }
}
