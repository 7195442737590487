/// What a value looks like when written: the data that errors, the JSON Schema and the reference read.
package indirect enum Shape: Sendable {
  /// A scalar; the phrase says what it holds, as in 'expected a port'.
  case scalar(String)
  case integer(String)
  case boolean
  case choice([String])
  case list(Shape)
  /// Keys are free; the phrase says what they are.
  case map(key: String, value: Shape)
  case mapping(noun: String, keys: [KeyDeclaration])
  /// One key, which names a template and decides what stands below it.
  case template(kind: String)
  case either([Shape])

  /// For 'expected …'.
  package var phrase: String {
    switch self {
    case .scalar(let phrase), .integer(let phrase): phrase
    case .boolean: "true or false"
    case .choice(let names): "one of " + names.sorted().joined(separator: ", ")
    case .list(let element): "a list, each \(element.phrase)"
    case .map(let key, _): "a mapping from \(key)"
    case .mapping(let noun, _): "a mapping (\(noun))"
    case .template(let kind): "the name of a \(kind) template with its options below"
    case .either(let shapes): shapes.map(\.phrase).joined(separator: " or ")
    }
  }
}

/// The one declaration of a key: its name, what it takes, and what it is for.
package struct KeyDeclaration: Sendable {
  package let name: String
  package let shape: Shape
  package let isRequired: Bool
  package let summary: String
}
