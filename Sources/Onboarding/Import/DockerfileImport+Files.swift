import Diagnostics
import Spec
import YAML

/// Instructions that bring files.
extension DockerfileImport {
  mutating func copy(_ instruction: DockerfileInput.Instruction) {
    if let flag = instruction.flags.first(where: { !["from", "chown", "chmod", "link", "exclude"].contains($0.name) }) {
      return grade(instruction, .missing, "'--\(flag.name)' has no key")
    }
    guard instruction.heredocs.isEmpty else { return writeHeredocs(instruction) }
    guard var paths = words(instruction), let destination = paths.popLast(), !paths.isEmpty else { return }
    var fields: [Value.Field] = []
    if let from = instruction.flag("from") {
      guard let source = source(from, instruction) else { return }
      paths = paths.map { $0.hasPrefix("/") ? $0 : "/\($0)" }
      fields.append(.init("from", .string(source)))
    } else {
      paths = paths.map { contextPath($0) }
    }
    for path in paths where !isCopied(path, ofContext: instruction.flag("from") == nil) {
      return grade(instruction, .missing, "'\(path.printable)' is no path or pattern that a spec takes")
    }
    guard let placement = placement(instruction) else { return }
    fields.insert(.init("copy", .strings(paths)), at: 0)
    if destination != "./", destination != "." { fields.append(.init("to", .string(destination))) }
    fields += placement
    if instruction.flags.contains(where: { $0.name == "link" && $0.value != "false" }) {
      fields.append(.init("link", .boolean(true)))
    }
    let excluded = instruction.flags.filter { $0.name == "exclude" }.compactMap(\.value)
    if !excluded.isEmpty { fields.append(.init("exclude", .strings(excluded))) }
    guard isImagePath(destination) else {
      return grade(instruction, .missing, "'\(destination.printable)' is no path that a spec takes")
    }
    if instruction.flag("from") == nil { build.copied.formUnion(paths) }
    add(fields)
    grade(instruction, .expressed)
  }

  /// The words of the instruction, expanded.
  private mutating func words(_ instruction: DockerfileInput.Instruction) -> [String]? {
    let words = instruction.execForm ?? quotedWords(instruction.arguments.value, escape: escape)
    var expanded: [String] = []
    for word in words {
      guard let text = literal(word, instruction) else { return nil }
      expanded.append(text)
    }
    if expanded.count < 2 { grade(instruction, .missing, "it does not say what goes where") }
    return expanded.count < 2 ? nil : expanded
  }

  /// A path from the folder of the build context, which '/' stands for, too.
  private func contextPath(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  private func isCopied(_ path: String, ofContext: Bool) -> Bool {
    let plain = path.filter { $0 != "*" && (ofContext || !"?[]".contains($0)) }
    return (plain.isEmpty || isImagePath(plain) || plain.split(separator: " ").allSatisfy { isImagePath(String($0)) })
      && !path.split(separator: "/").contains("..")
  }

  /// The stage or image that files come from, by its name in the spec.
  private mutating func source(_ name: String, _ instruction: DockerfileInput.Instruction) -> String? {
    guard let stage, let literal = literal(name, instruction) else { return nil }
    var reason: String?
    let source = stageNames[literal.lowercased()] ?? image(literal, &reason)
    guard !source.isEmpty, source != build.stages[stage].name else {
      grade(instruction, .missing, reason ?? "the stage copies from itself")
      return nil
    }
    build.stages[stage].uses.append(source)
    return source
  }

  /// Owner and permissions.
  private mutating func placement(_ instruction: DockerfileInput.Instruction) -> [Value.Field]? {
    var fields: [Value.Field] = []
    if let owner = instruction.flag("chown") {
      guard let owner = literal(owner, instruction) else { return nil }
      guard isImageUser(owner) else {
        grade(instruction, .missing, "'\(owner.printable)' is no user's name")
        return nil
      }
      fields.append(.init("owner", .string(owner)))
    }
    if let mode = instruction.flag("chmod") {
      guard let mode = literal(mode, instruction) else { return nil }
      let isOctal = (3...4).contains(mode.count) && mode.allSatisfy { ("0"..."7").contains($0) }
      guard isOctal else {
        grade(instruction, .missing, "permissions are octal digits, and '\(mode.printable)' is none")
        return nil
      }
      fields.append(.init("mode", .string(mode)))
    }
    return fields
  }

  /// `COPY <<EOF /path`.
  private mutating func writeHeredocs(_ instruction: DockerfileInput.Instruction) {
    let words = quotedWords(instruction.arguments.value, escape: escape)
    guard instruction.heredocs.count == 1, words.count == 2, let heredoc = instruction.heredocs.first,
      let destination = literal(words[1], instruction)
    else { return grade(instruction, .missing, "it brings more than one text") }
    let path = joined(destination.hasSuffix("/") ? destination + heredoc.name : destination)
    guard isImagePath(path) else { return grade(instruction, .missing, "the path has characters that none may have") }
    var text = heredoc.text
    if !heredoc.isVerbatim {
      guard let expanded = try? variables.expandKeepingQuotes(text), let literal = expanded.literal else {
        return grade(instruction, .missing, "the text holds variables that are known only while the image is built")
      }
      text = literal
    }
    var mark = "EOF"
    while text.split(separator: "\n").contains(mark[...]) { mark += "_" }
    add([.init("script", .text("cat > \(path) <<'\(mark)'\n\(text)\(mark)\n"))])
    grade(instruction, .raw)
  }

  mutating func addFiles(_ instruction: DockerfileInput.Instruction) {
    guard let words = words(instruction), let destination = words.last else { return }
    let sources = words.dropLast()
    if sources.contains(where: { $0.hasPrefix("https://") || $0.hasPrefix("http://") }) {
      return fetch(instruction, sources.first ?? "", destination)
    }
    if sources.contains(where: { $0.hasPrefix("git@") || $0.hasSuffix(".git") }) {
      return grade(instruction, .missing, "a repository without its commit: write 'git' with 'commit'")
    }
    let archives = [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar.zst"]
    if sources.contains(where: { source in archives.contains { source.hasSuffix($0) } }) {
      return grade(instruction, .missing, "archives are not unpacked: copy it, and unpack it with a command")
    }
    copy(instruction)
  }

  private mutating func fetch(_ instruction: DockerfileInput.Instruction, _ url: String, _ destination: String) {
    guard let checksum = instruction.flag("checksum"), url.hasPrefix("https://") else {
      return grade(instruction, .missing, "a download without its digest: write 'fetch' with 'checksum'")
    }
    guard let placement = placement(instruction), isImagePath(destination) else { return }
    add(
      [.init("fetch", .string(url)), .init("checksum", .string(checksum)), .init("to", .string(destination))]
        + placement)
    grade(instruction, .expressed)
  }
}
