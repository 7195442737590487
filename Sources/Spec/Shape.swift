package import Diagnostics

/// What a value looks like when written: the data that errors, the JSON Schema and the reference read.
package indirect enum Shape: Equatable, Sendable {
  /// A scalar; the phrase says what it holds, as in 'expected a port'.
  case scalar(String, Form = .free, readings: [Reading] = Reading.allCases)
  case integer(String, ClosedRange<Int>)
  case boolean
  /// Whatever the format has that the value goes into.
  case anything
  case choice([String])
  case list(Shape, atLeast: Int = 0)
  /// Keys are free.
  case map(key: Shape, value: Shape)
  case mapping(noun: String, keys: [KeyDeclaration])
  /// One key of `choices`, which names a template and has its options below; any of `others` may stand beside it.
  case template(kind: String, choices: [KeyDeclaration] = [], others: [KeyDeclaration] = [])
  /// The options of a template; nothing may be written where none is required.
  case options(noun: String, keys: [KeyDeclaration])
  case either([Shape])

  /// For 'expected …'.
  package var phrase: String {
    switch self {
    case .scalar(let phrase, _, _): phrase
    case .integer(let phrase, let range): "\(phrase), \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .anything: "any value"
    case .choice(let names) where names.count == 1: names[0]
    case .choice(let names): "one of " + names.sorted().joined(separator: ", ")
    case .list(let element, _): "a list, each \(element.phrase)"
    case .map(let key, let value): "a mapping from \(key.phrase) to \(value.phrase)"
    case .mapping(let noun, _), .options(let noun, _): "a mapping (\(noun))"
    case .template(let kind, _, _): "the name of a \(kind) template with its options below"
    case .either(let shapes): shapes.map(\.phrase).joined(separator: ", or ")
    }
  }
}

extension Shape {
  /// What can be told of a scalar's text without its parser.
  package enum Form: Equatable, Sendable {
    case free
    /// A regular expression of ECMA-262 that the whole text matches.
    case pattern(String)
    case names([String])
  }

  /// What YAML readers take a text without quotes for, if not for a string. The compiler reads its text all the same.
  package enum Reading: String, CaseIterable, Sendable {
    case number, boolean, null

    var samples: [String] {
      switch self {
      case .number: ["1", "1.5", "-1"]
      case .boolean: ["true", "false"]
      case .null: ["null", "~"]
      }
    }
  }
}

/// The one declaration of a key: its name, what it takes, and what it is for.
package struct KeyDeclaration: Equatable, Sendable {
  package let name: String
  package internal(set) var shape: Shape
  package internal(set) var isRequired: Bool
  /// Value where none is written, if the declaration knows it.
  package var standard: OptionValue?
  package let summary: String
  /// Where a template declares it; nil for a key of the language itself.
  package var origin: SourceRange?
  /// How it is written, with what has to be there; nil where the summary says enough.
  var example: String?
}
