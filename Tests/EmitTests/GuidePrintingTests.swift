import Diagnostics
import Testing

@testable import Emit

private let origin = SourceRange(startOf: FileID(0))

@Suite struct GuidePrintingTests {
  @Test(arguments: [
    ("a *b* _c_ `d` [e](f)", #"a \*b\* \_c\_ \`d\` \[e\](f)"#),
    ("<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;"),
    (#"\* $x$ ~~y~~"#, #"\\\* \$x\$ \~\~y\~\~"#),
    ("*\u{301}", "\\*\u{301}"),
  ])
  func escapesMarksInText(text: String, printed: String) {
    #expect(Guide.Text(text).printed == printed)
  }

  @Test(arguments: [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("*a*", "`*a*`")])
  func fencesCodeWithEnoughBackticks(code: String, printed: String) {
    #expect(Guide.Text.code(code).printed == printed)
  }

  @Test func keepsBarsInsideOfCells() {
    let table = Guide.Table(
      header: ["A", "B"], rows: [.init(cells: ["x | y", .code("a|b")], origin: origin)], origin: origin)
    #expect(table.print().map(\.text) == ["| A | B |", "| --- | --- |", #"| x \| y | `a\|b` |"#])
  }

  @Test func escapesThePathsOfLinks() {
    #expect(Guide.Text.link("a b", to: "../a (b)%.yaml").printed == "[a b](../a%20%28b%29%25.yaml)")
  }

  @Test func quotesLabelsAndNamesOfAGraph() {
    let graph = Guide.Graph(
      nodes: [
        .init(name: "end", shape: .service, label: #"a "b" #<c>"#, origin: origin),
        .init(name: "my-db", shape: .resource, label: "db", origin: origin),
      ],
      edges: [.init(from: "end", to: "my-db", waitsForHealth: true, origin: origin)], origin: origin)
    #expect(
      graph.print().map(\.text) == [
        "```mermaid", "flowchart LR", ##"  node_end["a #quot;b#quot; #35;#lt;c#gt;"]"##, #"  node_my_db[("db")]"#,
        "  node_end --> node_my_db", "```",
      ])
  }
}
