import Diagnostics
import YAML

/// Arguments and environment.
extension DockerfileImport {
  private static let platformArguments: Set<String> = [
    "TARGETOS", "TARGETARCH", "TARGETVARIANT", "TARGETPLATFORM", "BUILDPLATFORM", "BUILDOS", "BUILDARCH",
    "BUILDVARIANT",
  ]

  mutating func argument(_ instruction: DockerfileInput.Instruction) {
    var (reason, remark): (String?, String?) = (nil, nil)
    for word in quotedWords(instruction.arguments.value, escape: escape) {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      guard isVariable(name) else {
        reason = "'\(name.printable)' is no name of a variable"
        continue
      }
      if Self.platformArguments.contains(name) {
        if let target = targetReference(name) { declare(name, target) }
        continue
      }
      let standard = givenArguments[name] ?? (parts.count > 1 ? standardValue(String(parts[1])) : nil)
      guard !isSecretName(name) else {
        declare(name, ExpandedText(standard ?? ""))
        reason = "'\(name)' is a secret, and an argument stays readable in the image: see 'secrets' of a step"
        continue
      }
      if standard == nil, let value = global[name] {
        declare(name, value)
        continue
      }
      let value = standard ?? ""
      guard isHostValue(value) else {
        declare(name, ExpandedText(value))
        remark = "'\(name)' is no word, so its value stands wherever it is used"
        continue
      }
      let known = build.arguments.first { $0.name == name }
      if known == nil { build.arguments.append((name, value)) }
      // One argument has one value for all stages.
      let isSame = known.map { $0.standard == value || standard == nil } ?? true
      declare(name, isSame ? ExpandedText(reference: "arg.\(name)") : ExpandedText(value), isEmpty: value.isEmpty)
    }
    grade(instruction, reason == nil ? .expressed : .missing, reason ?? remark)
  }

  private mutating func declare(_ name: String, _ value: ExpandedText, isEmpty: Bool = false) {
    if stage == nil {
      global.set(argument: name, value, isEmpty: isEmpty)
    } else {
      variables.set(argument: name, value, isEmpty: isEmpty)
    }
  }

  private func standardValue(_ text: String) -> String? {
    let expanded = try? (stage == nil ? global : variables).expand(text, escape: escape)
    guard let expanded else { return nil }
    if let literal = expanded.literal { return literal }
    return expanded.pieces.map { piece in
      switch piece {
      case .literal(let text): text
      case .reference(let name): build.arguments.first { "arg.\($0.name)" == name }?.standard ?? ""
      }
    }.joined()
  }

  mutating func environment(_ instruction: DockerfileInput.Instruction) {
    let words = quotedWords(instruction.arguments.value, escape: escape)
    var pairs: [(name: String, value: String)] = []
    if let first = words.first, !first.contains("=") {
      // The old form: all that follows the name is its value.
      let rest = instruction.arguments.value.drop { $0 != " " && $0 != "\t" }.trimmed
      pairs = [(first, String(rest))]
    } else {
      pairs = words.compactMap { word in
        word.firstIndex(of: "=").map { (String(word[..<$0]), String(word[word.index(after: $0)...])) }
      }
    }
    var (fields, reason): ([Value.Field], String?) = ([], nil)
    for (name, text) in pairs {
      if name == "PATH", let folder = searchPath(text) {
        add([.init("path", .string(folder))])
        continue
      }
      guard let value = expand(text, instruction) else { return }
      guard isVariable(name) else {
        reason = "'\(name.printable)' is no name of a variable"
        continue
      }
      variables.set(environment: name, value)
      if value.isEmpty || isLine(value.written) {
        fields.append(.init(name, .string(value.written)))
      } else {
        reason = "the value of '\(name)' has more than one line"
      }
    }
    if !fields.isEmpty { add([.init("env", .mapping(fields))]) }
    grade(instruction, reason == nil ? .expressed : .missing, reason)
  }

  /// The folder that `folder:$PATH` puts first.
  private func searchPath(_ text: String) -> String? {
    let plain = String(text.filter { $0 != "\"" })
    for end in [":$PATH", ":${PATH}"] where plain.hasSuffix(end) {
      let folder = (try? variables.expand(String(plain.dropLast(end.count)), escape: escape))?.literal
      return folder.flatMap { $0.hasPrefix("/") && isImagePath($0) ? $0 : nil }
    }
    return nil
  }
}

/// The name of an environment variable.
func isVariable(_ name: String) -> Bool {
  !name.isEmpty && name.first?.isNumber == false && name.allSatisfy(\.isVariableCharacter)
}

/// A variable of the name holds a secret more often than not.
func isSecretName(_ name: String) -> Bool {
  let words = name.lowercased().split(separator: "_").map(String.init)
  // The ID of a key, as in AWS_ACCESS_KEY_ID, is its name.
  guard words.suffix(2) != ["key", "id"] else { return false }
  let secret = ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"]
  return words.contains { secret.contains($0) } && !words.contains { ["public", "file", "version"].contains($0) }
}
