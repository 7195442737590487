package import Diagnostics
import YAML

/// A command, and when it is the one.
package struct CommandAlternative: MappingDecodable {
  package static let noun = "command"
  package let words: [Located<Text>]
  package let condition: Located<Condition>?

  package init?(_ keys: inout Keys) {
    let words = keys.required("command", .list(of: .text), "The command")
    condition = keys.optional("when", .condition, "When it is the one; of several, the first counts")
    guard let words else { return nil }
    self.words = words.value
  }

  fileprivate init(words: [Located<Text>]) {
    self.words = words
    condition = nil
  }
}

extension ValueType<[CommandAlternative]> {
  /// `[node, server.js]`, or a list of commands each of which has a condition.
  static let command = Self(shape: { decoder in
    .either([
      .list(ValueType<Text>.text.shape(decoder), atLeast: 1), .list(alternative.shape(decoder), atLeast: 1),
    ])
  }) { node, decoder in
    guard case .sequence(let nodes) = node.content, let first = nodes.first else {
      decoder.expected(.list(.scalar("a word of a command")), found: node)
      return nil
    }
    guard case .mapping = first.content else {
      return ValueType<[Located<Text>]>.list(of: .text).decode(node, &decoder).map { [CommandAlternative(words: $0)] }
    }
    return nodes.compactMap { alternative.decode($0, &decoder) }
  }

  /// `[node, server.js]`, where there is nothing to choose by.
  static let oneCommand = ValueType<[Located<Text>]>.list(of: .text).map { [CommandAlternative(words: $0)] }

  private static let alternative = ValueType<CommandAlternative>.mapping(CommandAlternative.self)
}
