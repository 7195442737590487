import Foundation
import Support
import Testing

/// A workspace with templates of its own, as the tool reads it from the disk.
@Suite struct OwnTemplatesTests {
  private func workspace() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    try scratch.edit("specs/workspace.yaml") { $0 + "templates: platform/templates\n" }
    let folder = repository.appending(path: "templates/languages")
    let go = try String(contentsOf: folder.appending(path: "go.yaml"), encoding: .utf8)
    try scratch.write(
      go.replacing("template: go", with: "template: gopher"), to: "platform/templates/languages/gopher.yaml")
    try scratch.write("service: digger\nbuild: { gopher: { version: 1.27.0 } }\n", to: "specs/digger.yaml")
    return scratch
  }

  @Test func generatesAndExplains() throws {
    let scratch = try workspace()
    let generate = try scratch.scantling("generate")
    #expect(generate.status == 0, "\(generate.errors)")
    let lines = try scratch.read("generated/services/digger/Dockerfile").split(
      separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.hasPrefix("RUN go mod download") })
    let explained = try scratch.scantling("explain", "generated/services/digger/Dockerfile:\(line + 1)")
    #expect(explained.output.contains("platform/templates/languages/gopher.yaml:"))
    // The template is an input like a spec: a change of it is drift.
    try scratch.edit("platform/templates/languages/gopher.yaml") { $0.replacing("-trimpath, ", with: "") }
    #expect(try scratch.scantling("check").status == 1)
  }

  @Test func showsMistakesInTheirFile() throws {
    let scratch = try workspace()
    try scratch.edit("platform/templates/languages/gopher.yaml") { $0.replacing("program: [", with: "programm: [") }
    let outcome = try scratch.scantling("validate")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("platform/templates/languages/gopher.yaml:"))
    #expect(outcome.errors.contains("unknown key 'programm' in language template [unknown-key]"))
  }
}
