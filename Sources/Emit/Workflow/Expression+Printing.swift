import YAML

extension Workflow.Expression {
  /// As GitHub reads it.
  var text: String {
    switch self {
    case .property(let path): path
    case .literal(let text): "'" + text.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
    case .call(let function, let arguments): "\(function)(\(arguments.map(\.text).joined(separator: ", ")))"
    case .not(let operand): "!" + operand.text(inside: .prefix)
    case .equal(let left, let right): "\(left.text(inside: .comparison)) == \(right.text(inside: .comparison))"
    case .unequal(let left, let right): "\(left.text(inside: .comparison)) != \(right.text(inside: .comparison))"
    case .all(let operands): operands.map { $0.text(inside: .and) }.joined(separator: " && ")
    case .any(let operands): operands.map { $0.text(inside: .or) }.joined(separator: " || ")
    }
  }

  /// How tightly an expression binds, loosest first.
  private enum Binding: Int { case or, and, comparison, prefix, atom }

  private var binding: Binding {
    switch self {
    case .property, .literal, .call: .atom
    case .not: .prefix
    case .equal, .unequal: .comparison
    case .all: .and
    case .any: .or
    }
  }

  private func text(inside outer: Binding) -> String {
    binding.rawValue > outer.rawValue ? text : "(\(text))"
  }
}

extension Workflow.Scalar {
  var yaml: Value {
    switch self {
    case .integer(let number): .integer(number)
    case .boolean(let flag): .boolean(flag)
    case .pieces(let pieces): .text(text(of: pieces))
    }
  }

  /// Neighbouring texts are joined first: `$` and `{{` from different values must not become an expression either.
  private func text(of pieces: [Piece]) -> String {
    var (printed, text) = ("", "")
    for piece in pieces {
      switch piece {
      case .text(let more): text += more
      case .expression(let expression):
        printed += literal(text) + "${{ \(expression.text) }}"
        text = ""
      }
    }
    return printed + literal(text)
  }

  /// `text` such that GitHub gives it back: what would start an expression is put out by one.
  private func literal(_ text: String) -> String {
    var (printed, rest) = ("", text[...])
    while let dollar = rest.firstIndex(of: "$") {
      printed += rest[..<dollar]
      let opens = rest[dollar...].hasPrefix("${{")
      printed += opens ? "${{ '${{' }}" : "$"
      rest = rest[dollar...].dropFirst(opens ? 3 : 1)
    }
    return printed + rest
  }
}
