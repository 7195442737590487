package import Diagnostics
import IR
import Spec

extension Dockerfile {
  package func print() -> [PrintedLine] {
    var lines: [PrintedLine] = []
    for stage in stages {
      lines.append(PrintedLine("", stage.origin))
      lines += stage.from.map { PrintedLine($0, stage.origin) }
      for instruction in stage.instructions {
        lines += instruction.value.lines.map { PrintedLine($0, instruction.range) }
      }
    }
    return lines
  }
}

extension Dockerfile.Stage {
  fileprivate var from: [String] {
    let platform = onBuildPlatform ? "--platform=$BUILDPLATFORM " : ""
    switch base {
    case .image(let image): return ["FROM \(platform)\(image.pinnedName) AS \(name)"]
    case .stage(let stage): return ["FROM \(stage) AS \(name)"]
    case .scratch: return ["FROM scratch AS \(name)"]
    case .platformStage(let prefix):
      return [
        "# One of the stages above; hadolint takes a name with arguments for an image.", "# hadolint ignore=DL3006",
        "FROM \(prefix)-${TARGETARCH}${TARGETVARIANT} AS \(name)",
      ]
    }
  }
}

extension Dockerfile.Instruction {
  fileprivate var lines: [String] {
    switch self {
    case .comment(let text): ["# \(text)"]
    // The builder takes a comment that begins with the name for the argument's description.
    case .arg(let name, let standard, let description):
      (description.map { ["# \(name) \($0)"] } ?? []) + [
        "ARG \(name)" + (standard.map { "=\(doubleQuoted($0))" } ?? "")
      ]
    case .env(let entries): continued("ENV", entries.map { "\($0.name)=\($0.value.quoted)" })
    case .workdir(let path): ["WORKDIR \(path)"]
    case .copy(let source, let paths, let destination, let options):
      [
        (["COPY"] + (source.map { ["--from=\($0)"] } ?? []) + options.flags + [operands(paths + [destination])])
          .joined(separator: " ")
      ]
    case .add(let fetch, let destination, let options):
      [(["ADD"] + fetch.flags + options.flags + [operands([fetch.source, destination])]).joined(separator: " ")]
    case .run(let run): run.lines
    case .label(let labels): continued("LABEL", labels.map { "\($0.name)=\(doubleQuoted($0.value))" })
    case .stopsignal(let signal): ["STOPSIGNAL \(signal)"]
    case .expose(let port, .tcp): ["EXPOSE \(port)"]
    case .expose(let port, .udp): ["EXPOSE \(port)/udp"]
    case .folder(let path, let owner):
      ["COPY --from=\(Dockerfile.folderStage) --chown=\(owner):\(owner) \(path)/ \(path)/"]
    case .user(0): ["# The spec says why it has to be root.", "# hadolint ignore=DL3002", "USER 0:0"]
    case .user(let id): ["USER \(id):\(id)"]
    case .switchUser(let user): ["USER \(user)"]
    case .healthcheck(nil): ["HEALTHCHECK NONE"]
    case .healthcheck(let check?): healthcheck(check)
    case .entrypoint(let words): ["ENTRYPOINT " + json(words)]
    case .cmd(let words): ["CMD " + json(words)]
    }
  }

  /// One pair on the line of its instruction; more of them on lines of their own.
  private func continued(_ instruction: String, _ pairs: [String]) -> [String] {
    pairs.enumerated().map { index, pair in
      let head = index == 0 ? instruction : String(repeating: " ", count: instruction.count)
      return "\(head) \(pair)" + (index < pairs.count - 1 ? " \\" : "")
    }
  }

  /// Words where they hold no blank; otherwise the JSON form, since blanks split before quotes are read.
  private func operands(_ words: [String]) -> String {
    words.contains { $0.unicodeScalars.contains(" ") } ? json(words) : words.joined(separator: " ")
  }

  private func healthcheck(_ check: HealthCheck) -> [String] {
    let flags = [
      "--interval=\(check.interval.value)", "--timeout=\(check.timeout.value)",
      "--start-period=\(check.startPeriod.value)", "--retries=\(check.retries.value)",
    ]
    return ["HEALTHCHECK \(flags.joined(separator: " ")) \\", "  CMD \(json(check.command.value))"]
  }
}

extension Dockerfile.Run {
  fileprivate var lines: [String] {
    if case .script(let environment, let lines)? = commands.first { return script(environment, lines) }
    var rows = mounts.map(\.flag)
    rows += commands.enumerated().flatMap { index, command in
      var rows = command.rows
      if index > 0 { rows[0] = "&& " + rows[0] }
      return rows
    }
    if onlyWhenCrossCompiling {
      rows.insert("if [ \"$BUILDPLATFORM\" != \"$TARGETPLATFORM\" ]; then", at: mounts.count)
      rows[rows.count - 1] += "; fi"
    }
    let comment = waiver.map { ["# \($0.reason)", "# hadolint ignore=" + $0.rules.joined(separator: ",")] } ?? []
    return comment
      + rows.enumerated().map { index, row in
        (index == 0 ? "RUN " : "  ") + row + (index < rows.count - 1 ? " \\" : "")
      }
  }
}

extension Dockerfile.Run {
  /// A heredoc, which the shell runs as it is. Linters want an empty line after it.
  private func script(_ environment: [(name: String, value: BuildText)], _ lines: [String]) -> [String] {
    let end = sequence(first: "EOF") { $0 + "F" }.first { !lines.contains($0) } ?? "EOF"
    let rows = mounts.map { $0.flag + " \\" } + ["<<\(end)"]
    let head = rows.enumerated().map { index, row in (index == 0 ? "RUN " : "  ") + row }
    return head + ["set -eu"] + environment.map { "export \($0.name)=\($0.value.shellWord)" } + lines + [end, ""]
  }
}

