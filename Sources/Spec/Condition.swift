package import Diagnostics
import YAML

/// When something of a template holds.
package indirect enum Condition: Sendable {
  case constant(Bool)
  /// The build platform is not the platform built for. Known only when the image is built.
  case crossCompiling
  /// An option is set: not empty, not false.
  case isSet(Located<String>)
  case isOne(Located<String>, of: [String])
  /// The option, a version, is below or at least what is given.
  case versionBelow(Located<String>, String)
  case versionAtLeast(Located<String>, String)
  case not(Condition)
  case all([Condition])
}

extension ValueType<Condition> {
  /// The name of an option; or options with their values, all of which have to hold: true is for one that is set,
  /// `[uv, poetry]` for one of several, `<18` and `>=18` compare versions, and `not` is for what must not hold.
  package static let condition = Self(
    .either([.boolean, .scalar("the name of an option"), conditions(.map(key: option, value: values))])
  ) {
    node, decoder in
    guard let condition = Condition(node) else {
      decoder.report(.wrongType, "expected the name of an option, or options with their values", at: node.range)
      return nil
    }
    guard condition.isKnown || condition.isCrossCompiling else {
      decoder.report(
        .invalidValue, "'cross-compiling' is known only while an image is built, so it stands alone", at: node.range)
      return nil
    }
    return condition
  }

  private static let option = Shape.scalar("an option, or not")
  private static let values = Shape.either([.scalar("a value"), .list(.scalar("a value"))])

  private static func conditions(_ negated: Shape) -> Shape {
    .map(key: option, value: .either([.scalar("a value"), .list(.scalar("a value")), negated]))
  }
}

extension Condition {
  package var isCrossCompiling: Bool { if case .crossCompiling = self { true } else { false } }

  /// It can be told when files are generated.
  fileprivate var isKnown: Bool {
    switch self {
    case .crossCompiling: false
    case .not(let condition): condition.isKnown
    case .all(let conditions): conditions.allSatisfy(\.isKnown)
    case .constant, .isSet, .isOne, .versionBelow, .versionAtLeast: true
    }
  }

  fileprivate init?(_ node: Node) {
    switch node.content {
    case .scalar(let scalar):
      switch scalar.text {
      case "": return nil
      case "true", "false": self = .constant(scalar.text == "true")
      case "cross-compiling": self = .crossCompiling
      case let option: self = .isSet(Located(option, node.range))
      }
    case .mapping(let entries):
      let conditions = entries.compactMap { Condition($0) }
      guard !entries.isEmpty, conditions.count == entries.count else { return nil }
      self = conditions.count == 1 ? conditions[0] : .all(conditions)
    case .sequence: return nil
    }
  }

  /// One option and what it has to be, or `not` and what must not hold.
  private init?(_ entry: Node.Entry) {
    if entry.key.value == "not" {
      guard let negated = Condition(entry.value) else { return nil }
      self = .not(negated)
      return
    }
    switch entry.value.content {
    case .scalar(let scalar) where scalar.text.hasPrefix(">="):
      self = .versionAtLeast(entry.key, String(scalar.text.dropFirst(2)))
    case .scalar(let scalar) where scalar.text.hasPrefix("<"):
      self = .versionBelow(entry.key, String(scalar.text.dropFirst()))
    case .scalar(let scalar) where scalar.text == "true": self = .isSet(entry.key)
    case .scalar(let scalar) where scalar.text == "false": self = .not(.isSet(entry.key))
    case .scalar(let scalar): self = .isOne(entry.key, of: [scalar.text])
    case .sequence(let nodes):
      let texts = nodes.compactMap { node -> String? in
        if case .scalar(let scalar) = node.content { scalar.text } else { nil }
      }
      guard !nodes.isEmpty, texts.count == nodes.count else { return nil }
      self = .isOne(entry.key, of: texts)
    case .mapping: return nil
    }
  }
}
