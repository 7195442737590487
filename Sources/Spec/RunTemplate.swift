package import Diagnostics
import YAML

/// Commands of one layer, or a script.
package struct RunTemplate: Sendable {
  package enum Body: Sendable {
    /// Run one after the other; with a list option for each of its elements, `${item}`.
    case commands([Located<CommandTemplate>], each: Located<String>?)
    /// Run by the stage's shell as it is.
    case script(Located<String>)
  }

  package let body: Body
  package let environment: [Entry<Text>]
  package let caches: [Entry<CacheTemplate>]
  package let secrets: [Entry<SecretTemplate>]
  /// The commands may use the keys of whoever builds.
  package let usesSSH: Bool

  init?(_ keys: inout Keys, environment: [Entry<Text>]) {
    let commands = keys.optional("run", .commands, "A command, or a list of commands")
    let script = keys.optional("script", .script, "Lines that the stage's shell runs as they are, up to one that fails")
    caches = keys.optional("cache", .map(.name, to: .cache), "Folders kept between builds, by id")?.value ?? []
    let each =
      keys.decoder.isOfTemplate
      ? keys.optional("each", .name, "List option for each of whose elements the commands run") : nil
    secrets = keys.secrets()
    usesSSH = keys.optional("ssh", .boolean, "The commands may use the SSH keys of whoever builds")?.value ?? false
    keys.require(["each"], beside: ["run"])
    keys.require(["cache", "secrets", "ssh"], beside: ["run", "script"])
    self.environment = environment
    if let commands {
      body = .commands(commands.value, each: each)
    } else if let script {
      body = .script(script)
    } else {
      return nil
    }
  }
}

/// A secret that commands get while they run, and that stays in no layer.
package struct SecretTemplate: MappingDecodable {
  package static let noun = "secret"
  /// Environment variable, or file, that holds it for the commands.
  package let variable, file: Located<String>?
  /// The commands do without it where whoever builds has none.
  package let isOptional: Bool

  package init?(_ keys: inout Keys) {
    variable = keys.optional("env", .variable, "Environment variable that holds it for the commands")
    file = keys.optional("file", .imagePath, "File that holds it for the commands")
    isOptional = keys.optional("optional", .boolean, "The commands do without it where there is none")?.value ?? false
    keys.requireExactlyOne(of: ["env", "file"])
    if variable == nil && file == nil { return nil }
  }
}

/// A folder that the builder keeps between builds.
package struct CacheTemplate: MappingDecodable {
  package static let noun = "cache"
  package let path: Located<String>
  /// One build at a time uses it, because its owner cannot share.
  package let isLocked: Bool

  package init?(_ keys: inout Keys) {
    let path = keys.required("path", .imagePath, "The folder")
    isLocked =
      keys.optional("sharing", .choice([("shared", false), ("locked", true)]), "How builds at the same time use it")?
      .value ?? false
    guard let path else { return nil }
    self.path = path
  }

  fileprivate init(path: Located<String>) {
    self.path = path
    isLocked = false
  }
}

extension Keys {
  /// What commands get of whoever builds.
  mutating func secrets() -> [Entry<SecretTemplate>] {
    optional("secrets", .map(.name, to: .mapping(SecretTemplate.self)), "Secrets of whoever builds, by id")?.value ?? []
  }
}

extension ValueType<CacheTemplate> {
  /// `/root/.npm`, or `{ path: /root/.m2, sharing: locked }`.
  fileprivate static let cache = Self(shape: { decoder in
    .either([ValueType<String>.imagePath.shape(decoder), mapping.shape(decoder)])
  }) { node, decoder in
    if case .mapping = node.content { return mapping.decode(node, &decoder) }
    return ValueType<String>.imagePath.decode(node, &decoder).map { CacheTemplate(path: Located($0, node.range)) }
  }

  private static let mapping = ValueType<CacheTemplate>.mapping(CacheTemplate.self)
}

/// One command of a step.
package enum CommandTemplate: Sendable {
  case words([Located<Text>])
  /// Writes a file with these lines.
  case write(WriteCommand)
}

package struct WriteCommand: MappingDecodable {
  package static let noun = "command"
  package let path: Located<Text>
  package let lines: [Located<Text>]

  package init?(_ keys: inout Keys) {
    let path = keys.required("write", .textLine, "The file")
    lines = keys.list("lines", of: .textLine, "Its lines")
    guard let path else { return nil }
    self.path = path
  }
}

extension ValueType<String> {
  /// Lines for a shell.
  fileprivate static let script = scalar(
    "a script", pattern: #"[^\x00-\x08\x0B-\x1F\x7F-\x9F]*[^\x00- \x7F-\x9F][^\x00-\x08\x0B-\x1F\x7F-\x9F]*"#
  ) {
    text throws(Refusal) in
    let isText = text.unicodeScalars.allSatisfy {
      $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
    }
    guard isText else { throw Refusal(message: "control characters other than newline and tab are not allowed") }
    guard text.utf8.contains(where: { $0 > 0x20 }) else { throw Refusal(message: "the script is empty") }
    return text
  }
}

extension ValueType<[Located<CommandTemplate>]> {
  /// `[go, build]`, or a list of such commands.
  fileprivate static let commands = Self(shape: { decoder in
    let words = Shape.list(ValueType<Text>.textLine.shape(decoder), atLeast: 1)
    return .either([words, .list(CommandTemplate.type.shape(decoder), atLeast: 1)])
  }) { node, decoder in
    guard case .sequence(let nodes) = node.content, !nodes.isEmpty else {
      decoder.expected(.list(.scalar("a word of a command")), found: node)
      return nil
    }
    let isList = !nodes.contains { if case .scalar = $0.content { true } else { false } }
    return (isList ? nodes : [node]).compactMap { node in
      CommandTemplate.type.decode(node, &decoder).map { Located($0, node.range) }
    }
  }
}

extension CommandTemplate {
  fileprivate static let type = ValueType<CommandTemplate>(shape: { decoder in
    .either([words.shape(decoder), write.shape(decoder)])
  }) { node, decoder in
    if case .mapping = node.content { return write.decode(node, &decoder).map { .write($0) } }
    return words.decode(node, &decoder).map { .words($0) }
  }

  private static let words = ValueType<[Located<Text>]>.list(of: .textLine)
  private static let write = ValueType<WriteCommand>.mapping(WriteCommand.self)
}
