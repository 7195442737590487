import Diagnostics
import IR
import Spec

/// Words as a shell would have to be told them: which are one word and which are two stays visible.
func commandLine(_ words: [String]) -> String { words.map(shellQuoted).joined(separator: " ") }

extension Stage {
  /// The steps in a line each, without those that follow from what is said elsewhere.
  func steps(of service: ServicePlan, _ plan: BuildPlan) -> [Located<String>] {
    steps.compactMap { step in step.value.line(of: service, plan).map { Located($0, step.range) } }
  }

  /// Said of a stage that starts from an image; others run where what they start from does.
  var platformOfImage: Located<String>? {
    guard runsOnBuildPlatform, case .image(let image) = base else { return nil }
    return Located("build-platform", image.range)
  }
}

extension Stage.Base {
  var written: Located<String> {
    switch self {
    case .image(let image): image.map(\.reference.familiar)
    case .scratch(let range): Located("scratch", range)
    case .stage(let name): name
    case .platformStage(let prefix): prefix.map { "\($0)-${target.platform}" }
    }
  }
}

extension Step {
  fileprivate func line(of service: ServicePlan, _ plan: BuildPlan) -> String? {
    switch self {
    case .workdir(let path): "workdir \(shellQuoted(path))"
    case .environment(let entries): "env \(assignments(entries))"
    case .searchPath(let path): "path \(shellQuoted(path))"
    case .copy(let paths, let destination, let options):
      "copy \(commandLine(paths.map { service.inFolder($0) ?? $0 })) to \(shellQuoted(destination))\(options.remark)"
    case .copyOut(let source, let paths, let destination, let options):
      "copy \(commandLine(paths)) from \(source.written) to \(shellQuoted(destination))\(options.remark)"
    case .fetch(.file(let url, let checksum), let destination, let options):
      "fetch \(url.word) \(checksum) to \(shellQuoted(destination))\(options.remark)"
    case .fetch(.repository(let url, let commit), let destination, let options):
      "fetch \(url.word) at \(commit) to \(shellQuoted(destination))\(options.remark)"
    case .run(let run): "run \(run.line(plan))"
    case .install(let packages, let installer, let onlyWhenCrossCompiling):
      "install \(commandLine(packages)) with \(installer.rawValue)\(remark(cross: onlyWhenCrossCompiling, []))"
    case .entrypoint(let words): "entrypoint \(commandLine(words))"
    case .arguments(let words): "arguments \(commandLine(words))"
    case .stopSignal(let signal): "stop-signal \(signal)"
    case .switchUser(let user): "user \(user)"
    // Said under 'run' and 'dev', or at the top.
    case .listen, .expose, .folder, .user, .healthCheck, .noHealthCheck, .command, .labels: nil
    // For those who read the Dockerfile.
    case .comment: nil
    }
  }
}

extension CopySource {
  fileprivate var written: String {
    switch self {
    case .stage(let name): name
    case .image(let image): image.reference.familiar
    }
  }
}

extension RunStep {
  fileprivate func line(_ plan: BuildPlan) -> String {
    // The workspace's name is in front of each cache's.
    let prefix = "\(plan.workspace.name.value)-"
    let caches = caches.map { cache in
      let name = cache.id.hasPrefix(prefix) ? String(cache.id.dropFirst(prefix.count)) : cache.id
      return "cache \(name) at \(shellQuoted(cache.target))" + (cache.isLocked ? " for one build at a time" : "")
    }
    let mounts = caches + secrets.map(\.written) + (usesSSH ? ["with SSH keys"] : [])
    return (environment.isEmpty ? "" : assignments(environment) + " ")
      + commands.map(\.line).joined(separator: " && ") + remark(cross: onlyWhenCrossCompiling, mounts)
  }
}

extension Command {
  fileprivate var line: String {
    switch self {
    case .words(let words): words.map(\.word).joined(separator: " ")
    case .write(let path, let lines, let isAppending):
      commandLine([isAppending ? "append" : "write", path] + lines)
    // Nothing is known of what it does.
    case .script(let lines): commandLine(["raw", "script"] + lines)
    }
  }
}

extension SecretMount {
  var written: String {
    let target =
      switch target {
      case .variable(let name): "as \(name)"
      case .file(let path): "at \(shellQuoted(path))"
      }
    return "secret \(id) \(target)" + (isOptional ? " if there is one" : "")
  }
}

extension CopyOptions {
  fileprivate var remark: String {
    let remarks = [
      owner.map { "owner \($0)" }, mode.map { "mode \($0)" }, isLinked ? "linked" : nil,
      excluded.isEmpty ? nil : "without \(commandLine(excluded))",
    ].compactMap { $0 }
    return remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))"
  }
}

extension BuildArgument {
  fileprivate var written: String { "${arg.\(name)}" }

  /// Its value where none is supplied, and what it is for.
  var meaning: String { (standard.map { shellQuoted($0) } ?? "required") + (description.map { " (\($0))" } ?? "") }
}

private func assignments(_ entries: [(name: String, value: BuildText)]) -> String {
  entries.map { "\($0.name)=\($0.value.word)" }.joined(separator: " ")
}

private func remark(cross: Bool, _ caches: [String]) -> String {
  let remarks = caches + (cross ? ["only when cross-compiling"] : [])
  return remarks.isEmpty ? "" : " (\(remarks.joined(separator: ", ")))"
}

extension BuildText {
  /// Properties of the target platform as templates write them; a dollar of a literal is always in quotes.
  fileprivate var word: String {
    let word = pieces.map { piece -> String in
      switch piece {
      case .literal(let text): text.isEmpty ? "" : shellQuoted(text)
      case .target(let property): "${target.\(property.rawValue)}"
      case .argument(let argument): argument.written
      }
    }.joined()
    return word.isEmpty ? "''" : word
  }
}

extension RuntimeText {
  /// Variables as compose writes them, and a dollar of a literal twice.
  var written: String {
    pieces.map { piece -> String in
      switch piece {
      case .literal(let text): replacing("$", by: "$$", in: text)
      case .variable(let variable): variable.recorded
      }
    }.joined()
  }
}

extension HostVariable {
  /// Its name with `:=` before the standard value, `:?` before the remark, and `:-` before the value for development.
  var recorded: String {
    "${\(name)" + (standard.map { ":=\($0)" } ?? "") + (description.map { ":?\($0)" } ?? "")
      + (development.map { ":-\($0)" } ?? "") + "}"
  }
}
