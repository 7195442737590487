import Foundation
import Support
import Testing

@Suite struct SchemaCommandTests {
  @Test(arguments: [([], "service"), (["workspace"], "workspace"), (["language"], "language")])
  func printsTheSchemaOfAKindOfFile(_ arguments: [String], _ name: String) throws {
    let outcome = try run(tool, ["schema"] + arguments)
    let file = repository.appending(path: "docs/schema/\(name).json")
    #expect(try outcome.status == 0 && outcome.output == String(contentsOf: file, encoding: .utf8))
  }

  @Test func suggestsTheKindThatWasMeant() throws {
    let outcome = try run(tool, ["schema", "servise"])
    #expect(outcome.status == 64 && outcome.errors.contains("did you mean 'service'?"))
  }

  /// The comment that tells editors of a schema is a comment.
  @Test func compilesSpecsWithAModeline() throws {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("generate").status == 0)
    try scratch.edit("specs/agent.yaml") { "# yaml-language-server: $schema=../docs/schema/service.json\n" + $0 }
    #expect(try scratch.scantling("check").status == 0)
  }
}
