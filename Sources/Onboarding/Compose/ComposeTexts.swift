import Diagnostics
import YAML

/// A port; nil where it is anything else.
func portNumber(_ text: some StringProtocol) -> Int? {
  Int(text).flatMap { (1...65_535).contains($0) ? $0 : nil }
}

/// A text of a compose file, in which variables of whoever starts the services may stand.
struct ComposeText {
  enum Piece {
    case literal(String)
    case variable(Variable)
  }

  /// `${NAME:-operand}`
  struct Variable {
    let name: String
    /// '-', '?' or '+' behind the name; nil where there is none.
    let operation: Character?
    let operand: String
  }

  private(set) var pieces: [Piece] = []

  init(_ text: String) {
    var (literal, rest) = ("", text[...])
    while let character = rest.popFirst() {
      guard character == "$" else {
        literal.append(character)
        continue
      }
      if rest.first == "$" {
        rest = rest.dropFirst()
        literal.append("$")
      } else if let variable = Self.variable(&rest) {
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        pieces.append(.variable(variable))
        literal = ""
      } else {
        literal.append("$")
      }
    }
    if !literal.isEmpty { pieces.append(.literal(literal)) }
  }

  /// The variable behind a '$'; nil where it is a character like others.
  private static func variable(_ rest: inout Substring) -> Variable? {
    guard rest.first == "{" else {
      let name = rest.prefix { $0.isVariableCharacter }
      rest = rest.dropFirst(name.count)
      return name.isEmpty ? nil : Variable(name: String(name), operation: nil, operand: "")
    }
    var (inner, depth) = ("", 0)
    while let next = rest.popFirst() {
      if next == "{" { depth += 1 }
      if next == "}" { depth -= 1 }
      if depth == 0 { break }
      if depth > 1 || next != "{" { inner.append(next) }
    }
    let name = inner.prefix { $0.isVariableCharacter }
    let behind = inner.dropFirst(name.count).drop { $0 == ":" }
    return Variable(name: String(name), operation: behind.first, operand: String(behind.dropFirst()))
  }

  /// The one variable that is all of it.
  var variable: Variable? {
    if pieces.count == 1, case .variable(let variable) = pieces[0] { variable } else { nil }
  }

  /// It says the same whoever starts the services.
  var isLiteral: Bool { pieces.allSatisfy { if case .literal = $0 { true } else { false } } }
}

/// The values that a compose file knows for its variables: those of the '.env' beside it.
struct ComposeVariables {
  private var known: [String: String] = [:]

  init(_ text: String = "") {
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0].trimmed)
      guard parts.count == 2, isVariable(name) else { continue }
      var value = String(parts[1].trimmed)
      if let quote = value.first, "'\"".contains(quote), value.count > 1, value.last == quote {
        value = String(value.dropFirst().dropLast())
      } else if let comment = value.firstRange(of: " #") {
        value = String(value[..<comment.lowerBound].trimmed)
      }
      known[name] = value
    }
  }

  /// The value of a variable where nobody supplies one; nil where nothing tells.
  func standard(_ variable: ComposeText.Variable) -> String? {
    if let value = known[variable.name], !value.isEmpty { return ComposeText(value).isLiteral ? value : nil }
    // Nested so deep that it is no honest text.
    guard variable.operation == "-", variable.operand.utf8.count <= 4096 else { return nil }
    return complete(variable.operand)
  }

  /// A text with the values of its variables; those that nothing tells are empty.
  func text(_ text: String) -> String { expand(text).text }

  /// The same; nil where nothing tells the value of a variable.
  func complete(_ text: String) -> String? {
    let result = expand(text)
    return result.isComplete ? result.text : nil
  }

  private func expand(_ text: String) -> (text: String, isComplete: Bool) {
    var (result, isComplete) = ("", true)
    for piece in ComposeText(text).pieces {
      switch piece {
      case .literal(let literal): result += literal
      case .variable(let variable):
        let value = standard(variable)
        result += value ?? ""
        isComplete = isComplete && value != nil
      }
    }
    return (result, isComplete)
  }
}

extension Node {
  /// The entries of a mapping, with those that '<<' merges in.
  var entries: [Entry] {
    guard case .mapping(let entries) = content else { return [] }
    let merged = entries.filter { $0.key.value == "<<" }.flatMap { entry -> [Entry] in
      entry.value.entries + entry.value.items.flatMap(\.entries)
    }
    let own = entries.filter { $0.key.value != "<<" }
    return own + merged.filter { entry in !own.contains { $0.key.value == entry.key.value } }
  }

  var items: [Node] { if case .sequence(let nodes) = content { nodes } else { [] } }

  /// The text of a scalar.
  var text: String? { if case .scalar(let scalar) = content { scalar.text } else { nil } }

  /// The texts of a list.
  var texts: [String] { items.compactMap(\.text) }

  subscript(key: String) -> Node? { entries.first { $0.key.value == key }?.value }

  /// The tree as an overlay puts it into a document; nil where it holds control characters.
  var overlaid: Value? {
    switch content {
    case .scalar(let scalar):
      let isText = scalar.text.unicodeScalars.allSatisfy {
        $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
      }
      return isText ? Value(self) : nil
    case .sequence(let nodes):
      let values = nodes.compactMap(\.overlaid)
      return values.count == nodes.count ? .sequence(values.map { .init($0) }) : nil
    case .mapping:
      let fields = entries.compactMap { entry in
        isLine(entry.key.value) ? entry.value.overlaid.map { Value.Field(entry.key.value, $0) } : nil
      }
      return fields.count == entries.count ? .mapping(fields) : nil
    }
  }
}
