import Foundation
import Support
import Testing

/// What is wrong, while it is typed.
@Suite struct FindingTests {
  private let good = """
    service: planted
    build:
      go: { version: "1.27.0" }

    """

  @Test func publishesAndClearsAsTheTextChanges() throws {
    let client = try Client(Scratch(specsOf: repository))
    try client.open("specs/planted.yaml", good + "run:\n  prot: 8090\n")
    let findings = try client.findings("specs/planted.yaml", version: 1)
    try #require(findings.count == 1)
    #expect(findings[0]["range"].span == "4:2-4:6")
    #expect(findings[0]["code"].text == "unknown-key" && findings[0]["severity"].number == 1)
    #expect(findings[0]["source"].text == "scantling")
    #expect(findings[0]["message"].text == "unknown key 'prot' in run\ndid you mean 'port'?")
    try client.change("specs/planted.yaml", good + "run:\n  port: 8090\n", version: 2)
    #expect(try client.findings("specs/planted.yaml", version: 2).isEmpty)
    #expect(!client.scratch.exists("specs/planted.yaml"))
  }

  /// An emoji is one scalar, four bytes of UTF-8 and two units of UTF-16; 'é' is one unit and two bytes.
  @Test(arguments: [
    ([String](), "utf-16", "3:24-3:28"), (["utf-16"], "utf-16", "3:24-3:28"),
    (["utf-16", "utf-8"], "utf-8", "3:27-3:31"),
  ])
  func countsColumnsInTheNegotiatedEncoding(_ offered: [String], _ chosen: String, _ span: String) throws {
    let capabilities: [String: Any] = offered.isEmpty ? [:] : ["general": ["positionEncodings": offered]]
    let client = try Client(Scratch(specsOf: repository), capabilities: capabilities)
    #expect(client.capabilities["positionEncoding"].text == chosen)
    try client.open("specs/planted.yaml", good + "run: { env: {A: 'é🚢'}, prot: 8090 }\n")
    #expect(try client.findings("specs/planted.yaml").map(\.["range"].span) == [span])
  }

  @Test func knowsLinesWithCarriageReturns() throws {
    let client = try Client(Scratch(specsOf: repository))
    let text = (good + "run:\n  description: '🚢'\n  prot: 8090\n").replacing("\n", with: "\r\n")
    try client.open("specs/planted.yaml", text)
    #expect(try client.findings("specs/planted.yaml").map(\.["range"].span) == ["4:2-4:13", "5:2-5:6"])
  }

  @Test func tellsOfOtherFilesAndRelatedPlaces() throws {
    let capabilities: [String: Any] = ["textDocument": ["publishDiagnostics": ["relatedInformation": true]]]
    let client = try Client(Scratch(specsOf: repository), capabilities: capabilities)
    // The port of acci is published twice; the finding is in the file that comes later.
    try client.open("specs/aaa.yaml", good.replacing("planted", with: "aaa") + "run: { port: 8080, publish: 8080 }\n")
    let findings = try client.findings("specs/acci.yaml")
    #expect(findings.map(\.["code"].text) == ["port-conflict"] && findings[0]["range"].span == "8:11-8:15")
    let related = findings[0]["relatedInformation"]
    #expect(related.array.count == 1 && related[0]["message"].text == "published here too")
    #expect(related[0]["location"]["uri"].text == client.uri("specs/aaa.yaml"))
    #expect(related[0]["location"]["range"].span == "3:28-3:32")
    #expect(findings[0]["message"].text?.hasSuffix("\ngive one of them another port") == true)
    try client.notify("textDocument/didClose", ["textDocument": ["uri": client.uri("specs/aaa.yaml")]])
    #expect(try client.findings("specs/acci.yaml").isEmpty)
  }

  @Test func seesWhatChangesOnTheDisk() throws {
    let capabilities: [String: Any] = ["workspace": ["didChangeWatchedFiles": ["dynamicRegistration": true]]]
    let client = try Client(Scratch(specsOf: repository), capabilities: capabilities)
    let registration = try client.read()
    #expect(registration["method"].text == "client/registerCapability")
    try client.send(["jsonrpc": "2.0", "id": registration["id"].text ?? "", "result": NSNull()])
    try client.scratch.edit("specs/agent.yaml") { $0.replacing("port:", with: "prot:") }
    try client.notify("workspace/didChangeWatchedFiles", ["changes": [Any]()])
    #expect(try client.findings("specs/agent.yaml").map(\.["code"].text) == ["unknown-key"])
  }

  /// The editor has opened a file, but no folder.
  @Test func findsTheWorkspaceFromAFileBelowIt() throws {
    let scratch = try Scratch(specsOf: repository)
    let client = try Client(scratch, greets: false)
    _ = try client.request("initialize", ["processId": NSNull(), "rootUri": NSNull(), "capabilities": [String: Any]()])
    try client.open("specs/planted.yaml", good + "run: { needs: [bd] }\n")
    #expect(try client.findings("specs/planted.yaml").map(\.["code"].text) == ["unknown-dependency"])
  }

  @Test func saysNothingOfFilesOutsideAWorkspace() throws {
    let client = try Client(Scratch())
    try client.open("specs/planted.yaml", "nonsense: [")
    #expect(try client.findings("specs/planted.yaml").isEmpty)
    #expect(try client.ask("hover", "specs/planted.yaml", "non|sense: 1").isNull)
  }

  @Test(arguments: [
    ("run: { prot: 8090 }\n", "🚢"), ("run:\n  needs: [bd]\n", "x"),
    ("run: { env: { H: '${db.hots}' }, needs: [db] }\n", "x"),
    ("deploy: { restart: 'on-failur' }\n", "é"),
  ])
  func mendsWithAQuickFix(_ wrong: String, _ description: String) throws {
    let client = try Client(Scratch(specsOf: repository))
    let text = "description: \(description)\n" + good + wrong
    try client.open("specs/planted.yaml", text)
    let finding = try #require(try client.findings("specs/planted.yaml").first)
    let params: [String: Any] = [
      "textDocument": ["uri": client.uri("specs/planted.yaml")], "range": finding["range"].any ?? [:],
      "context": ["diagnostics": [finding.any ?? [:]], "only": ["quickfix"]],
    ]
    let actions = try client.request("textDocument/codeAction", params)["result"].array
    try #require(actions.count == 1)
    #expect(actions[0]["kind"].text == "quickfix" && actions[0]["isPreferred"].any as? Bool == true)
    #expect(actions[0]["diagnostics"][0]["code"].text == finding["code"].text)
    let edits = actions[0]["edit"]["changes"][client.uri("specs/planted.yaml")].array
    try client.change("specs/planted.yaml", text.applying(edits), version: 2)
    #expect(try client.findings("specs/planted.yaml", version: 2).isEmpty)
  }

  @Test func hasNoQuickFixElsewhere() throws {
    let client = try Client(Scratch(specsOf: repository))
    try client.open("specs/planted.yaml", good + "run: { prot: 8090 }\n")
    let range = ["start": ["line": 0, "character": 0], "end": ["line": 0, "character": 3]]
    let params: [String: Any] = ["textDocument": ["uri": client.uri("specs/planted.yaml")], "range": range]
    #expect(try client.request("textDocument/codeAction", params)["result"].array.isEmpty)
  }
}