extension Dockerfile.Mount {
  fileprivate var flag: String {
    switch self {
    case .cache(let cache):
      return "--mount=type=cache,id=\(cache.id),target=\(cache.target)\(cache.isLocked ? ",sharing=locked" : "")"
    case .secret(let secret):
      let target =
        switch secret.target {
        case .variable(let name): "env=\(name)"
        case .file(let path): "target=\(path)"
        }
      return "--mount=type=secret,id=\(secret.id),\(target)\(secret.isOptional ? "" : ",required=true")"
    case .ssh: return "--mount=type=ssh"
    }
  }
}

extension CopyOptions {
  fileprivate var flags: [String] {
    [isLinked ? "--link" : nil, owner.map { "--chown=\($0)" }, mode.map { "--chmod=\($0)" }].compactMap { $0 }
      + excluded.map { "--exclude=\($0)" }
  }
}

extension Fetch {
  fileprivate var flags: [String] {
    switch self {
    case .file(_, let checksum): ["--checksum=\(checksum)"]
    case .repository: []
    }
  }

  fileprivate var source: String {
    switch self {
    case .file(let url, _): url.expanded
    case .repository(let url, let commit): "\(url.expanded)#\(commit)"
    }
  }
}

extension Shell.Command {
  /// The command on one line; an environment stands on a line of its own before it, and so does each line of a file
  /// that has more than two.
  fileprivate var rows: [String] {
    switch self {
    case .simple(let environment, let words) where !environment.isEmpty:
      return [
        environment.map { "\($0.name)=\($0.value.shellWord)" }.joined(separator: " "),
        words.map(\.shellWord).joined(separator: " "),
      ]
    case .write(let path, let lines, let isAppending) where lines.count > 2:
      let target = (isAppending ? ">> " : "> ") + shellQuoted(path)
      return ["printf '%s\\n'"] + lines.map { "  " + shellQuoted($0) } + ["  " + target]
    case .simple, .clear, .write, .script: return [text]
    }
  }

  private var text: String {
    switch self {
    case .simple(_, let words): return words.map(\.shellWord).joined(separator: " ")
    case .clear(let folder): return "rm -rf \(shellQuoted(folder))/*"
    case .write(let path, let lines, let isAppending):
      let target = (isAppending ? ">> " : "> ") + shellQuoted(path)
      if lines.isEmpty { return ": " + target }
      return "printf '%s\\n' " + lines.map(shellQuoted).joined(separator: " ") + " " + target
    case .script(_, let lines): return lines.joined(separator: "\n")
    }
  }
}

extension BuildText {
  /// One word of a shell command: literals quoted, platform properties expanded by the shell.
  fileprivate var shellWord: String {
    var (word, literal) = ("", "")
    for piece in pieces {
      switch piece {
      case .literal(let text): literal += text
      case .target(let property):
        word += (literal.isEmpty ? "" : shellQuoted(literal)) + "\"\(property.expansion)\""
        literal = ""
      case .argument(let argument):
        word += (literal.isEmpty ? "" : shellQuoted(literal)) + "\"\(argument.expansion)\""
        literal = ""
      }
    }
    return literal.isEmpty && !word.isEmpty ? word : word + shellQuoted(literal)
  }
}

extension TargetProperty {
  /// How the shell and the builder expand the property.
  fileprivate var expansion: String {
    switch self {
    case .armVersion: "${TARGETVARIANT#v}"
    case .os, .architecture, .variant: "$\(argument)"
    }
  }
}

extension Dockerfile.EnvValue {
  fileprivate var quoted: String {
    switch self {
    case .prepending(let path): "\"\(escaped(path)):$PATH\""
    case .text(let text):
      "\""
        + text.pieces.map { piece -> String in
          switch piece {
          case .literal(let literal): escaped(literal)
          // Braces keep what follows from being read as part of the name.
          case .target(.armVersion): TargetProperty.armVersion.expansion
          case .target(let property): "${\(property.argument)}"
          case .argument(let argument): argument.expansion
          }
        }.joined() + "\""
    }
  }
}

extension BuildText {
  /// An operand in which the builder expands variables.
  fileprivate var expanded: String {
    pieces.map { piece in
      switch piece {
      case .literal(let literal): literal
      case .target(.armVersion): TargetProperty.armVersion.expansion
      case .target(let property): "${\(property.argument)}"
      case .argument(let argument): argument.expansion
      }
    }.joined()
  }
}

extension BuildArgument {
  /// A required argument ends the build where it is missing, whoever builds and however.
  fileprivate var expansion: String { "${\(name)\(standard == nil ? ":?" : "")}" }
}

/// Text inside the double quotes of ENV and LABEL: the builder expands `$` there and knows two escapes more.
private func escaped(_ text: String) -> String {
  text.unicodeScalars.reduce(into: "") { result, scalar in
    if scalar == "\\" || scalar == "\"" || scalar == "$" { result.append("\\") }
    result.unicodeScalars.append(scalar)
  }
}

private func doubleQuoted(_ text: String) -> String { "\"\(escaped(text))\"" }

/// A JSON array of strings on one line: the exec form.
func json(_ words: [String]) -> String { "[" + words.map(jsonString).joined(separator: ", ") + "]" }
