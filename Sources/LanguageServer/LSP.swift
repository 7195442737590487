/// The types of the Language Server Protocol 3.17 that are spoken here, named and spelled as it does.
enum LSP {
  /// Zero-based; `character` counts units of the negotiated encoding.
  struct Position: Codable, Hashable {
    let line, character: Int
  }

  struct Range: Codable, Hashable {
    let start, end: Position
  }

  struct Location: Encodable, Hashable {
    let uri: String
    let range: Range
  }

  enum PositionEncoding: String, Encodable {
    case utf8 = "utf-8"
    case utf16 = "utf-16"
  }

  struct TextEdit: Encodable {
    let range: Range
    let newText: String
  }

  struct Markup: Encodable {
    let kind = "markdown"
    let value: String
  }
}

/// What an editor sends.
extension LSP {
  struct Initialize: Decodable {
    struct Capabilities: Decodable {
      struct General: Decodable { let positionEncodings: [String]? }
      struct Workspace: Decodable { let didChangeWatchedFiles: Watching? }
      struct Watching: Decodable { let dynamicRegistration: Bool? }
      struct TextDocument: Decodable { let publishDiagnostics: Publishing? }
      struct Publishing: Decodable { let relatedInformation: Bool? }
      let general: General?
      let workspace: Workspace?
      let textDocument: TextDocument?
    }
    struct Folder: Decodable { let uri: String }

    let capabilities: Capabilities?
    let workspaceFolders: [Folder]?
    let rootUri: String?
  }

  struct DocumentID: Decodable { let uri: String }

  struct DidOpen: Decodable {
    struct Document: Decodable {
      let uri: String
      let version: Int?
      let text: String
    }
    let textDocument: Document
  }

  /// Changes are always whole texts: the server asks for no others.
  struct DidChange: Decodable {
    struct Document: Decodable {
      let uri: String
      let version: Int?
    }
    struct Change: Decodable { let text: String }
    let textDocument: Document
    let contentChanges: [Change]
  }

  struct DidClose: Decodable { let textDocument: DocumentID }

  struct Place: Decodable {
    let textDocument: DocumentID
    let position: Position
  }

  struct CodeActionRequest: Decodable {
    struct Context: Decodable { let only: [String]? }
    let textDocument: DocumentID
    let range: Range
    let context: Context?
  }
}

/// What an editor is sent.
extension LSP {
  struct Nothing: Encodable {}

  struct Initialized: Encodable {
    struct Capabilities: Encodable {
      struct Sync: Encodable {
        let openClose = true
        /// Whole texts: specs are small, and a text that is sent whole cannot go out of step.
        let change = 1
        let save = true
      }
      struct Completion: Encodable { let triggerCharacters = [":", " ", "[", "{", ",", "."] }
      struct CodeAction: Encodable { let codeActionKinds = [LSP.CodeAction.quickFix] }

      let positionEncoding: PositionEncoding
      let textDocumentSync = Sync()
      let hoverProvider = true
      let definitionProvider = true
      let completionProvider = Completion()
      let codeActionProvider = CodeAction()
    }
    struct Server: Encodable {
      let name = "scantling"
      let version: String
    }

    let capabilities: Capabilities
    let serverInfo: Server
  }

  struct Diagnostic: Encodable, Hashable {
    struct Related: Encodable, Hashable {
      let location: Location
      let message: String
    }

    let range: Range
    let severity: Int
    let code: String
    let source: String
    let message: String
    let relatedInformation: [Related]?
  }

  struct PublishDiagnostics: Encodable {
    let uri: String
    let version: Int?
    let diagnostics: [Diagnostic]
  }

  struct Hover: Encodable {
    let contents: Markup
    let range: Range?
  }

  struct CompletionItem: Encodable {
    enum Kind: Int, Encodable { case property = 10, value = 12, reference = 18 }

    let label: String
    let kind: Kind
    let detail: String
    let documentation: Markup?
    /// The order of declaration, which is that of the reference.
    let sortText: String
    let textEdit: TextEdit
  }

  struct CodeAction: Encodable {
    static let quickFix = "quickfix"
    struct Edit: Encodable { let changes: [String: [TextEdit]] }

    let title: String
    let kind = quickFix
    let diagnostics: [Diagnostic]
    /// There is one way to mend it.
    let isPreferred: Bool
    let edit: Edit
  }

  struct LogMessage: Encodable {
    let type = 1
    let message: String
  }

  /// Asks to be told of files that change on the disk.
  struct Registration: Encodable {
    struct Entry: Encodable {
      let id = "watch"
      let method = "workspace/didChangeWatchedFiles"
      let registerOptions = Options()
    }
    struct Options: Encodable { let watchers = [Watcher(globPattern: "**/specs/*")] }
    struct Watcher: Encodable { let globPattern: String }
    let registrations = [Entry()]
  }
}
