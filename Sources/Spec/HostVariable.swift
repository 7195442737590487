import Diagnostics
import YAML

/// `{ variable: LOG_LEVEL, default: info }`: a value that whoever starts the services supplies in the environment.
package struct HostVariable: MappingDecodable, Hashable {
  package static let noun = "setting"
  package let name: String
  /// Value where the variable is not set; it has to be set where there is none.
  package private(set) var standard: String?
  /// Value in development where it is not set; the standard one if there is none.
  package private(set) var development: String?
  /// What it is to be set to, for people.
  package let description: String?

  package init?(_ keys: inout Keys) {
    let name = keys.required(
      "variable", .variable, "Environment variable that supplies the value; without a default it has to be set")
    standard = keys.optional("default", .hostValue, "Value where the variable is not set")?.value
    development = keys.optional("development", .hostValue, "The same in development, if that is another")?.value
    description = keys.optional("description", .remark, "What it is to be set to, for whoever has not set it")?.value
    guard let name else { return nil }
    self.name = name.value
  }

  package var inDevelopment: String? { development ?? standard }

  /// The same with other values in place of those that are written here.
  package func mapValues(_ change: (String) -> String) -> Self {
    var result = self
    (result.standard, result.development) = (standard.map(change), development.map(change))
    return result
  }

  /// As it stands in a spec.
  var written: String {
    let others = [("default", standard), ("development", development), ("description", description)]
    let fields = others.map { key, value in value.map { ", \(key): \($0.isEmpty ? "\"\"" : $0)" } ?? "" }
    return "{ variable: \(name)" + fields.joined() + " }"
  }

  var members: [(name: String, value: JSON)] {
    let others = [("default", standard), ("development", development), ("description", description)]
    return [("variable", .string(name))] + others.compactMap { key, value in value.map { (key, .string($0)) } }
  }
}

/// A value that is written, or that whoever starts the services supplies.
package enum Setting: Equatable, Sendable {
  case literal(Text)
  case variable(HostVariable)
}

extension ValueType<Setting> {
  /// On one line.
  static let setting = setting(.textLine)
  /// Of an environment variable.
  static let environmentValue = setting(.text)

  private static func setting(_ text: ValueType<Text>) -> Self {
    let variable = ValueType<HostVariable>.mapping(HostVariable.self)
    return Self(shape: { .either([text.shape($0), variable.shape($0)]) }) { node, decoder in
      if case .mapping = node.content { return variable.decode(node, &decoder).map { .variable($0) } }
      return text.decode(node, &decoder).map { .literal($0) }
    }
  }
}

extension ValueType<String> {
  /// A word, or nothing: what may stand in a variable's place.
  static let hostValue = scalar("a word, or nothing in quotes", pattern: "[A-Za-z0-9._+@/:-]*") {
    text throws(Refusal) in
    guard text.utf8.allSatisfy({ isLowercase($0) || isUppercase($0) || isDigit($0) || "._-+@/:".utf8.contains($0) })
    else {
      throw Refusal(
        message: "'\(text.printable)' is not a word",
        notes: [.init("use letters, digits, and '.', '_', '-', '+', '@', '/', ':'")])
    }
    return text
  }

  /// A line without what would end it or be expanded inside of a variable of compose.
  static let remark = scalar("a text on one line", pattern: #"[^\x00-\x1F\x7F-\x9F${}\\]+"#) { text throws(Refusal) in
    let isLine = !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    guard isLine, !text.isEmpty, !text.contains(where: { "${}\\".contains($0) }) else {
      throw Refusal(message: "the text has to stand on one line, without '$', braces and backslashes")
    }
    return text
  }
}
