import FoundationEssentials
import Workspace

/// A language server: bytes from an editor in, bytes for it out.
///
/// It has neither clock nor threads. Requests are answered in the order they come, so there is never one to cancel;
/// findings are published when all that has arrived is read, so keystrokes that arrive together are compiled once.
package struct Server {
  enum Phase { case created, running, shutDown, exited(Int32) }

  let version: String
  var phase = Phase.created
  var editor = Editor()
  /// Open documents by absolute path.
  var documents: [String: Document] = [:]
  /// Roots of the workspaces in the folders that the editor has opened.
  var opened: [String] = []
  /// Compiled workspaces by root; empty once something has changed.
  private var snapshots: [String: Snapshot] = [:]
  private var isStale = false
  /// What the editor shows now, by address; files without findings are left out.
  private var published: [String: [LSP.Diagnostic]] = [:]
  private var stream = MessageStream()
  private var output: [UInt8] = []

  package init(version: String) { self.version = version }

  /// Not nil once the editor has said goodbye, or cannot be understood any more.
  package var exitCode: Int32? { if case .exited(let code) = phase { code } else { nil } }

  /// Takes what has arrived; returns what is to be sent.
  package mutating func receive(_ bytes: [UInt8]) -> [UInt8] {
    stream.append(bytes)
    while exitCode == nil, let part = stream.next() {
      switch part {
      case .message(let body): receive(message: Data(body))
      case .tooLong(let length): refuse(.unknown, .invalidRequest, "a message of \(length) bytes is too long")
      case .broken:
        refuse(.unknown, .parseError, "a header without Content-Length")
        phase = .exited(1)
      }
    }
    if case .running = phase, isStale { publish() }
    defer { output = [] }
    return output
  }

  mutating func send(_ message: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let body = try? encoder.encode(message) else { return }
    output += Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
  }

  mutating func refuse(_ id: RequestID, _ code: Refusal.Code, _ message: String) {
    send(Refusal(id: id, error: .init(code: code, message: message)))
  }

  /// The parameters of a message; a request that has others is refused.
  mutating func parameters<Params: Decodable>(_ data: Data, of id: RequestID? = nil) -> Params? {
    if let message = try? JSONDecoder().decode(Parameters<Params>.self, from: data) { return message.params }
    if let id { refuse(id, .invalidParams, "the parameters are not those of this method") }
    return nil
  }
}

extension Server {
  /// What was compiled no longer holds.
  mutating func invalidate() {
    snapshots = [:]
    isStale = true
  }

  /// The workspace at `root`; nil where the disk refuses, which the editor's log is told.
  private mutating func snapshot(_ root: String) -> Snapshot? {
    if let snapshot = snapshots[root] { return snapshot }
    do throws(DiskError) {
      let snapshot = try Snapshot(root: root, documents: Array(documents.values))
      snapshots[root] = snapshot
      return snapshot
    } catch {
      send(Notice(method: "window/logMessage", params: LSP.LogMessage(message: error.description)))
      return nil
    }
  }

  /// An open document in its workspace; nil where it is in none.
  mutating func look(at uri: String) -> (snapshot: Snapshot, document: Document, path: String, lines: LineTable)? {
    guard let document = filePath(uri).flatMap({ documents[$0] }), let root = Workspace.root(from: document.folder),
      let path = document.path(below: root), let snapshot = snapshot(root)
    else { return nil }
    return (snapshot, document, path, LineTable(document.text, editor.encoding))
  }

  /// Says what is wrong in every workspace that is open, and that nothing is any more where something was.
  private mutating func publish() {
    isStale = false
    let open = Dictionary(documents.values.map { ($0.uri, $0) }) { $1 }
    let roots = Set(opened + documents.values.compactMap { Workspace.root(from: $0.folder) })
    var findings: [String: [LSP.Diagnostic]] = [:]
    for root in roots.sorted() {
      findings.merge(snapshot(root)?.findings(editor) ?? [:]) { $0 + $1 }
    }
    for uri in Set(findings.keys).union(published.keys).union(open.keys).sorted() {
      let (old, new) = (published[uri] ?? [], findings[uri] ?? [])
      if open[uri] == nil, old == new { continue }
      let params = LSP.PublishDiagnostics(uri: uri, version: open[uri]?.version, diagnostics: new)
      send(Notice(method: "textDocument/publishDiagnostics", params: params))
    }
    published = findings
  }
}
