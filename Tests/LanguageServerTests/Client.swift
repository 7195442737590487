import Foundation
import Glibc
import Support

/// A JSON value that is asked for what a test expects in it.
struct Value: CustomStringConvertible {
  let any: Any?

  subscript(key: String) -> Value { Value(any: (any as? [String: Any])?[key]) }
  subscript(index: Int) -> Value { array.indices.contains(index) ? array[index] : Value(any: nil) }

  var array: [Value] { (any as? [Any] ?? []).map { Value(any: $0) } }
  var text: String? { any as? String }
  var number: Int? { any as? Int }
  var isNull: Bool { any == nil || any is NSNull }
  var description: String { String(describing: any) }

  /// A range as `line:character-line:character`.
  var span: String {
    let ends = [self["start"], self["end"]].map { "\($0["line"].number ?? -1):\($0["character"].number ?? -1)" }
    return ends.joined(separator: "-")
  }
}

/// An editor in a folder of its own, which starts the built server and speaks to it over pipes.
final class Client {
  struct Silence: Error {}

  let scratch: Scratch
  private(set) var capabilities = Value(any: nil)
  private let process = Process()
  private let (input, output) = (Pipe(), Pipe())
  private var buffer = Data()
  private var nextID = 0
  /// Notifications and requests of the server, in the order they came.
  private(set) var received: [Value] = []

  /// Starts the server; and says hello, unless a test wants to do that itself.
  init(_ scratch: Scratch, capabilities: [String: Any] = [:], greets: Bool = true) throws {
    self.scratch = scratch
    process.executableURL = URL(filePath: tool)
    process.arguments = ["lsp", "--stdio"]
    process.currentDirectoryURL = URL(filePath: "/")
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    guard greets else { return }
    let params: [String: Any] = [
      "processId": NSNull(), "rootUri": uri(""), "capabilities": capabilities,
    ]
    self.capabilities = try request("initialize", params)["result"]["capabilities"]
    try notify("initialized", [:])
  }

  deinit {
    // A test runner blocks SIGTERM, and what it starts inherits that.
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  func uri(_ path: String) -> String { scratch.url.appending(path: path).absoluteString }

  func send(_ message: [String: Any]) throws {
    try send(body: try JSONSerialization.data(withJSONObject: message))
  }

  func send(body: Data) throws { try send(raw: Data("Content-Length: \(body.count)\r\n\r\n".utf8) + body) }

  func send(raw: Data) throws { try input.fileHandleForWriting.write(contentsOf: raw) }

  func notify(_ method: String, _ params: [String: Any]) throws {
    try send(["jsonrpc": "2.0", "method": method, "params": params])
  }

  /// The whole answer: its result or its error.
  func request(_ method: String, _ params: [String: Any]) throws -> Value {
    nextID += 1
    try send(["jsonrpc": "2.0", "id": nextID, "method": method, "params": params])
    while true {
      let message = try read()
      if message["method"].isNull, message["id"].number == nextID { return message }
      received.append(message)
    }
  }

  /// The next message of the server. One that does not come within half a minute never will.
  func read() throws -> Value {
    let header = try take { $0.range(of: Data("\r\n\r\n".utf8))?.upperBound }
    let text = String(decoding: header, as: UTF8.self)
    let length = Int(text.filter(\.isNumber)) ?? 0
    let body = try take { $0.count >= length ? $0.startIndex + length : nil }
    return Value(any: try JSONSerialization.jsonObject(with: body))
  }

  private func take(_ end: (Data) -> Int?) throws -> Data {
    while true {
      if let end = end(buffer) {
        defer { buffer = Data(buffer[end...]) }
        return Data(buffer[..<end])
      }
      let more = try readSome()
      if more.isEmpty { throw Silence() }
      buffer += more
    }
  }

  /// Nothing at the end of the stream.
  private func readSome() throws -> Data {
    var waited = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
    guard unsafe poll(&waited, 1, 30_000) > 0 else { throw Silence() }
    return output.fileHandleForReading.availableData
  }

  func closeInput() throws { try input.fileHandleForWriting.close() }

  func closeOutput() throws { try output.fileHandleForReading.close() }

  /// nil if the server is still there after half a minute.
  func exitCode() -> Int32? {
    for _ in 0..<3000 where process.isRunning { usleep(10_000) }
    return process.isRunning ? nil : process.terminationStatus
  }
}

/// What editors do.
extension Client {
  func open(_ path: String, _ text: String, version: Int = 1) throws {
    try notify(
      "textDocument/didOpen",
      ["textDocument": ["uri": uri(path), "languageId": "yaml", "version": version, "text": text] as [String: Any]])
  }

  func change(_ path: String, _ text: String, version: Int) throws {
    try notify(
      "textDocument/didChange",
      ["textDocument": ["uri": uri(path), "version": version] as [String: Any], "contentChanges": [["text": text]]])
  }

  /// The findings in a file that are published next, for `version` if one is asked for.
  func findings(_ path: String, version: Int? = nil) throws -> [Value] {
    while true {
      let message = received.isEmpty ? try read() : received.removeFirst()
      let params = message["params"]
      guard message["method"].text == "textDocument/publishDiagnostics", params["uri"].text == uri(path) else {
        continue
      }
      if version == nil || params["version"].number == version { return params["diagnostics"].array }
    }
  }

  /// Opens `path` with `marked` and asks about the place where '|' stands in it.
  func ask(_ method: String, _ path: String, _ marked: String) throws -> Value {
    let parts = marked.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    try open(path, parts.joined())
    let lines = parts[0].split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let position = ["line": lines.count - 1, "character": lines[lines.count - 1].utf16.count]
    return try request("textDocument/\(method)", ["textDocument": ["uri": uri(path)], "position": position])["result"]
  }

  /// The labels of what is offered at the bar.
  func completions(_ path: String, _ marked: String) throws -> [String] {
    try ask("completion", path, marked).array.compactMap(\.["label"].text)
  }
}

extension String {
  /// This with the edits of the protocol made, which count in UTF-16.
  func applying(_ edits: [Value]) -> String {
    edits.sorted { $0["range"].span > $1["range"].span }.reduce(self) { text, edit in
      var units = Array(text.utf16)
      let ends = [edit["range"]["start"], edit["range"]["end"]].map { position in
        let line = position["line"].number ?? 0
        let starts = [0] + units.indices.filter { units[$0] == 0x0A }.map { $0 + 1 }
        return starts[line] + (position["character"].number ?? 0)
      }
      units.replaceSubrange(ends[0]..<ends[1], with: Array((edit["newText"].text ?? "").utf16))
      return String(decoding: units, as: UTF16.self)
    }
  }
}
