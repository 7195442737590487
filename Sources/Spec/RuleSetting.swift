package import Diagnostics
import YAML

/// What a workspace makes of the findings of a rule.
package enum RuleSetting: String, CaseIterable, Sendable {
  case off, warning, error

  /// nil where findings are not reported.
  package var severity: Diagnostic.Severity? {
    switch self {
    case .off: nil
    case .warning: .warning
    case .error: .error
    }
  }
}

extension ValueType<RuleSetting> {
  static let ruleSetting = choice(RuleSetting.allCases.map { ($0.rawValue, $0) })
}

extension ValueType<String> {
  /// The name of a rule whose severity may be changed, as a key.
  static let adjustableRule = Self(shape: adjustable.shape) { node, decoder in
    if case .scalar(let scalar) = node.content, let rule = Rule.all.first(where: { $0.name == scalar.text }),
      !rule.isAdjustable
    {
      decoder.report(
        .invalidValue, "the severity of '\(rule.name)' cannot be changed", at: node.range,
        notes: [.init("'scantling explain \(rule.name)' says what it guards")])
      return nil
    }
    return adjustable.decode(node, &decoder)
  }

  private static let adjustable = choice(Rule.all.filter(\.isAdjustable).map { ($0.name, $0.name) })
}
