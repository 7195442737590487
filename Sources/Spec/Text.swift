package import Diagnostics
import YAML

/// A string in which `${name}` stands for something that the compiler knows. `$${` is a literal `${`.
package struct Text: Equatable, Sendable {
  package enum Part: Equatable, Sendable {
    case literal(String)
    case reference(Located<String>)
  }

  package let parts: [Part]

  package init(literal: String) { parts = [.literal(literal)] }

  private init(parts: [Part]) { self.parts = parts }

  /// As it stands in a spec.
  package var written: String {
    parts.map { part in
      switch part {
      case .literal(let text): text.split(separator: "${", omittingEmptySubsequences: false).joined(separator: "$${")
      case .reference(let name): "${\(name.value)}"
      }
    }.joined()
  }

  var holdsReference: Bool { parts.contains { if case .reference = $0 { true } else { false } } }

  /// The reference that is all of this text, if it is nothing else.
  package var soleReference: Located<String>? {
    if parts.count == 1, case .reference(let name) = parts[0] { name } else { nil }
  }

  /// Reads a scalar; a reference gets its exact place where the text stands in the source as it is.
  fileprivate static func parse(_ node: Node, _ decoder: inout Decoder) -> Text? {
    guard case .scalar(let scalar) = node.content else { return nil }
    let range = node.range
    let bytes = Array(scalar.text.utf8)
    let quote = scalar.isPlain ? 0 : 1
    var parts: [Part] = []
    var literal: [UInt8] = []
    var index = 0
    func place(_ lower: Int, _ upper: Int) -> SourceRange {
      scalar.isVerbatim ? range.slice(lower + quote, upper + quote) : range
    }
    while index < bytes.count {
      if bytes[index...].starts(with: "$${".utf8) {
        literal += Array("${".utf8)
        index += 3
      } else if bytes[index...].starts(with: "${".utf8) {
        guard let close = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else {
          decoder.report(
            .invalidValue, "'${' without '}'", at: place(index, bytes.count),
            notes: [.init("write '$${' for a literal '${'")])
          return nil
        }
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        literal = []
        let name = String(decoding: bytes[(index + 2)..<close], as: UTF8.self)
        parts.append(.reference(Located(name, place(index, close + 1))))
        index = close + 1
      } else {
        literal.append(bytes[index])
        index += 1
      }
    }
    if !literal.isEmpty || parts.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
    return Text(parts: parts)
  }
}

extension ValueType<Text> {
  /// A text with references; control characters other than newline and tab are refused.
  package static let text = withReferences(.string)
  /// A text with references that stands on one line.
  package static let textLine = withReferences(.line)
  /// The same, or nothing.
  static let textLineOrNothing = withReferences(.lineOrNothing)

  private static func withReferences(_ type: ValueType<String>) -> Self {
    Self(shape: type.shape) { node, decoder in
      type.decode(node, &decoder).flatMap { _ in Text.parse(node, &decoder) }
    }
  }
}
