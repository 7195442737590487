/// A command of a shell that is nothing but words, with the variables that are set for it.
struct PlainCommand: Equatable {
  var environment: [(name: String, value: ExpandedText)] = []
  var words: [ExpandedText] = []

  static func == (a: Self, b: Self) -> Bool {
    a.words == b.words && a.environment.elementsEqual(b.environment) { $0.name == $1.name && $0.value == $1.value }
  }

  /// The words, where all are known.
  var literals: [String]? {
    let literals = words.compactMap(\.literal)
    return literals.count == words.count ? literals : nil
  }
}

/// The commands of a text that are joined by '&&', where each is nothing but words; nil where the shell does more than
/// that: patterns, pipes, redirections, conditions.
func plainCommands(_ text: String, _ variables: StageVariables) -> [PlainCommand]? {
  var reader = ShellReader(text: text[...], variables: variables)
  return reader.commands()
}

private struct ShellReader {
  var text: Substring
  let variables: StageVariables

  private static let keywords: Set<String> = [
    "if", "then", "else", "fi", "for", "while", "until", "do", "done", "case", "esac", "function", "!", "{", "}", "[[",
    "set", "export", "source", ".", "eval", "trap", "exit", "unset", "return", "alias", "local", "read", "[",
  ]

  mutating func commands() -> [PlainCommand]? {
    var commands: [PlainCommand] = []
    while true {
      guard let command = command() else { return nil }
      commands.append(command)
      if text.isEmpty { return commands }
      guard text.hasPrefix("&&") else { return nil }
      text = text.dropFirst(2)
    }
  }

  private mutating func skipBlanks() { text = text.drop { $0 == " " || $0 == "\t" || $0 == "\n" } }

  private mutating func command() -> PlainCommand? {
    var command = PlainCommand()
    skipBlanks()
    while let first = text.first, first != "&" {
      guard let word = word() else { return nil }
      if command.words.isEmpty, let assignment = assignment(word) {
        command.environment.append(assignment)
      } else {
        command.words.append(word)
      }
      skipBlanks()
    }
    guard let name = command.words.first?.literal, !name.isEmpty, !Self.keywords.contains(name) else { return nil }
    return command
  }

  /// NAME=value in front of a command.
  private func assignment(_ word: ExpandedText) -> (String, ExpandedText)? {
    guard case .literal(let text)? = word.pieces.first, let equals = text.firstIndex(of: "=") else { return nil }
    let name = text[..<equals]
    guard let first = name.first, !first.isNumber, name.allSatisfy(\.isVariableCharacter) else { return nil }
    var value = ExpandedText(String(text[text.index(after: equals)...]))
    for piece in word.pieces.dropFirst() {
      switch piece {
      case .literal(let text): value.append(text)
      case .reference(let name): value.append(ExpandedText(reference: name))
      }
    }
    return (String(name), value)
  }

  /// One word without its quotes; nil where the shell would make something of it.
  private mutating func word() -> ExpandedText? {
    var word = ExpandedText()
    var quote: Character?
    var isStart = true
    while let character = text.first {
      if quote == nil {
        if " \t\n&".contains(character) { return word }
        if "|;<>()`*?[]{}".contains(character) || isStart && "~#".contains(character) { return nil }
      }
      isStart = false
      text = text.dropFirst()
      switch character {
      case "'" where quote != "\"": quote = quote == "'" ? nil : "'"
      case "\"" where quote != "'": quote = quote == "\"" ? nil : "\""
      case "`" where quote == "\"": return nil
      case "\\" where quote != "'":
        guard let next = text.popFirst() else { return nil }
        if quote == "\"", !"\"$`\\".contains(next) { word.append("\\") }
        word.append(String(next))
      case "$" where quote != "'":
        guard let value = variable(isQuoted: quote != nil) else { return nil }
        word.append(value)
      default: word.append(String(character))
      }
    }
    return quote == nil ? word : nil
  }

