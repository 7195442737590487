import Diagnostics

/// A text of a Dockerfile once its variables are looked up: literals, and what only whoever builds knows.
struct ExpandedText: Equatable {
  enum Piece: Equatable {
    case literal(String)
    /// `arg.NAME` or `target.os`, as specs refer to it.
    case reference(String)
  }

  private(set) var pieces: [Piece] = []

  init(_ literal: String = "") { append(literal) }

  init(reference: String) { pieces = [.reference(reference)] }

  mutating func append(_ text: String) {
    guard !text.isEmpty else { return }
    if case .literal(let before)? = pieces.last {
      pieces[pieces.count - 1] = .literal(before + text)
    } else {
      pieces.append(.literal(text))
    }
  }

  mutating func append(_ text: ExpandedText) {
    for piece in text.pieces {
      if case .literal(let literal) = piece { append(literal) } else { pieces.append(piece) }
    }
  }

  /// nil where something in it is not known.
  var literal: String? {
    if pieces.isEmpty { return "" }
    if pieces.count == 1, case .literal(let text) = pieces[0] { return text }
    return nil
  }

  var isEmpty: Bool { pieces.isEmpty }

  /// As it stands in a spec.
  var written: String {
    pieces.map { piece in
      switch piece {
      case .literal(let text): text.replacing("${", with: "$${")
      case .reference(let name): "${\(name)}"
      }
    }.joined()
  }
}

/// The variables that a stage knows: those of ARG and ENV.
struct StageVariables {
  private(set) var known: [String: ExpandedText] = [:]
  /// Those that ENV set, which stages that start from this one know too.
  private(set) var environment: [String: ExpandedText] = [:]
  /// The arguments among them.
  private(set) var arguments: [String: ExpandedText] = [:]

  /// A variable that has no value, because nothing knows it, expands to this.
  subscript(name: String) -> ExpandedText? { known[name] }

  /// Arguments that are empty unless somebody supplies them: what stands in for them does.
  private var emptyArguments: Set<String> = []

  mutating func set(argument name: String, _ value: ExpandedText, isEmpty: Bool = false) {
    arguments[name] = value
    if isEmpty { emptyArguments.insert(name) } else { emptyArguments.remove(name) }
    if environment[name] == nil { known[name] = value }
  }

  mutating func set(environment name: String, _ value: ExpandedText) {
    environment[name] = value
    known[name] = value
  }

  /// What a stage knows that starts from this one.
  var inherited: StageVariables {
    var variables = StageVariables()
    for (name, value) in arguments {
      variables.set(argument: name, value, isEmpty: emptyArguments.contains(name))
    }
    for (name, value) in environment { variables.set(environment: name, value) }
    return variables
  }
}

/// Why a text cannot be expanded.
struct UnknownVariable: Error {
  let name: String
}

extension StageVariables {
  /// Expands a word as the builder does: variables are replaced, quotes and escapes are gone.
  func expand(_ text: String, escape: Character = "\\") throws(UnknownVariable) -> ExpandedText {
    var result = ExpandedText()
    var rest = text[...]
    var quote: Character?
    while let character = rest.popFirst() {
      switch character {
      case "'" where quote != "\"": quote = quote == "'" ? nil : "'"
      case "\"" where quote != "'": quote = quote == "\"" ? nil : "\""
      case escape where quote != "'":
        guard let next = rest.popFirst() else { continue }
        if quote == "\"", next != "\"", next != "$", next != escape { result.append(String(escape)) }
        result.append(String(next))
      case "$" where quote != "'": result.append(try variable(&rest))
      default: result.append(String(character))
      }
    }
    return result
  }

  /// The variable behind a '$'.
  private func variable(_ rest: inout Substring) throws(UnknownVariable) -> ExpandedText {
    guard rest.first == "{" else {
      let name = rest.prefix { $0.isVariableCharacter }
      guard !name.isEmpty else { return ExpandedText("$") }
      rest = rest.dropFirst(name.count)
      guard let value = known[String(name)] else { throw UnknownVariable(name: String(name)) }
      return value
    }
    rest = rest.dropFirst()
    let name = String(rest.prefix { $0.isVariableCharacter })
    rest = rest.dropFirst(name.count)
    var (inner, depth) = ("", 1)
    while let character = rest.popFirst() {
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      if depth == 0 { break }
      inner.append(character)
    }
    if inner.isEmpty {
      guard let value = known[name] else { throw UnknownVariable(name: name) }
      return value
    }
    // Nested so deep that it is no honest text.
    guard inner.utf8.count <= 4096 else { throw UnknownVariable(name: name) }
    let isStrict = inner.hasPrefix(":")
    let operation = isStrict ? inner.dropFirst() : inner[...]
    let isSet =
      known[name].map { !isStrict || !$0.isEmpty && !(emptyArguments.contains(name) && environment[name] == nil) }
      ?? false
    switch operation.first {
    case "-"?: return isSet ? known[name] ?? ExpandedText() : try expand(String(operation.dropFirst()))
    case "+"?: return isSet ? try expand(String(operation.dropFirst())) : ExpandedText()
    default: throw UnknownVariable(name: "\(name)\(inner)")
    }
  }
}

extension Character {
  var isVariableCharacter: Bool { self == "_" || (isASCII && (isLetter || isNumber)) }
}

/// The words of a line with their quotes; blanks in quotes and behind an escape do not part them.
func quotedWords(_ text: String, escape: Character = "\\") -> [String] {
  var (words, word, quote, isEscaped): ([String], String, Character?, Bool) = ([], "", nil, false)
  for character in text {
    if isEscaped {
      isEscaped = false
    } else if character == escape, quote != "'" {
      isEscaped = true
    } else if character == quote {
      quote = nil
    } else if quote == nil, character == "'" || character == "\"" {
      quote = character
    } else if quote == nil, character == " " || character == "\t" || character == "\n" {
      if !word.isEmpty { words.append(word) }
      word = ""
      continue
    }
    word.append(character)
  }
  return word.isEmpty ? words : words + [word]
}
