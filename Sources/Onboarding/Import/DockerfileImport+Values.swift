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
      if let standard, isLine(standard), !isSecretName(name) {
        let known = build.arguments.first { $0.name == name }
        if known == nil { build.arguments.append((name, standard)) }
        // One argument has one value for all stages.
        let isSame = known.map { $0.standard == standard || parts.count == 1 } ?? true
        declare(name, isSame ? ExpandedText(reference: "arg.\(name)") : ExpandedText(standard))
      } else if parts.count == 1, let value = global[name] {
        declare(name, value)
      } else if standard == nil, !isSecretName(name) {
        if !build.arguments.contains(where: { $0.name == name }) { build.arguments.append((name, nil)) }
        declare(name, ExpandedText(reference: "arg.\(name)"))
        remark = "whoever builds has to supply '\(name)' now"
      } else {
        declare(name, ExpandedText(standard ?? ""))
        reason =
          isSecretName(name)
          ? "'\(name)' is a secret, and an argument stays readable in the image: see 'secrets' of a step"
          : "'\(name)' is empty unless one is supplied, and arguments of a spec have a value or must be supplied"
      }
    }
    grade(instruction, reason == nil ? .expressed : .missing, reason ?? remark)
  }

  private mutating func declare(_ name: String, _ value: ExpandedText) {
    if stage == nil { global.set(argument: name, value) } else { variables.set(argument: name, value) }
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
      if value.isEmpty {
        reason = "'\(name)' is empty, and a spec has no empty values; a program sees no variable instead"
      } else if isLine(value.written) {
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
  let secret = ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"]
  return words.contains { secret.contains($0) } && !words.contains { ["public", "file", "version"].contains($0) }
}
