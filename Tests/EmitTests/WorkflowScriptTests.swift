import Diagnostics
import Testing

@testable import Emit

@Suite struct WorkflowScriptTests {
  private let origin = SourceRange(startOf: FileID(0))

  @Test func hostileTextInATableIsJSONWithoutExpressions() {
    let place = SourceRange(file: FileID(1), lower: 3, upper: 9)
    let lines = script(inputs: [Located("\"$(id)\" ${{ x }} \\ é 🐢", place)]).lines(origin: origin)
    let input = #"      "\"\u0024(id)\" \u0024{{ x }} \\ \u00e9 \ud83d\udc22""#
    #expect(lines.contains(Located(input, place)))
    #expect(lines.allSatisfy { !$0.value.contains("${{") })
  }

  @Test func listsAreSeparatedByCommas() {
    let lines = script(inputs: [Located("a", origin), Located("b", origin)]).lines(origin: origin).map(\.value)
    let inputs = lines.drop { !$0.contains("inputs") }
    #expect(
      inputs == [
        "    \"inputs\": [", "      \"a\",", "      \"b\"", "    ],", "    \"ignored\": [", "    ]", "  }", "]", "JSON",
        "", "cat services.json",
      ])
  }

  private func script(inputs: [Located<String>]) -> Workflow.Script {
    let row = Workflow.ServiceTable.Row(
      service: Located("api", origin), image: Located("ghcr.io/acme/api", origin), dockerfile: "Dockerfile",
      file: nil, budget: Located(0, origin), builds: [], inputs: inputs, ignored: [])
    return .init([.table(.init(rows: [row], origin: origin)), .text("cat services.json")])
  }
}

@Suite struct WorkflowShardsTests {
  @Test func staysUnderTheLimitOfAMatrix() {
    #expect(Workflow.Shards("build", rows: 256).outputs == ["build"])
    #expect(Workflow.Shards("build", rows: 257).jobs("scan") == ["scan-1", "scan-2"])
    #expect(Workflow.Shards("all", rows: 600).outputs == ["all-1", "all-2", "all-3"])
    #expect(Workflow.Shards("all", rows: 0).outputs == ["all"])
  }
}
