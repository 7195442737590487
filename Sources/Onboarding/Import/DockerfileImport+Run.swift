import Diagnostics
import Driver
import YAML

/// Commands.
extension DockerfileImport {
  mutating func run(_ instruction: DockerfileInput.Instruction) {
    noteUsers(instruction.arguments.value)
    for heredoc in instruction.heredocs { noteUsers(heredoc.text) }
    guard let mounts = mounts(instruction) else { return }
    if let words = instruction.execForm, instruction.heredocs.isEmpty {
      guard !words.isEmpty, words.allSatisfy(isLine) else { return grade(instruction, .missing, "it runs nothing") }
      let text = words.map { ExpandedText($0) }
      return addRun([text.map(\.written)], [], mounts, instruction)
    }
    if !shell.isEmpty { return runInShell(instruction, mounts) }
    // What was downloaded to install from is removed in either way.
    let tidied = instruction.arguments.value.replacing("/apt/lists/*", with: "/apt/lists")
    if instruction.heredocs.isEmpty, mounts.fields.isEmpty,
      let installed = plainCommands(tidied, variables).flatMap({ installedPackages($0) })
    {
      add([.init("packages", .strings(installed.packages))])
      return grade(instruction, mounts.grade, mounts.reason)
    }
    if instruction.heredocs.isEmpty, let commands = plainCommands(instruction.arguments.value, variables) {
      let isPlain = commands.flatMap(\.words).allSatisfy { isLine($0.written) }
      let assigned = commands.flatMap(\.environment)
      if isPlain, assigned.isEmpty || commands.count == 1 {
        commands.flatMap(\.words).forEach { note($0) }
        assigned.forEach { note($0.value) }
        let environment = assigned.filter { !$0.value.isEmpty }.map { Value.Field($0.name, .string($0.value.written)) }
        return addRun(commands.map { $0.words.map(\.written) }, environment, mounts, instruction)
      }
    }
    addScript(instruction, mounts)
  }

  private mutating func addRun(
    _ commands: [[String]], _ environment: [Value.Field], _ mounts: Mounts,
    _ instruction: DockerfileInput.Instruction
  ) {
    let value: Value =
      commands.count == 1 ? .strings(commands[0]) : .sequence(commands.map { .init(.strings($0)) })
    let env = environment.isEmpty ? [] : [Value.Field("env", .mapping(environment))]
    add([.init("run", value)] + env + mounts.fields)
    grade(instruction, mounts.grade, mounts.reason)
  }

  /// Another shell than the standard one runs the text.
  private mutating func runInShell(_ instruction: DockerfileInput.Instruction, _ mounts: Mounts) {
    let text = instruction.heredocs.first?.text ?? instruction.arguments.value
    guard isLine(text) else { return grade(instruction, .missing, "lines for another shell than the standard one") }
    let words = (shell + [text]).map { ExpandedText($0).written }
    addRun([words], scriptEnvironment(text), mounts, instruction)
  }

  private mutating func addScript(_ instruction: DockerfileInput.Instruction, _ mounts: Mounts) {
    let arguments = instruction.arguments.value
    var text: String
    if let heredoc = instruction.heredocs.first, heredocMarks(arguments).count == 1,
      arguments.drop(while: { $0 == "<" || $0 == "-" }).allSatisfy({ $0.isVariableCharacter || "'\"".contains($0) })
    {
      text = heredoc.text
    } else {
      text = brokenAtCommands(arguments) + "\n"
      for heredoc in instruction.heredocs { text += heredoc.text + heredoc.name + "\n" }
    }
    text = text.filter { $0 != "\r" }
    guard text.unicodeScalars.allSatisfy({ $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control }),
      text.contains(where: { !$0.isWhitespace })
    else { return grade(instruction, .missing, "it holds control characters, or nothing") }
    let environment = scriptEnvironment(text)
    let env = environment.isEmpty ? [] : [Value.Field("env", .mapping(environment))]
    add([.init("script", .text(text))] + env + mounts.fields)
    grade(instruction, .raw, mounts.reason)
  }

