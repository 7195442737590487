import Diagnostics
import IR

/// What a service, or what all of them have in common, comes to once everything is resolved: the plan for people to
/// read and review, and for the comparison with the plan of another day.
///
/// Keys are those of specs where specs have them. Each thing is said once: what follows from a value (the labels of an
/// image from its description, its digest from the lock) is not said again, so that one change is one line.
package struct Record: Sendable {
  /// A key with its value; where nothing is to be said there is no field.
  struct Field: Sendable {
    let key: String
    let value: Value
  }

  indirect enum Value: Sendable {
    case text(Located<String>)
    case number(Located<Int>)
    case flag(Located<Bool>)
    /// With an origin for where it is empty.
    case list([Located<String>], SourceRange)
    case fields([Field])
  }

  let fields: [Field]
  let origin: SourceRange
}

extension Record.Field {
  init(_ key: String, _ text: Located<String>) { self.init(key: key, value: .text(text)) }
  init(_ key: String, _ number: Located<Int>) { self.init(key: key, value: .number(number)) }

  init?(_ key: String, _ text: Located<String>?) {
    guard let text else { return nil }
    self.init(key, text)
  }

  init?(_ key: String, _ number: Located<Int>?) {
    guard let number else { return nil }
    self.init(key, number)
  }

  init?(_ key: String, _ list: [Located<String>]) {
    guard let first = list.first else { return nil }
    self.init(key: key, value: .list(list, first.range))
  }

  init?(_ key: String, _ fields: [Self?]) {
    let fields = fields.compactMap { $0 }
    guard !fields.isEmpty else { return nil }
    self.init(key: key, value: .fields(fields))
  }
}
