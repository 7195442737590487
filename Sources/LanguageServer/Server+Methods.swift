import Diagnostics
import FoundationEssentials
import Workspace

extension Server {
  mutating func receive(message data: Data) {
    do {
      let envelope = try JSONDecoder().decode(Envelope.self, from: data)
      switch (envelope.method, envelope.id) {
      case (let method?, let id?): request(method, id, data)
      case (let method?, nil): notification(method, data)
      case (nil, _?): break  // an answer; the only request of ours needs none
      case (nil, nil): refuse(.unknown, .invalidRequest, "neither a request nor a notification")
      }
    } catch DecodingError.dataCorrupted {
      refuse(.unknown, .parseError, "the message is not JSON")
    } catch {
      refuse(.unknown, .invalidRequest, "the message is not one of JSON-RPC")
    }
  }

  private mutating func request(_ method: String, _ id: RequestID, _ data: Data) {
    switch (phase, method) {
    case (.created, "initialize"):
      guard let params: LSP.Initialize = parameters(data, of: id) else { return }
      send(Answer(id: id, result: initialize(params)))
    case (.created, _): refuse(id, .serverNotInitialized, "'initialize' comes first")
    case (.running, "shutdown"):
      phase = .shutDown
      send(Answer(id: id, result: LSP.Nothing?.none))
    case (.running, "textDocument/hover"):
      guard let params: LSP.Place = parameters(data, of: id) else { return }
      send(Answer(id: id, result: hover(params)))
    case (.running, "textDocument/definition"):
      guard let params: LSP.Place = parameters(data, of: id) else { return }
      send(Answer(id: id, result: definition(params)))
    case (.running, "textDocument/completion"):
      guard let params: LSP.Place = parameters(data, of: id) else { return }
      send(Answer(id: id, result: completion(params)))
    case (.running, "textDocument/codeAction"):
      guard let params: LSP.CodeActionRequest = parameters(data, of: id) else { return }
      send(Answer(id: id, result: codeActions(params)))
    case (.running, "initialize"): refuse(id, .invalidRequest, "the server is initialized already")
    case (.running, _): refuse(id, .methodNotFound, "no method '\(method.printable)'")
    case (.shutDown, _), (.exited, _): refuse(id, .invalidRequest, "the server is shut down")
    }
  }

  /// Notifications that mean nothing here are ignored, as the protocol asks for: '$/cancelRequest' is one.
  private mutating func notification(_ method: String, _ data: Data) {
    switch (phase, method) {
    case (.shutDown, "exit"): phase = .exited(0)
    case (_, "exit"): phase = .exited(1)
    case (.running, "initialized"):
      if editor.watchesFiles {
        send(Notice(id: .text("watch"), method: "client/registerCapability", params: LSP.Registration()))
      }
      invalidate()
    case (.running, "textDocument/didOpen"):
      guard let params: LSP.DidOpen = parameters(data) else { return }
      keep(Document(uri: params.textDocument.uri, version: params.textDocument.version, text: params.textDocument.text))
    case (.running, "textDocument/didChange"):
      guard let params: LSP.DidChange = parameters(data), let text = params.contentChanges.last?.text else { return }
      keep(Document(uri: params.textDocument.uri, version: params.textDocument.version, text: text))
    case (.running, "textDocument/didClose"):
      guard let params: LSP.DidClose = parameters(data), let path = filePath(params.textDocument.uri) else { return }
      documents[path] = nil
      invalidate()
    case (.running, "textDocument/didSave"), (.running, "workspace/didChangeWatchedFiles"): invalidate()
    default: break
    }
  }

  private mutating func keep(_ document: Document?) {
    guard let document else { return }
    documents[document.path] = document
    invalidate()
  }

  private mutating func initialize(_ params: LSP.Initialize) -> LSP.Initialized {
    editor = Editor(params.capabilities)
    let folders = params.workspaceFolders?.map(\.uri) ?? params.rootUri.map { [$0] } ?? []
    opened = folders.compactMap { filePath($0).flatMap { Workspace.root(from: $0) } }
    phase = .running
    return LSP.Initialized(
      capabilities: .init(positionEncoding: editor.encoding), serverInfo: .init(version: version))
  }
}

extension Server {
  private mutating func hover(_ params: LSP.Place) -> LSP.Hover? {
    guard let (snapshot, place, lines) = place(params), let (text, range) = snapshot.hover(at: place) else {
      return nil
    }
    return LSP.Hover(
      contents: .init(value: text), range: range.isEmpty ? nil : lines.range(range.lowerBound, range.upperBound))
  }

  private mutating func definition(_ params: LSP.Place) -> LSP.Location? {
    guard let (snapshot, place, _) = place(params), let range = snapshot.definition(at: place) else { return nil }
    return snapshot.location(range, editor.encoding)
  }

  private mutating func completion(_ params: LSP.Place) -> [LSP.CompletionItem] {
    guard let (snapshot, place, lines) = place(params) else { return [] }
    return snapshot.suggestions(at: place).enumerated().map { index, suggestion in
      let range = lines.range(suggestion.range.lowerBound, suggestion.range.upperBound)
      let order = String(index)
      return LSP.CompletionItem(
        label: suggestion.label, kind: suggestion.kind, detail: suggestion.detail,
        documentation: suggestion.documentation.map { .init(value: $0) },
        sortText: String(repeating: "0", count: max(0, 5 - order.count)) + order,
        textEdit: .init(range: range, newText: suggestion.text))
    }
  }

  private mutating func codeActions(_ params: LSP.CodeActionRequest) -> [LSP.CodeAction] {
    let kinds = params.context?.only
    guard kinds?.contains(where: { ["", LSP.CodeAction.quickFix].contains($0) }) ?? true,
      let (snapshot, _, path, lines) = look(at: params.textDocument.uri)
    else { return [] }
    let (lower, upper) = (lines.offset(of: params.range.start), lines.offset(of: params.range.end))
    return snapshot.quickFixes(in: path, from: lower, to: upper, editor)
  }

  private mutating func place(_ params: LSP.Place) -> (Snapshot, Place, LineTable)? {
    guard let (snapshot, document, path, lines) = look(at: params.textDocument.uri) else { return nil }
    let file = SourceFile(path: path, bytes: document.text)
    return (snapshot, Place(file: file, offset: lines.offset(of: params.position)), lines)
  }
}
