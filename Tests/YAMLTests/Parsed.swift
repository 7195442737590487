import Diagnostics
import YAML

/// What the parser makes of a file, in forms that tests can spell out.
struct Parsed {
  let sources: SourceMap
  let node: Node?
  let diagnostics: [Diagnostic]
  private let bytes: [UInt8]

  init(_ text: String) { self.init(bytes: Array(text.utf8)) }

  init(bytes: [UInt8]) {
    self.bytes = bytes
    var sources = SourceMap()
    let file = sources.add(SourceFile(path: "a.yaml", bytes: bytes))
    var diagnostics: [Diagnostic] = []
    node = Parser.parse(file, in: sources, diagnostics: &diagnostics)
    self.sources = sources
    self.diagnostics = diagnostics
  }

  /// The text that a range covers.
  func text(_ range: SourceRange) -> String {
    String(decoding: bytes[Int(range.lower)..<Int(range.upper)], as: UTF8.self)
  }

  /// The tree by lines, each with the bytes it was written in:
  ///
  ///     mapping 0-4 «a: 1»
  ///       key 0-1 «a» a
  ///       scalar 3-4 «1» 1 plain verbatim
  var outline: [String] { node.map { outline($0, indent: "") } ?? [] }

  private func outline(_ node: Node, indent: String) -> [String] {
    switch node.content {
    case .scalar(let scalar):
      let style = (scalar.isPlain ? " plain" : "") + (scalar.isVerbatim ? " verbatim" : "")
      return ["\(indent)scalar \(place(node.range)) \(visible(scalar.text))\(style)"]
    case .sequence(let elements):
      return ["\(indent)sequence \(place(node.range))"] + elements.flatMap { outline($0, indent: indent + "  ") }
    case .mapping(let entries):
      return ["\(indent)mapping \(place(node.range))"]
        + entries.flatMap { entry in
          ["\(indent)  key \(place(entry.key.range)) \(visible(entry.key.value))"]
            + outline(entry.value, indent: indent + "  ")
        }
    }
  }

  /// Diagnostics with line, column, marked text, rule and message; notes are indented.
  var complaints: [String] {
    diagnostics.flatMap { diagnostic in
      ["\(place(of: diagnostic.range))\(diagnostic.rule.name): \(diagnostic.message)"]
        + diagnostic.notes.map { "  \(place(of: $0.range))\($0.message)" }
    }
  }

  private func place(of range: SourceRange?) -> String {
    guard let range else { return "" }
    let position = sources.position(of: range)
    return "\(position.line):\(position.column) «\(visible(text(range)))» "
  }

  private func place(_ range: SourceRange) -> String { "\(range.lower)-\(range.upper) «\(visible(text(range)))»" }
}

/// `text` on one line: line ends and invisible characters as people write them.
func visible(_ text: String) -> String {
  text.unicodeScalars.reduce(into: "") { result, scalar in
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case "\u{FEFF}": result += "\\BOM"
    default: result.unicodeScalars.append(scalar)
    }
  }
}
