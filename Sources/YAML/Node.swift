package import Diagnostics

/// A YAML value with the bytes it was written in. Mappings keep the order of their keys.
package struct Node: Sendable {
  package enum Content: Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping([Entry])
  }

  /// A scalar as text. What it means is decided by the type of its field, never by its looks.
  package struct Scalar: Sendable {
    package let text: String
    /// Written without quotes; only then can an empty text mean that nothing was written.
    package let isPlain: Bool
    /// Written on one line such that byte n of the text is byte n of the source after any quote.
    package let isVerbatim: Bool
  }

  package struct Entry: Sendable {
    package let key: Located<String>
    package let value: Node

    /// The key as a scalar, for keys that are decoded like values.
    package var keyNode: Node {
      Node(content: .scalar(.init(text: key.value, isPlain: false, isVerbatim: false)), range: key.range)
    }
  }

  package let content: Content
  package let range: SourceRange

  /// Nothing was written where a value belongs.
  package var isEmpty: Bool {
    if case .scalar(let scalar) = content { scalar.isPlain && scalar.text.isEmpty } else { false }
  }

  /// What this is, for 'expected …, found …'.
  package var kind: String {
    switch content {
    case .scalar: isEmpty ? "nothing" : "a scalar"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

extension Node {
  /// What stands below these keys, one inside the other.
  package subscript(keys: String...) -> Node? {
    keys.reduce(self) { node, key in node?.entries.first { $0.key.value == key }?.value }
  }

  package var entries: [Entry] { if case .mapping(let entries) = content { entries } else { [] } }
  package var elements: [Node] { if case .sequence(let elements) = content { elements } else { [] } }
  package var text: String? { if case .scalar(let scalar) = content { scalar.text } else { nil } }

  /// This as it is quoted in an error: a scalar by its text, anything else by its kind.
  package var quoted: String {
    if case .scalar(let scalar) = content, !isEmpty { "'\(String(scalar.text.prefix(60)).printable)'" } else { kind }
  }
}