  /// The arguments that a text for a shell refers to, as its environment.
  private mutating func scriptEnvironment(_ text: String) -> [Value.Field] {
    var fields: [Value.Field] = []
    for (name, value) in variables.arguments.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
      guard text.contains("$\(name)") || text.contains("${\(name)"), variables.environment[name] == nil,
        isLine(value.written), !isSecretName(name)
      else { continue }
      note(value)
      fields.append(.init(name, .string(value.written)))
    }
    return fields
  }

  // MARK: Mounts

  struct Mounts {
    var fields: [Value.Field] = []
    var grade = Grade.expressed
    var reason: String?
  }

  /// What the flags say; nil where something of them has no key, which is graded.
  private mutating func mounts(_ instruction: DockerfileInput.Instruction) -> Mounts? {
    var mounts = Mounts()
    var (caches, secrets, usesSSH): ([Value.Field], [Value.Field], Bool) = ([], [], false)
    for flag in instruction.flags {
      guard flag.name == "mount", let text = flag.value.flatMap({ literal($0, instruction) }) else {
        if flag.name == "mount" { return nil }
        if flag.name == "network", flag.value == "default" { continue }
        grade(instruction, .missing, "'--\(flag.name.printable)' has no key")
        return nil
      }
      let options = Dictionary(
        text.split(separator: ",").map { part -> (String, String) in
          let pair = part.split(separator: "=", maxSplits: 1)
          return (String(pair.first ?? ""), pair.count > 1 ? String(pair[1]) : "true")
        }
      ) { first, _ in first }
      let target = options["target"] ?? options["dst"] ?? options["destination"]
      switch options["type"] ?? "bind" {
      case "cache":
        guard let target, isImagePath(joined(target)) else { continue }
        let id = serviceName(options["id"] ?? target) ?? "cache"
        let path = Value.string(joined(target))
        let isLocked = options["sharing"] == "locked" || options["sharing"] == "private"
        let value = isLocked ? Value.mapping([.init("path", path), .init("sharing", .string("locked"))]) : path
        if !caches.contains(where: { $0.key == id }) { caches.append(.init(id, value)) }
      case "secret":
        guard
          let id = (options["id"] ?? target?.split(separator: "/").last.map(String.init)).flatMap({ serviceName($0) })
        else { continue }
        var fields: [Value.Field] = []
        if let variable = options["env"], isVariable(variable) {
          fields.append(.init("env", .string(variable)))
        } else {
          fields.append(.init("file", .string(target.map { joined($0) } ?? "/run/secrets/\(options["id"] ?? id)")))
        }
        if options["required"] != "true" { fields.append(.init("optional", .boolean(true))) }
        secrets.append(.init(id, .mapping(fields)))
      case "ssh": usesSSH = true
      case "tmpfs": mounts.reason = "what it writes to the folder in memory stays in the layer"
      default:
        guard copyInstead(options, target: target) else {
          grade(instruction, .missing, "a bind mount of more than files that could be copied")
          return nil
        }
        (mounts.grade, mounts.reason) = (.raw, "files that were mounted are copied, and stay in the layer")
      }
    }
    if !caches.isEmpty { mounts.fields.append(.init("cache", .mapping(caches))) }
    if !secrets.isEmpty { mounts.fields.append(.init("secrets", .mapping(secrets))) }
    if usesSSH { mounts.fields.append(.init("ssh", .boolean(true))) }
    return mounts
  }

  /// A bind mount as a copy: of a file or folder to its target.
  private mutating func copyInstead(_ options: [String: String], target: String?) -> Bool {
    guard let stage, let target, isImagePath(target) else { return false }
    let parts = (options["source"] ?? options["src"] ?? ".").split(separator: "/").filter { $0 != "." }
    let path = parts.isEmpty ? "." : parts.joined(separator: "/")
    guard path == "." || isImagePath(path), !parts.contains("..") else { return false }
    guard let from = options["from"] else {
      add([.init("copy", .strings([path])), .init("to", .string(target))])
      return true
    }
    var reason: String?
    let source = stageNames[from.lowercased()] ?? image(from, &reason)
    guard !source.isEmpty else { return false }
    build.stages[stage].uses.append(source)
    add([
      .init("copy", .strings(["/\(path == "." ? "" : path)"])), .init("from", .string(source)),
      .init("to", .string(target)),
    ])
    return true
  }

  // MARK: Users

  /// Remembers the numbers of users that a text makes with adduser or useradd.
  private mutating func noteUsers(_ text: String) {
    for command in text.split(whereSeparator: { "&;|\n".contains($0) }) {
      let words = quotedWords(String(command))
      guard let start = words.firstIndex(where: { ["adduser", "useradd"].contains($0) }), let name = words.last else {
        continue
      }
      for (index, word) in words.enumerated() where index > start {
        let value = word.split(separator: "=").last.flatMap { Int($0) }
        let isNumber = ["-u", "--uid"].contains(words[index - 1]) || word.hasPrefix("--uid=")
        if isNumber, let id = value ?? number(word) { userIDs[name] = id }
      }
    }
  }

  private func number(_ word: String) -> Int? { (try? variables.expand(word))?.literal.flatMap { Int($0) } }

  // MARK: Health

  mutating func healthcheck(_ instruction: DockerfileInput.Instruction) {
    let text = instruction.arguments.value
    if text.uppercased() == "NONE" {
      build.health = ImportedHealth()
      return grade(instruction, .expressed)
    }
    guard text.uppercased().hasPrefix("CMD") else { return grade(instruction, .missing, "it has no command") }
    let command = String(text.dropFirst(3).trimmed)
    guard let words = jsonStrings(command) ?? (isLine(command) ? ["/bin/sh", "-c", command] : nil), !words.isEmpty
    else {
      return grade(instruction, .missing, "it has no command")
    }
    var fields: [Value.Field] = []
    for flag in instruction.flags {
      switch (flag.name, flag.value) {
      case ("interval", let value?), ("timeout", let value?), ("start-period", let value?):
        if let duration = specDuration(value) { fields.append(.init(flag.name, .string(duration))) }
      case ("retries", let value?):
        if let number = Int(value), (1...100).contains(number) { fields.append(.init("retries", .integer(number))) }
      default: break
      }
    }
    build.health = ImportedHealth(command: words, timing: fields)
    grade(instruction, .expressed)
  }
}

/// A duration in whole hours, minutes and seconds; nil where it is anything else.
func specDuration(_ text: String) -> String? {
  var rest = text[...]
  while !rest.isEmpty {
    let digits = rest.prefix { $0.isNumber }
    rest = rest.dropFirst(digits.count)
    guard !digits.isEmpty, digits.count < 7, let unit = rest.popFirst(), "hms".contains(unit) else { return nil }
    if unit == "m", rest.first == "s" { return nil }
  }
  return text.isEmpty ? nil : text
}

extension StageVariables {
  /// Expands the variables of a text whose quotes stand for themselves.
  func expandKeepingQuotes(_ text: String) throws(UnknownVariable) -> ExpandedText {
    let escaped = text.replacing("'", with: "\\'").replacing("\"", with: "\\\"")
    return try expand(escaped)
  }
}
