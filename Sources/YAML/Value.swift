package import Diagnostics

/// A YAML tree to be printed: what backends of YAML formats lower to.
///
/// Text is text: `.string("no")` is printed such that every YAML reader gives back the string `no`.
package indirect enum Value: Sendable {
  case string(String)
  /// A block of lines, printed as a literal block where that is possible.
  case text(String)
  /// The same, line by line, where lines have origins of their own.
  case lines([Located<String>])
  case integer(Int)
  case boolean(Bool)
  case null
  case sequence([Item])
  case mapping([Field])
  /// A sequence or mapping on one line; only for short collections of scalars.
  case flow([Value])

  package struct Item: Sendable {
    package let value: Value
    let origin: SourceRange?
    let comment: [String]

    package init(_ value: Value, origin: SourceRange? = nil, comment: [String] = []) {
      self.value = value
      self.origin = origin
      self.comment = comment
    }
  }

  /// A key with its value, the place both came from, comment lines above, and a remark behind.
  package struct Field: Sendable {
    package let key: String
    let value: Value
    let origin: SourceRange?
    let comment: [String]
    let remark: String?
    /// The fields of the value have empty lines between them.
    let isSpaced: Bool

    package init(
      _ key: String, _ value: Value, origin: SourceRange? = nil, comment: [String] = [], remark: String? = nil,
      isSpaced: Bool = false
    ) {
      self.isSpaced = isSpaced
      self.key = key
      self.value = value
      self.origin = origin
      self.comment = comment
      self.remark = remark
    }
  }
}

extension Value {
  package static func strings(_ strings: [String]) -> Value { .flow(strings.map { .string($0) }) }

  package static func list(_ strings: [Located<String>]) -> Value {
    .sequence(strings.map { Item(.string($0.value), origin: $0.range) })
  }
}
