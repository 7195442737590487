package import Diagnostics
import YAML

/// What texts of steps are. References may stand in them, so the same is asked of what they come to.
extension ValueType<Text> {
  /// A text on one line that is of `type` where no reference stands in it.
  static func textLine(of type: ValueType<String>) -> Self {
    Self(shape: { type.shape($0).orReferences }) { node, decoder in
      guard let text = textLine.decode(node, &decoder) else { return nil }
      return text.holdsReference || type.decode(node, &decoder) != nil ? text : nil
    }
  }
}

extension Shape {
  /// The same for a text in which `${…}` may stand.
  var orReferences: Shape {
    guard case .scalar(let phrase, .pattern(let pattern), let readings) = self else { return self }
    return .scalar(
      phrase, .pattern(#"\#(pattern)|[^\x00-\x1F\x7F-\x9F]*\$\{[^\x00-\x1F\x7F-\x9F]*"#), readings: readings)
  }
}

extension ValueType<String> {
  /// The name of a system package, with a version after '=' or ':' where it is pinned.
  static let packageName = scalar("the name of a package", pattern: "[A-Za-z0-9_@][A-Za-z0-9_@.+=:~/*<>-]*") {
    text throws(Refusal) in
    guard isPackage(text) else { throw Refusal(message: "'\(text.printable)' is not the name of a package") }
    return text
  }

  /// The address of a file.
  static let address = scalar("an address with https", pattern: "https://[A-Za-z0-9_.~:/?&=%+,;@-]+") {
    text throws(Refusal) in
    try checked(text, refusal(ofAddress: text))
  }

  /// The address of a git repository.
  static let repositoryAddress = scalar(
    "an address with https and '.git' at its end", pattern: "https://[A-Za-z0-9_.~:/?&=%+,;@-]*\\.git"
  ) { text throws(Refusal) in
    try checked(text, refusal(ofAddress: text, isRepository: true))
  }

  private static func checked(
    _ text: String, _ refusal: (message: String, notes: [Diagnostic.Note])?
  ) throws(Refusal) -> String {
    if let refusal { throw Refusal(message: refusal.message, notes: refusal.notes) }
    return text
  }

  /// The name of an environment variable in which `${…}` may stand.
  static let variableText = ValueType(shape: { variable.shape($0).orReferences }) { node, decoder in
    if case .scalar(let scalar) = node.content, scalar.text.contains("${") { return line.decode(node, &decoder) }
    return variable.decode(node, &decoder)
  }
}

/// A name that package programs take for one.
package func isPackage(_ name: String) -> Bool {
  name.utf8.first.map { isWordByte($0) || $0 == UInt8(ascii: "@") } == true
    && name.utf8.allSatisfy { isWordByte($0) || "@.+-=:~/*<>".utf8.contains($0) }
}

/// The name of an environment variable.
package func isVariable(_ name: String) -> Bool {
  name.utf8.first.map { isWordByte($0) && !isDigit($0) } == true && name.utf8.allSatisfy(isWordByte)
}

/// Why `text` is no address with https, in characters that addresses are made of; nil if it is one.
package func refusal(
  ofAddress text: String, isRepository: Bool = false
) -> (message: String, notes: [Diagnostic.Note])? {
  let isPlain = text.utf8.allSatisfy { isWordByte($0) || "-._~:/?&=%+,;@".utf8.contains($0) }
  guard isPlain, text.hasPrefix("https://"), text.utf8.count > "https://".utf8.count else {
    return (
      "'\(text.printable)' is not an address with https",
      [.init("for example https://example.com/releases/tool-1.2.3.tar.gz")]
    )
  }
  guard isRepository, !text.hasSuffix(".git") else { return nil }
  return (
    "the address of a git repository ends in '.git'",
    [.init("without it the builder would take the address for that of a file")]
  )
}

/// A letter, a digit or '_'.
private func isWordByte(_ byte: UInt8) -> Bool {
  isLowercase(byte) || isUppercase(byte) || isDigit(byte) || byte == UInt8(ascii: "_")
}
