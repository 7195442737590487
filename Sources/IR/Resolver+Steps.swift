import Diagnostics
import Spec

/// What the steps of one stage may refer to.
struct Reach {
  let scope: Scope
  /// What the stage starts from.
  let base: ResolvedStage
  let images: [String: ResolvedImage]
  /// Those before it.
  let stages: [ResolvedStage]

  func with(_ scope: Scope) -> Reach { Reach(scope: scope, base: base, images: images, stages: stages) }
}

extension Resolver {
  /// A step of a template in the terms of one service; none where its condition does not hold.
  mutating func step(_ step: Located<StepTemplate>, _ inputs: ImageInputs, _ reach: Reach) -> [Located<Step>] {
    let condition = step.value.condition
    guard holds(condition, in: reach.scope) else { return [] }
    let comment = step.value.comment.map { [Located(Step.comment($0.value), $0.range)] } ?? []
    let lowered = lower(step, onlyCross: condition?.value.isCrossCompiling ?? false, inputs, reach)
    return lowered.isEmpty ? [] : comment + lowered
  }

  private mutating func lower(
    _ step: Located<StepTemplate>, onlyCross: Bool, _ inputs: ImageInputs, _ reach: Reach
  ) -> [Located<Step>] {
    switch step.value.kind {
    case .workdir(let path): return imagePath(path, in: reach.scope).map { [$0.map { .workdir($0) }] } ?? []
    case .searchPath(let path): return imagePath(path, in: reach.scope).map { [$0.map { .searchPath($0) }] } ?? []
    case .environment(let entries):
      return [Located(.environment(environment(entries, reach.scope)), step.range)]
    case .copy(let copy): return self.copy(copy, step.range, inputs, reach)
    case .fetch(let fetch): return self.fetch(fetch, step.range, reach.scope).map { [$0] } ?? []
    case .packages(let names): return install(names, step.range, onlyCross: onlyCross, reach)
    case .user(let user): return [Located(.switchUser(user.value), user.range)]
    case .point: return []
    case .stopSignal(let signal): return [Located(.stopSignal(signal.value), signal.range)]
    case .run(let run): return runStep(run, step.range, reach, onlyCross: onlyCross)
    }
  }

  private mutating func install(
    _ names: [Located<Text>], _ range: SourceRange, onlyCross: Bool, _ reach: Reach
  ) -> [Located<Step>] {
    let facts = reach.base.facts
    guard let installer = facts.installer else {
      report(.unknownImage, "'\(facts.image.value.familiar)' has no program that installs packages", at: range)
      return []
    }
    let packages = literals(names, reach.scope)
    for package in packages where !isPackage(package.value) {
      report(.invalidValue, "'\(package.value.printable)' is not the name of a package", at: package.range)
    }
    guard !packages.isEmpty else { return [] }
    return [
      Located(.install(packages: packages.map(\.value), installer.value, onlyWhenCrossCompiling: onlyCross), range)
    ]
  }

  private mutating func environment(_ entries: [Entry<Text>], _ scope: Scope) -> [(name: String, value: BuildText)] {
    entries.compactMap { entry in
      let name = literal(Located(Text(literal: entry.key.value), entry.key.range), in: scope)
      guard let name = name.map({ expand($0.value, scope) }), let value = buildText(entry.value, in: scope) else {
        return nil
      }
      guard isVariable(name) else {
        report(.invalidValue, "'\(name.printable)' is not the name of an environment variable", at: entry.key.range)
        return nil
      }
      return (name, value.value)
    }
  }

  /// `${platform.…}` in the name of a variable.
  private func expand(_ name: String, _ scope: Scope) -> String {
    scope.names.reduce(name) { name, reference in
      guard let start = name.firstRange(of: "${\(reference)}"), case .pieces(let pieces, _)? = scope[reference],
        let value = Evaluated(pieces: pieces, range: SourceRange(startOf: FileID(0))).literal
      else { return name }
      return name[..<start.lowerBound] + value + name[start.upperBound...]
    }
  }

  private mutating func runStep(
    _ run: RunTemplate, _ range: SourceRange, _ reach: Reach, onlyCross: Bool
  ) -> [Located<Step>] {
    let (commands, origin) = commands(run.body, range, reach.scope)
    guard !commands.isEmpty else { return [] }
    if !reach.base.facts.shell.value {
      report(
        .missingShell, "the image '\(reach.base.facts.image.value.familiar)' has no shell to run a command in",
        at: range,
        notes: [
          .init("run it in an earlier stage and copy what it makes, or choose a runtime image with a shell")
        ])
    }
    let caches = run.caches.map { cache in
      CacheMount(
        id: "\(workspace.name.value)-\(cache.key.value)", target: cache.value.value.path.value,
        isLocked: cache.value.value.isLocked)
    }
    let step = RunStep(
      commands: commands, environment: environment(run.environment, reach.scope), caches: caches,
      secrets: run.secrets.compactMap { SecretMount($0) }, usesSSH: run.usesSSH, onlyWhenCrossCompiling: onlyCross)
    return [Located(.run(step), origin)]
  }

  /// The commands, and where the line comes from that they are on.
  private mutating func commands(
    _ body: RunTemplate.Body, _ range: SourceRange, _ scope: Scope
  ) -> ([Command], SourceRange) {
    guard case .commands(let templates, let each) = body else {
      guard case .script(let script) = body else { return ([], range) }
      var lines = script.value.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      while lines.last?.isEmpty == true { lines.removeLast() }
      return ([.script(lines)], script.range)
    }
    var commands: [Command] = []
    var origin = range
    for scope in scopes(for: each, in: scope) {
      for command in templates {
        switch command.value {
        case .write(let write):
          let lines = literals(write.lines, scope).map(\.value)
          guard let path = literal(write.path, in: scope)?.value else { continue }
          commands.append(.write(path: path, lines: lines, isAppending: false))
        case .words(let template):
          let words = words(template, in: scope)
          // The line belongs to the spec where a word of it does.
          origin = words.map(\.range).last { specs.isSpec($0.file) } ?? origin
          commands.append(.words(words.map(\.value)))
        }
      }
    }
    return (commands, origin)
  }

  /// One scope for each element of the list option `each`, which is then known as `item`.
  private mutating func scopes(for each: Located<String>?, in scope: Scope) -> [Scope] {
    guard let each else { return [scope] }
    guard case .list(let elements, _, _)? = scope[each.value] else {
      report(
        .init(
          .unknownReference, "no list option '\(each.value)'", at: each.range, unknown: each.value, among: scope.names))
      return []
    }
    return elements.map { element in
      var scope = scope
      scope.add("item", element)
      return scope
    }
  }
}

extension SpecSet {
  /// A spec, not a template.
  func isSpec(_ file: FileID) -> Bool {
    let folders = ["templates"] + (workspace.templates.map { [$0.value] } ?? [])
    return !folders.contains { sources[file].path.hasPrefix("\($0)/") }
  }
}
