package import Diagnostics

/// The place that a value came from, and what speaks there.
package struct Origin: Hashable, Sendable {
  package enum Kind: String, Sendable {
    /// The service's own spec.
    case spec
    /// specs/workspace.yaml.
    case workspace
    case lock
    /// The template of a language or of a resource, where nobody writes otherwise.
    case template
    /// A table of what holds where nobody writes otherwise.
    case standard = "default"

    /// Of the file at `path`.
    package init(path: String) {
      self =
        if TemplateKind(path: path) != nil {
          .template
        } else if path.hasPrefix("templates/") {
          .standard
        } else if path.hasSuffix("/workspace.yaml") {
          .workspace
        } else {
          path.hasSuffix(".lock") ? .lock : .spec
        }
    }

    /// Nobody wrote it for this workspace.
    package var isBuiltIn: Bool { self == .template || self == .standard }
  }

  package let kind: Kind
  package let path: String
  package let position: Position

  init(of range: SourceRange, in sources: SourceMap) {
    path = sources[range.file].path
    position = sources.position(of: range)
    kind = Kind(path: path)
  }

  /// `path:line`.
  package var line: String { "\(path):\(position.line)" }

  package var json: JSON {
    .object([
      ("kind", .string(kind.rawValue)), ("file", .string(path)), ("line", .integer(position.line)),
      ("column", .integer(position.column)),
    ])
  }
}
