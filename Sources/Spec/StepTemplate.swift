package import Diagnostics
import YAML

/// One step of a stage. Exactly one of the kinds is written; the rest of the keys belong to it.
package struct StepTemplate: MappingDecodable {
  package static let noun = "step"
  package enum Kind: Sendable {
    case workdir(Located<Text>)
    /// From the build context, or with a source from a stage or an image.
    case copy(paths: [Located<Text>], of: Owner, source: Located<String>?, destination: Located<Text>?)
    case run(RunStep)
    /// System packages, by the program of the stage's image.
    case packages([Located<Text>])
    case environment([Entry<Text>])
    /// A folder put before the others on the PATH.
    case searchPath(Located<Text>)
    /// The signal that asks the program to end, where that is not SIGTERM.
    case stopSignal(Located<String>)
    /// Nothing by itself: where a spec may put steps of its own.
    case point(Located<String>)
  }

  /// Whose files are copied.
  package enum Owner: Sendable { case service, shared, members, workspace }

  package struct RunStep: Sendable {
    /// Run one after the other in one layer.
    package let commands: [Located<CommandTemplate>]
    package let environment: [Entry<Text>]
    package let caches: [Entry<CacheTemplate>]
    /// A list option; the commands run once for each of its elements, `${item}`.
    package let each: Located<String>?
  }

  package let kind: Kind
  package let condition: Located<Condition>?
  /// A comment for those who read the Dockerfile.
  package let comment: Located<String>?

  package init?(_ keys: inout Keys) {
    let workdir = keys.optional("workdir", .textLine, "Folder that the following steps run in")
    let copy = keys.optional("copy", .list(of: .textLine), "Paths of the service's folder to copy")
    let owner =
      keys.optional(
        "of", .choice([("members", Owner.members), ("shared", .shared), ("workspace", .workspace)]),
        "Whose paths they are instead: each other member's or the root's of the service's workspace; each shared input's"
      )?.value
    let source = keys.optional("from", .name, "Stage or image to copy from instead")
    let destination = keys.optional(
      "to", .textLine, "Where to copy to; './' if not written, or the place of what it is copied of")
    let commands = keys.optional("run", .commands, "A command, or a list of commands")
    let environment = keys.optional(
      "env", .map(.variableText, to: .textLine), "Environment, of the command or of what follows")
    let caches = keys.optional("cache", .map(.name, to: .cache), "Folders kept between builds, by id")?.value ?? []
    let each = keys.optional("each", .name, "List option for each of whose elements the commands run")
    let packages = keys.optional("packages", .list(of: .textLine), "System packages to install")
    let searchPath = keys.optional("path", .textLine, "Folder to put first on the PATH")
    let stopSignal = keys.optional(
      "stop-signal", .choice(["SIGINT", "SIGQUIT", "SIGTERM", "SIGWINCH"].map { ($0, $0) }),
      "Signal that asks the program to end, if it is not SIGTERM")
    let point =
      keys.decoder.library == nil
      ? keys.optional("point", .name, "Where a spec may put steps of its own under 'extend', by this name") : nil
    condition = keys.optional("when", .condition, "When the step is there")
    comment = keys.optional("comment", .line, "Why, for those who read the Dockerfile")
    keys.requireOne(
      of: ["workdir", "copy", "run", "packages", "env", "path", "stop-signal"]
        + (keys.decoder.library == nil ? ["point"] : []))

    if let workdir {
      kind = .workdir(workdir)
    } else if let copy {
      kind = .copy(paths: copy.value, of: owner ?? .service, source: source, destination: destination)
    } else if let commands {
      kind = .run(.init(commands: commands.value, environment: environment?.value ?? [], caches: caches, each: each))
    } else if let packages {
      kind = .packages(packages.value)
    } else if let environment {
      kind = .environment(environment.value)
    } else if let searchPath {
      kind = .searchPath(searchPath)
    } else if let stopSignal {
      kind = .stopSignal(stopSignal)
    } else if let point {
      kind = .point(point)
    } else {
      return nil
    }
  }

  init(kind: Kind) {
    self.kind = kind
    (condition, comment) = (nil, nil)
  }
}

extension ValueType<String> {
  /// The name of an environment variable in which `${…}` may stand.
  fileprivate static let variableText = scalar("the name of an environment variable") { text throws(Refusal) in text }
}

/// A folder that the builder keeps between builds.
package struct CacheTemplate: MappingDecodable {
  package static let noun = "cache"
  package let path: Located<String>
  /// One build at a time uses it, because its owner cannot share.
  package let isLocked: Bool

  package init?(_ keys: inout Keys) {
    let path = keys.required("path", .line, "The folder")
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

extension ValueType<CacheTemplate> {
  /// `/root/.npm`, or `{ path: /root/.m2, sharing: locked }`.
  fileprivate static let cache = Self(shape: { decoder in
    .either([ValueType<String>.line.shape(decoder), mapping.shape(decoder)])
  }) { node, decoder in
    if case .mapping = node.content { return mapping.decode(node, &decoder) }
    return ValueType<String>.line.decode(node, &decoder).map { CacheTemplate(path: Located($0, node.range)) }
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

extension ValueType<[Located<CommandTemplate>]> {
  /// `[go, build]`, or a list of such commands.
  fileprivate static let commands = Self(shape: { decoder in
    let words = Shape.list(ValueType<Text>.textLine.shape(decoder), atLeast: 1)
    return .either([words, .list(CommandTemplate.type.shape(decoder), atLeast: 1)])
  }) { node, decoder in
    guard case .sequence(let nodes) = node.content, let first = nodes.first else {
      decoder.expected(.list(.scalar("a word of a command")), found: node)
      return nil
    }
    let isList = if case .scalar = first.content { false } else { true }
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
