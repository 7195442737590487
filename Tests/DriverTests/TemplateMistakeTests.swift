import Diagnostics
import Driver
import Testing

/// Mistakes in the templates themselves, made by changing one text of those that are compiled in.
@Suite struct TemplateMistakeTests {
  private func diagnostics(replacing old: String, with new: String, in path: String) -> [Expectation] {
    let templates = embeddedTemplates().map { file -> SourceFile in
      guard file.path == path else { return file }
      let text = String(decoding: file.bytes, as: UTF8.self)
      #expect(text.contains(old))
      return SourceFile(path: path, bytes: Array(text.replacing(old, with: new, maxReplacements: 1).utf8))
    }
    let service = Fixture.service("api", "service: api\nbuild: { go: { version: \"1.27.0\" } }\n")
    let result = compile(
      Input(workspace: Fixture.workspace, services: [service], lock: Fixture.lock, templates: templates))
    return result.diagnostics.sorted(in: result.sources).map { Expectation($0, in: result.sources) }
  }

  @Test func refusesKnownBadActions() {
    let found = diagnostics(
      replacing: "aquasecurity/trivy-action, version: v0.36.0", with: "aquasecurity/trivy-action, version: v0.34.0",
      in: "templates/actions.yaml")
    #expect(found.map(\.rule) == ["known-bad-pin"])
    #expect(found[0].path == "templates/actions.yaml")
    #expect(found[0].message.contains("GHSA-69fq-xp46-6x23"))
  }

  @Test func refusesKnownBadTools() {
    let found = diagnostics(
      replacing: "trivy: { version: v0.75.0", with: "trivy: { version: v0.69.5", in: "templates/actions.yaml")
    #expect(found.map(\.rule) == ["known-bad-pin"])
  }

  @Test func refusesKnownBadDigests() {
    let digest = "sha256:4c9fe60190a2a3350ddc51de80d0224b8a6698d12bdfc999fee45ea9d6c46dbc"
    let found = diagnostics(
      replacing: "known-bad:", with: "known-bad:\n  - { name: golang, pins: ['\(digest)'], reason: planted }",
      in: "templates/actions.yaml")
    #expect(found.map(\.rule) == ["known-bad-pin", "known-bad-pin"])
    #expect(found.map(\.path) == ["specs/scantling.lock", "templates/images.yaml"])
  }

  @Test func refusesImagesOfWhichNothingIsKnown() {
    let found = diagnostics(
      replacing: "docker.io/library/golang:${version}-${variant}", with: "docker.io/acme/golang:${version}",
      in: "templates/languages/go.yaml")
    #expect(found.map(\.rule) == ["unknown-image"])
    #expect(found[0].path == "specs/api.yaml")
  }

  @Test func placesMistakesInTheTemplate() {
    let found = diagnostics(replacing: "./${main}", with: "./${mian}", in: "templates/languages/go.yaml")
    #expect(
      found.map(\.description) == [
        "templates/languages/go.yaml:52:113: error: nothing named 'mian' can be referred to here [unknown-reference] {{did you mean 'main'?}}"
      ])
  }

  @Test func placesUnknownKeysInTheTemplate() {
    let found = diagnostics(
      replacing: "    runs-on: build-platform", with: "    run-on: build-platform", in: "templates/languages/go.yaml")
    #expect(found.map(\.rule) == ["unknown-key"])
    #expect(found[0].note == "did you mean 'runs-on'?")
  }

  @Test func placesWhatNoFileCanTell() {
    let path = "templates/languages/python.yaml"
    let option = diagnostics(replacing: "means: { installer: pip }", with: "means: { instaler: pip }", in: path)
    #expect(option.map(\.message) == ["no option 'instaler'"] && option[0].note == "did you mean 'installer'?")
    let value = diagnostics(replacing: "means: { installer: pip }", with: "means: { installer: pipp }", in: path)
    #expect(value.map(\.message) == ["'installer' is never 'pipp'"] && value[0].path == path)
  }

  @Test func placesStagesThatAreLeftOut() {
    let found = diagnostics(
      replacing: "  - stage: build\n", with: "  - stage: build\n    when: { variant: trixie }\n",
      in: "templates/languages/go.yaml")
    #expect(found.map(\.message) == ["'build' is left out by its 'when', and what needs it is not"])
    #expect(found[0].path == "templates/languages/go.yaml")
  }

  @Test(arguments: [
    ("{ runtime: [distroless, chainguard], not: { variant: [bookworm, trixie] } }", true),
    ("{ not: { not: tags } }", false), ("{ tags: false, version: \">=1.27\" }", true),
    ("{ tags: true, version: \">=1.27\" }", false), ("{ version: <1.9 }", false), ("main", true), ("false", false),
  ])
  func readsConditions(_ condition: String, _ holds: Bool) {
    let found = diagnostics(
      replacing: "  - stage: build\n", with: "  - stage: build\n    when: \(condition)\n",
      in: "templates/languages/go.yaml")
    #expect(found.isEmpty == holds)
  }

  @Test func refusesToNegateWhatOnlyTheBuilderKnows() {
    let found = diagnostics(
      replacing: "  - stage: build\n", with: "  - stage: build\n    when: { not: cross-compiling }\n",
      in: "templates/languages/go.yaml")
    #expect(found.first?.message == "'cross-compiling' is known only while an image is built, so it stands alone")
  }
}
