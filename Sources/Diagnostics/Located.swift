/// A value together with the text it came from: its origin.
///
/// Values keep their `Located` from the spec down to the printed line, which is how `explain` answers.
package struct Located<Value: Sendable>: Sendable {
  package let value: Value
  package let range: SourceRange

  package init(_ value: Value, _ range: SourceRange) {
    self.value = value
    self.range = range
  }

  package func map<New: Sendable>(_ transform: (Value) -> New) -> Located<New> {
    Located<New>(transform(value), range)
  }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
