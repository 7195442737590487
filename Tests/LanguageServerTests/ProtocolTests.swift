import Foundation
import LanguageServer
import Support
import Testing

/// The base protocol: its life cycle, its errors, and input that means harm.
@Suite struct ProtocolTests {
  private func client() throws -> Client { try Client(Scratch(specsOf: repository)) }

  private func code(_ message: Value) -> Int? { message["error"]["code"].number }

  @Test func livesAsTheProtocolSays() throws {
    let client = try Client(Scratch(specsOf: repository), greets: false)
    #expect(code(try client.request("textDocument/hover", [:])) == -32002)
    let greeting: [String: Any] = ["capabilities": [String: Any]()]
    let answer = try client.request("initialize", greeting)["result"]
    #expect(answer["serverInfo"]["name"].text == "scantling")
    let capabilities = answer["capabilities"]
    for feature in ["hoverProvider", "definitionProvider"] { #expect(capabilities[feature].any as? Bool == true) }
    #expect(capabilities["textDocumentSync"]["change"].number == 1)
    #expect(code(try client.request("initialize", greeting)) == -32600)
    let goodbye = try client.request("shutdown", [:])
    #expect(goodbye["error"].isNull && goodbye["result"].any is NSNull)
    #expect(code(try client.request("textDocument/hover", [:])) == -32600)
    try client.notify("exit", [:])
    #expect(client.exitCode() == 0)
  }

  @Test func exitsWith1WithoutAGoodbye() throws {
    let client = try client()
    try client.notify("exit", [:])
    #expect(client.exitCode() == 1)
  }

  @Test func endsQuietlyWithItsInput() throws {
    let client = try client()
    try client.closeInput()
    #expect(client.exitCode() == 0)
  }

  @Test func endsQuietlyWithoutAReader() throws {
    let client = try client()
    _ = try client.request("textDocument/hover", [:])
    try client.closeOutput()
    try client.send(["jsonrpc": "2.0", "id": "last", "method": "shutdown"])
    #expect(client.exitCode() == 0)
  }

  @Test func answersWhatItDoesNotUnderstandAndGoesOn() throws {
    let client = try client()
    #expect(code(try client.request("textDocument/rename", [:])) == -32601)
    #expect(code(try client.request("textDocument/hover", ["position": 1])) == -32602)
    try client.notify("$/cancelRequest", ["id": 1])
    try client.notify("workspace/didChangeConfiguration", ["settings": [:] as [String: Any]])
    try client.notify("textDocument/didOpen", [:])
    let bad: [(body: String, code: Int)] = [
      ("{", -32700), ("", -32700), ("\u{0}", -32700), (String(repeating: "[", count: 100_000), -32700),
      ("[]", -32600), ("{}", -32600), (#"{"id": {}, "method": "x"}"#, -32600), ("\"x\"", -32600),
    ]
    for (body, expected) in bad {
      try client.send(body: Data(body.utf8))
      var answer = try client.read()
      while !answer["method"].isNull { answer = try client.read() }
      #expect(code(answer) == expected, "\(body.prefix(30))")
      #expect(answer["id"].any is NSNull)
    }
    #expect(try !client.ask("hover", "specs/planted.yaml", "r|un: {}\n").isNull)
  }

  /// A string id comes back as it was; escapes of JSON mean what they say.
  @Test func readsEveryEscape() throws {
    let client = try client()
    let uri = client.uri("specs/planted.yaml").replacing("/", with: "\\/")
    let text = #"description: \"\ud83d\udea2\"\nservice\u003a planted\nbuild: undecided\nprot: 1\n"#
    try client.send(
      body: Data(
        #"""
        {"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":
         {"uri":"\#(uri)","languageId":"yaml","version":7,"text":"\#(text)"}}}
        """#.utf8))
    #expect(try client.findings("specs/planted.yaml", version: 7).map(\.["range"].span) == ["3:0-3:4"])
  }

  @Test func readsMessagesInPiecesAndInHeaps() throws {
    let client = try client()
    let body = #"{"jsonrpc":"2.0","id":"é","method":"no/such"}"#
    let message = Data("Content-Type: x\r\ncontent-length:\(body.utf8.count)\r\n\r\n\(body)".utf8)
    for byte in message { try client.send(raw: Data([byte])) }
    try client.send(raw: message + message)
    for _ in 0..<3 {
      var answer = try client.read()
      while !answer["method"].isNull { answer = try client.read() }
      #expect(answer["id"].text == "é" && code(answer) == -32601)
    }
  }

  @Test func boundsWhatItTakesIn() throws {
    var server = Server(version: "0")
    let length = (64 << 20) + 1
    let refusal = server.receive(Array("Content-Length: \(length)\r\n\r\n".utf8))
    #expect(String(decoding: refusal, as: UTF8.self).contains("-32600"))
    for _ in 0..<64 { #expect(server.receive([UInt8](repeating: 0x20, count: 1 << 20)).isEmpty) }
    let next = server.receive(Array(" Content-Length: 2\r\n\r\n{}".utf8))
    #expect(String(decoding: next, as: UTF8.self).contains("neither a request nor a notification"))
    #expect(server.exitCode == nil)
  }

  @Test(arguments: [
    "Content-Length: -1\r\n\r\n", "Content-Length: 99999999999999999999\r\n\r\n", "Content-Length: x\r\n\r\n",
    "\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n", String(repeating: "x", count: 9000),
  ])
  func givesUpWhereNothingTellsTheLength(_ header: String) throws {
    let client = try client()
    try client.send(raw: Data(header.utf8))
    #expect(client.exitCode() == 1)
  }
}

/// Whatever a document holds, asking about it is answered.
@Suite struct HostileTextTests {
  private func message(_ method: String, _ params: [String: Any], id: Int? = nil) throws -> [UInt8] {
    var message: [String: Any] = ["jsonrpc": "2.0", "method": method, "params": params]
    if let id { message["id"] = id }
    let body = try JSONSerialization.data(withJSONObject: message)
    return Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
  }

  @Test(arguments: 0..<40)
  func neverTraps(_ seed: Int) throws {
    var random = SplitMix64(seed: seed)
    let scratch = try Scratch(specsOf: repository)
    var server = Server(version: "0")
    _ = server.receive(try message("initialize", ["capabilities": [String: Any]()], id: 0))
    let path = ["specs/acci.yaml", "specs/workspace.yaml"].randomElement(using: &random) ?? ""
    let uri = scratch.url.appending(path: path).absoluteString
    var scalars = Array(try scratch.read(path).unicodeScalars)
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let lower = Int.random(in: 0...scalars.count, using: &random)
      let upper = min(scalars.count, lower + Int.random(in: 0...9, using: &random))
      let pieces = [
        "{", "}", "[", "]", "\"", "'", ": ", "- ", "\n", "\r", "\t", "🚢", "${", "#", ",", "&a", "*a", "|", "\u{FEFF}",
      ]
      scalars.replaceSubrange(lower..<upper, with: Array((pieces.randomElement(using: &random) ?? "").unicodeScalars))
    }
    let text = String(String.UnicodeScalarView(scalars))
    let document: [String: Any] = ["uri": uri, "version": 1, "text": text]
    #expect(!server.receive(try message("textDocument/didOpen", ["textDocument": document])).isEmpty)
    for (line, length) in text.split(separator: "\n", omittingEmptySubsequences: false).map({ $0.utf16.count })
      .enumerated()
    {
      for method in ["completion", "hover", "definition"] {
        let position = ["line": line, "character": Int.random(in: 0...(length + 2), using: &random)]
        let params: [String: Any] = ["textDocument": ["uri": uri], "position": position]
        let answer = server.receive(try message("textDocument/\(method)", params, id: 1))
        #expect(String(decoding: answer, as: UTF8.self).contains(#""result":"#))
      }
    }
  }

  @Test func answersForPlacesThatAreNowhere() throws {
    let client = try Client(Scratch(specsOf: repository))
    try client.open("specs/planted.yaml", "run: {}\n")
    for (line, character) in [
      (-1, -1), (Int(Int32.max), Int(Int32.max)), (0, Int.max), (Int.max, 0), (Int.min, Int.min),
    ] {
      let position = ["line": line, "character": character]
      let params: [String: Any] = ["textDocument": ["uri": client.uri("specs/planted.yaml")], "position": position]
      for method in ["completion", "hover", "definition"] {
        #expect(try client.request("textDocument/\(method)", params)["error"].isNull)
      }
    }
    for uri in [
      "untitled:1", "file://elsewhere/x", "file:///%00", "file:///%zz", "file:///%ff/x", "file:///..", "", "file:///",
    ] {
      let params: [String: Any] = ["textDocument": ["uri": uri], "position": ["line": 0, "character": 0]]
      try client.notify(
        "textDocument/didOpen", ["textDocument": ["uri": uri, "version": 1, "text": "a: b"] as [String: Any]])
      #expect(try client.request("textDocument/hover", params)["result"].isNull)
    }
  }
}
