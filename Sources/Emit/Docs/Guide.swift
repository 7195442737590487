import Diagnostics

/// A page of Markdown, as GitHub renders it.
package struct Guide: Sendable {
  let blocks: [Block]
}

extension Guide {
  enum Block: Sendable {
    case heading(level: Int, Text, SourceRange)
    /// Each line of the source is laid out by hand.
    case paragraph([Line])
    case table(Table)
    case code(language: String, [Located<String>], SourceRange)
    case graph(Graph)
  }

  struct Line: Sendable {
    let text: Text
    let origin: SourceRange
  }

  struct Table: Sendable {
    struct Row: Sendable {
      let cells: [Text]
      let origin: SourceRange
    }

    let header: [String]
    let rows: [Row]
    let origin: SourceRange
  }

  /// A flowchart in Mermaid.
  struct Graph: Sendable {
    enum Shape: Sendable { case service, undecidedService, resource }

    struct Node: Sendable {
      /// Unique in the graph, and a name.
      let name: String
      let shape: Shape
      let label: String
      let origin: SourceRange
    }

    struct Edge: Sendable {
      let from, to: String
      /// Waits until what it points to is well; otherwise until that has started.
      let waitsForHealth: Bool
      let origin: SourceRange
    }

    let nodes: [Node]
    let edges: [Edge]
    let origin: SourceRange
  }

  /// Text with marks inside a line.
  struct Text: Sendable, ExpressibleByStringLiteral {
    enum Span: Sendable {
      case plain(String)
      case code(String)
      /// A path relative to the page.
      case link(String, to: String)
    }

    let spans: [Span]

    init(spans: [Span]) { self.spans = spans }
    init(stringLiteral text: String) { self.init(spans: [.plain(text)]) }
    init(_ text: String) { self.init(spans: [.plain(text)]) }

    static func code(_ text: String) -> Text { Text(spans: [.code(text)]) }
    static func link(_ text: String, to path: String) -> Text { Text(spans: [.link(text, to: path)]) }
    static func + (a: Text, b: Text) -> Text { Text(spans: a.spans + b.spans) }

    /// `texts` with ', ' between them.
    static func list(_ texts: [Text]) -> Text {
      Text(spans: texts.enumerated().flatMap { $0.offset == 0 ? $0.element.spans : [.plain(", ")] + $0.element.spans })
    }
  }
}
