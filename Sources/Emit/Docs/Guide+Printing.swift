package import Diagnostics

extension Guide {
  package func print() -> [PrintedLine] {
    blocks.flatMap { block in
      let lines = block.print()
      return lines.prefix(1).map { PrintedLine("", $0.origin) } + lines
    }
  }
}

extension Guide.Block {
  fileprivate func print() -> [PrintedLine] {
    switch self {
    case .heading(let level, let text, let origin):
      [PrintedLine(String(repeating: "#", count: level) + " " + text.printed, origin)]
    case .paragraph(let lines, let origin): lines.map { PrintedLine($0.printed, origin) }
    case .table(let table): table.print()
    case .code(let language, let lines, let origin): fenced(lines, language, origin)
    case .graph(let graph): graph.print()
    }
  }
}

extension Guide.Table {
  func print() -> [PrintedLine] {
    [
      PrintedLine(row(header.map { Guide.Text($0) }), origin),
      PrintedLine("|" + header.map { _ in " --- |" }.joined(), origin),
    ] + rows.map { PrintedLine(row($0.cells), $0.origin) }
  }

  private func row(_ cells: [Guide.Text]) -> String {
    // A bar ends a cell even inside of code, unless a backslash stands before it.
    "|" + cells.map { " \(escaped($0.printed, bar)) |" }.joined()
  }
}

extension Guide.Graph {
  func print() -> [PrintedLine] {
    let lines =
      [Located("flowchart LR", origin)]
      + nodes.map { Located("  \(identifier($0.name))\(box($0))", $0.origin) }
      + edges.map { edge in
        let arrow = edge.waitsForHealth ? "-->" : "-.->"
        return Located("  \(identifier(edge.from)) \(arrow) \(identifier(edge.to))", edge.origin)
      }
    return fenced(lines, "mermaid", origin)
  }

  /// No name is a keyword of Mermaid with this in front, and no two names become one.
  private func identifier(_ name: String) -> String { "node_" + escaped(name, ["-": "_"]) }

  private func box(_ node: Node) -> String {
    let label = "\"\(escaped(node.label, mermaid))\""
    return switch node.shape {
    case .service: "[\(label)]"
    case .undecidedService: "{{\(label)}}"
    case .resource: "[(\(label))]"
    }
  }
}

extension Guide.Text {
  var printed: String {
    spans.map { span in
      switch span {
      case .plain(let text): escaped(text, markup)
      case .code(let text): codeSpan(text)
      case .link(let text, let path): "[\(escaped(text, markup))](\(escaped(path, destination)))"
      }
    }.joined()
  }

  /// Code in as many backticks as it takes to hold the ones in it.
  private func codeSpan(_ text: String) -> String {
    let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
    let isPadded = text.hasPrefix("`") || text.hasSuffix("`") || (text.hasPrefix(" ") && text.hasSuffix(" "))
    return isPadded ? "\(fence) \(text) \(fence)" : fence + text + fence
  }
}

/// What stands for a character where it would mean something.
private typealias Escapes = [Unicode.Scalar: String]

/// Characters that begin a mark, HTML, a character reference or a formula.
private let markup: Escapes = [
  "\\": "\\\\", "`": "\\`", "*": "\\*", "_": "\\_", "[": "\\[", "]": "\\]", "~": "\\~", "$": "\\$",
  "<": "&lt;", ">": "&gt;", "&": "&amp;", "\n": " ",
]
private let bar: Escapes = ["|": "\\|", "\n": " "]
private let destination: Escapes = [" ": "%20", "(": "%28", ")": "%29", "%": "%25"]
/// Mermaid reads HTML in labels and a number or name between `#` and `;` as a character.
private let mermaid: Escapes = [
  "\"": "#quot;", "#": "#35;", "&": "#amp;", "<": "#lt;", ">": "#gt;", "`": "#96;", "\\": "#92;", "\n": " ",
]

/// By scalars: a mark that combines with a character does not take its meaning away.
private func escaped(_ text: String, _ escapes: Escapes) -> String {
  text.unicodeScalars.reduce(into: "") { $0 += escapes[$1] ?? String($1) }
}

private func fenced(_ lines: [Located<String>], _ language: String, _ origin: SourceRange) -> [PrintedLine] {
  let longest = lines.map { longestRun(of: "`", in: $0.value) }.max() ?? 0
  let fence = String(repeating: "`", count: max(3, longest + 1))
  return [PrintedLine(fence + language, origin)] + lines.map { PrintedLine($0.value, $0.range) }
    + [PrintedLine(fence, origin)]
}

private func longestRun(of scalar: Unicode.Scalar, in text: String) -> Int {
  text.unicodeScalars.reduce(into: (longest: 0, current: 0)) { run, next in
    run.current = next == scalar ? run.current + 1 : 0
    run.longest = max(run.longest, run.current)
  }.longest
}