  /// A variable whose value is one word; nil where it is not known, or would be more than one.
  private mutating func variable(isQuoted: Bool) -> ExpandedText? {
    let isBraced = text.first == "{"
    let rest = isBraced ? text.dropFirst() : text
    let name = rest.prefix { $0.isVariableCharacter }
    guard !name.isEmpty, let value = variables[String(name)] else { return nil }
    text = rest.dropFirst(name.count)
    if isBraced {
      guard text.first == "}" else { return nil }
      text = text.dropFirst()
    }
    if let literal = value.literal, !isQuoted, literal.isEmpty || literal.contains(where: { " \t\n*?[".contains($0) }) {
      return nil
    }
    return value
  }
}

/// What a text of shell commands installs with apt or apk, where it does nothing else.
func installedPackages(_ commands: [PlainCommand]) -> (installer: String, packages: [String])? {
  var (installer, packages): (String?, [String]) = (nil, [])
  for command in commands {
    guard command.environment.allSatisfy({ $0.name == "DEBIAN_FRONTEND" }), var words = command.literals else {
      return nil
    }
    if words.first == "sudo" { words.removeFirst() }
    switch (words.first ?? "", words.dropFirst().first { !$0.hasPrefix("-") } ?? "") {
    case ("apt-get", "update"), ("apt", "update"), ("apk", "update"), ("apt-get", "clean"), ("apt", "clean"),
      ("apt-get", "autoremove"), ("apt-get", "autoclean"):
      break
    case ("apt-get", "install"), ("apt", "install"):
      guard installer != "apk", let names = names(words, options: aptOptions) else { return nil }
      (installer, packages) = ("apt", packages + names)
    case ("apk", "add"):
      guard installer != "apt", let names = names(words, options: apkOptions) else { return nil }
      (installer, packages) = ("apk", packages + names)
    case ("rm", _):
      let paths = words.dropFirst().filter { !$0.hasPrefix("-") }
      guard paths.allSatisfy({ $0.hasPrefix("/var/lib/apt") || $0.hasPrefix("/var/cache/") }) else { return nil }
    default: return nil
    }
  }
  return installer.flatMap { packages.isEmpty ? nil : ($0, packages) }
}

private let aptOptions: Set<String> = [
  "-y", "-q", "-qq", "-yq", "-qy", "-yqq", "-qqy", "--yes", "--assume-yes", "--no-install-recommends", "--quiet",
  "--fix-missing", "-f",
]
private let apkOptions: Set<String> = [
  "--no-cache", "--update", "-U", "--update-cache", "-q", "--quiet", "--no-progress",
]

/// What stands behind 'install' or 'add', where all options are such that packages are installed all the same.
private func names(_ words: [String], options: Set<String>) -> [String]? {
  let rest = words.dropFirst()
  let verb = rest.firstIndex { !$0.hasPrefix("-") } ?? rest.endIndex
  let names = rest.enumerated().filter { $0.offset != verb - 1 && !$0.element.hasPrefix("-") }.map(\.element)
  guard rest.filter({ $0.hasPrefix("-") }).allSatisfy(options.contains) else { return nil }
  let isPlain = names.allSatisfy { name in
    name.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || "@.+-=:~_".utf8.contains(byte)
    } && name.first.map { $0 != "." && $0 != "+" } == true
  }
  return isPlain ? names : nil
}

/// A text of commands on lines of its own: after each '&&' that is in no quotes, one begins.
func brokenAtCommands(_ text: String) -> String {
  var (result, quote, isEscaped): (String, Character?, Bool) = ("", nil, false)
  var rest = text[...]
  while let character = rest.popFirst() {
    result.append(character)
    if isEscaped {
      isEscaped = false
    } else if character == "\\", quote != "'" {
      isEscaped = true
    } else if let open = quote {
      if character == open { quote = nil }
    } else if character == "'" || character == "\"" {
      quote = character
    } else if character == "&", rest.first == "&" {
      result.append("&\n")
      rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
    }
  }
  return result.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    String(line.dropLast(line.reversed().prefix { $0 == " " || $0 == "\t" }.count))
  }.joined(separator: "\n")
}
