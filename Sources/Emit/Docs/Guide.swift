import Diagnostics

/// A page of Markdown, as GitHub renders it.
package struct Guide: Sendable {
  let blocks: [Block]
}

extension Guide {
  enum Block: Sendable {
    case heading(level: Int, Text, SourceRange)
    /// By lines, as the source is laid out.
    case paragraph([Text], SourceRange)
    case table(Table)
    case code(language: String, [Located<String>], SourceRange)
    case graph(Graph)
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

  /// Text with marks inside a line: `"run \(code: "make")"`.
  struct Text: Sendable {
    enum Span: Sendable {
      case plain(String)
      case code(String)
      /// A path relative to the page.
      case link(String, to: String)
    }

    let spans: [Span]

    init(spans: [Span]) { self.spans = spans }
    init(_ text: String) { self.init(spans: [.plain(text)]) }

    static func code(_ text: String) -> Text { Text(spans: [.code(text)]) }
    static func link(_ text: String, to path: String) -> Text { Text(spans: [.link(text, to: path)]) }

    /// `texts` with ', ' between them.
    static func list(_ texts: [Text]) -> Text {
      Text(spans: texts.enumerated().flatMap { $0.offset == 0 ? $0.element.spans : [.plain(", ")] + $0.element.spans })
    }
  }
}

extension Guide.Text: ExpressibleByStringInterpolation {
  init(stringLiteral text: String) { self.init(text) }
  init(stringInterpolation interpolation: Interpolation) { self.init(spans: interpolation.spans) }

  struct Interpolation: StringInterpolationProtocol {
    var spans: [Span] = []

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ text: String) { spans.append(.plain(text)) }
    mutating func appendInterpolation(_ text: String) { spans.append(.plain(text)) }
    mutating func appendInterpolation(_ number: Int) { spans.append(.plain("\(number)")) }
    mutating func appendInterpolation(_ text: Guide.Text) { spans += text.spans }
    mutating func appendInterpolation(code text: String) { spans.append(.code(text)) }
    mutating func appendInterpolation(link text: String, to path: String) { spans.append(.link(text, to: path)) }
  }
}
