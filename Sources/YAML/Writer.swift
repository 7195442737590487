package import Diagnostics

/// Prints YAML trees, two spaces a level, line by line with origins. Scantling's only YAML writer.
package struct Writer {
  private var lines: [PrintedLine] = []

  /// The lines of `value`; those without an origin of their own take that of what holds them.
  package static func lines(of value: Value, origin: SourceRange) -> [PrintedLine] {
    var writer = Writer()
    switch value {
    case .mapping(let fields) where !fields.isEmpty:
      writer.fields(fields, indent: 0, origin: origin, separated: true)
    case .sequence(let items) where !items.isEmpty: writer.items(items, indent: 0, origin: origin)
    default: writer.emit(writer.inline(value), 0, origin)
    }
    return writer.lines
  }

  private mutating func emit(_ text: String, _ indent: Int, _ origin: SourceRange) {
    lines.append(PrintedLine(text.isEmpty ? "" : String(repeating: " ", count: indent) + text, origin))
  }

  private mutating func fields(_ fields: [Value.Field], indent: Int, origin: SourceRange, separated: Bool = false) {
    for (index, field) in fields.enumerated() {
      let origin = field.origin ?? origin
      if separated, index > 0, field.value.isLong || fields[index - 1].value.isLong { emit("", 0, origin) }
      comment(field.comment, indent, origin)
      let head = scalar(field.key) + ":"
      put(field.value, after: head, remark: field.remark, indent: indent, origin: origin, isSpaced: field.isSpaced)
    }
  }

  private mutating func items(_ items: [Value.Item], indent: Int, origin: SourceRange) {
    for item in items {
      let origin = item.origin ?? origin
      comment(item.comment, indent, origin)
      if case .mapping(let fields) = item.value, !fields.isEmpty {
        itemFields(fields, indent: indent, origin: origin)
      } else {
        put(item.value, after: "-", remark: nil, indent: indent, origin: origin)
      }
    }
  }

  /// A mapping in a sequence: its first key stands behind the dash.
  private mutating func itemFields(_ fields: [Value.Field], indent: Int, origin: SourceRange) {
    let first = lines.count
    self.fields(fields, indent: indent + 2, origin: origin)
    let spaces = String(repeating: " ", count: indent)
    var dash = first
    // What is said of the first key stands above the dash, and in line with it.
    while lines[dash].text.drop(while: { $0 == " " }).hasPrefix("#") {
      lines[dash] = PrintedLine(spaces + lines[dash].text.dropFirst(indent + 2), lines[dash].origin)
      dash += 1
    }
    lines[dash] = PrintedLine(spaces + "- " + lines[dash].text.dropFirst(indent + 2), lines[dash].origin)
  }

  private mutating func put(
    _ value: Value, after head: String, remark: String?, indent: Int, origin: SourceRange, isSpaced: Bool = false
  ) {
    let tail = remark.map { " # " + $0 } ?? ""
    switch value {
    case .mapping(let fields) where !fields.isEmpty:
      emit(head + tail, indent, origin)
      self.fields(fields, indent: indent + 2, origin: origin, separated: isSpaced)
    case .sequence(let items) where !items.isEmpty:
      emit(head + tail, indent, origin)
      self.items(items, indent: indent + 2, origin: origin)
    case .text(let text) where isLiteralBlock(text):
      emit("\(head) |\(text.hasSuffix("\n") ? "" : "-")\(tail)", indent, origin)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0) {
        emit(String(line), indent + 2, origin)
      }
    case .lines(let lines) where isLiteralBlock(joined(lines)):
      emit("\(head) |\(tail)", indent, origin)
      for line in lines { emit(line.value, indent + 2, line.range) }
    case .null: emit(head + tail, indent, origin)
    default: emit("\(head) \(inline(value))\(tail)", indent, origin)
    }
  }

  private mutating func comment(_ text: [String], _ indent: Int, _ origin: SourceRange) {
    for line in text { emit(line.isEmpty ? "#" : "# " + line, indent, origin) }
  }

  private func inline(_ value: Value, inFlow: Bool = false) -> String {
    switch value {
    case .string(let text), .text(let text): scalar(text, inFlow: inFlow)
    case .lines(let lines): scalar(joined(lines))
    case .integer(let number): String(number)
    case .boolean(let flag): flag ? "true" : "false"
    case .null: "null"
    case .sequence: "[]"
    case .mapping: "{}"
    case .flow(let values): "[" + values.map { inline($0, inFlow: true) }.joined(separator: ", ") + "]"
    }
  }

  private func scalar(_ text: String, inFlow: Bool = false) -> String {
    isSafePlain(text, inFlow: inFlow) ? text : doubleQuoted(text)
  }

  private func joined(_ lines: [Located<String>]) -> String { lines.map { $0.value + "\n" }.joined() }

  /// Lines that a literal block gives back unchanged: printable, no trailing blanks, no leading blank or empty line.
  private func isLiteralBlock(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first != " ", first != "\n", text.contains("\n") else { return false }
    guard !text.hasSuffix("\n\n") else { return false }
    let printable = text.unicodeScalars.allSatisfy { $0 == "\n" || (0x20...0x7E).contains($0.value) }
    return printable && !text.split(separator: "\n").contains { $0.hasSuffix(" ") }
  }
}

extension Value {
  /// Takes several lines, so that it reads better with an empty line around it.
  fileprivate var isLong: Bool {
    switch self {
    case .mapping(let fields): !fields.isEmpty
    case .sequence(let items): !items.isEmpty
    default: false
    }
  }
}
