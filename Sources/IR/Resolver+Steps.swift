import Diagnostics
import Spec

extension Resolver {
  /// A step of a template in the terms of one service; none where its condition does not hold.
  mutating func step(
    _ step: Located<StepTemplate>, _ inputs: ImageInputs, _ scope: Scope, _ facts: ImageFacts,
    _ images: [String: ResolvedImage]
  ) -> [Located<Step>] {
    let condition = step.value.condition
    guard holds(condition, in: scope) else { return [] }
    let comment = step.value.comment.map { [Located(Step.comment($0.value), $0.range)] } ?? []
    checkShell(step, facts)
    let lowered = lower(step, onlyCross: condition?.value.isCrossCompiling ?? false, inputs, scope, facts, images)
    return lowered.isEmpty ? [] : comment + lowered
  }

  private mutating func lower(
    _ step: Located<StepTemplate>, onlyCross: Bool, _ inputs: ImageInputs, _ scope: Scope, _ facts: ImageFacts,
    _ images: [String: ResolvedImage]
  ) -> [Located<Step>] {
    switch step.value.kind {
    case .workdir(let path): return literal(path, in: scope).map { [Located(.workdir($0.value), $0.range)] } ?? []
    case .searchPath(let path): return literal(path, in: scope).map { [Located(.searchPath($0.value), $0.range)] } ?? []
    case .environment(let entries):
      return [Located(.environment(environment(entries, scope)), step.range)]
    case .copy(let paths, let owner, let source, let destination):
      guard let parts = inputs.tree.parts(of: owner) else {
        return copy(paths, source, destination, step.range, inputs, scope, images)
      }
      return copyParts(parts, paths, source, destination, inputs, scope, images)
    case .packages(let names):
      guard let installer = facts.installer else {
        report(.unknownImage, "'\(facts.image.value.familiar)' has no program that installs packages", at: step.range)
        return []
      }
      let packages = literals(names, scope).map(\.value)
      guard !packages.isEmpty else { return [] }
      return [Located(.install(packages: packages, installer.value, onlyWhenCrossCompiling: onlyCross), step.range)]
    case .point: return []
    case .stopSignal(let signal): return [Located(.stopSignal(signal.value), signal.range)]
    case .run(let run): return runStep(run, step.range, scope, onlyCross: onlyCross)
    }
  }

  /// From the service's folder, or from a stage or an image.
  private mutating func copy(
    _ paths: [Located<Text>], _ source: Located<String>?, _ destination: Located<Text>?, _ range: SourceRange,
    _ inputs: ImageInputs, _ scope: Scope, _ images: [String: ResolvedImage]
  ) -> [Located<Step>] {
    if let source {
      guard let source = copySource(source, inputs, images) else { return [] }
      let copied = literals(paths, scope).map(\.value)
      guard let destination = self.destination(destination, scope) else { return [] }
      return [Located(.copyOut(source, paths: copied, destination: destination), range)]
    }
    let copied = literals(paths, scope)
    let context = copied.map { contextPath($0.value, in: inputs.tree.folder.value) }
    let origin = copied.map(\.range).last { $0.file == inputs.place.file } ?? range
    guard let destination = self.destination(destination, scope) else { return [] }
    return [Located(.copy(paths: context, destination: destination), origin)]
  }

  /// Where to copy to, without the '.' of an option in the middle.
  mutating func destination(_ text: Located<Text>?, _ scope: Scope) -> String? {
    guard let text else { return "./" }
    guard let path = literal(text, in: scope)?.value else { return nil }
    let rest = path.split(separator: "/", omittingEmptySubsequences: false).filter { $0 != "." }.joined(separator: "/")
    return path.hasPrefix("./") || rest.isEmpty ? "./\(rest)" : rest
  }

  mutating func copySource(
    _ name: Located<String>, _ inputs: ImageInputs, _ images: [String: ResolvedImage]
  ) -> CopySource? {
    if let image = images[name.value] {
      check(image, named: name.value, inputs)
      return .image(image.image.value)
    }
    if inputs.stages.contains(where: { $0.name.value == name.value && !$0.isPerPlatform }) {
      return .stage(name.value)
    }
    reportSource(name, inputs)
    return nil
  }

  private mutating func environment(_ entries: [Entry<Text>], _ scope: Scope) -> [(name: String, value: BuildText)] {
    entries.compactMap { entry in
      let name = literal(Located(Text(literal: entry.key.value), entry.key.range), in: scope)
      guard let name = name.map({ expand($0.value, scope) }), let value = buildText(entry.value, in: scope) else {
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
    _ run: StepTemplate.RunStep, _ range: SourceRange, _ scope: Scope, onlyCross: Bool
  ) -> [Located<Step>] {
    var commands: [Command] = []
    var origin = range
    for scope in scopes(for: run.each, in: scope) {
      for command in run.commands {
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
    guard !commands.isEmpty else { return [] }
    let caches = run.caches.map { cache in
      CacheMount(
        id: "\(workspace.name.value)-\(cache.key.value)", target: cache.value.value.path.value,
        isLocked: cache.value.value.isLocked)
    }
    let step = RunStep(
      commands: commands, environment: environment(run.environment, scope), caches: caches,
      onlyWhenCrossCompiling: onlyCross)
    return [Located(.run(step), origin)]
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
