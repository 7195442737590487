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
    let lowered = lower(step, onlyCross: condition?.value.isCrossCompiling ?? false, inputs, scope, facts, images)
    return lowered.isEmpty ? [] : comment + lowered
  }

  private mutating func lower(
    _ step: Located<StepTemplate>, onlyCross: Bool, _ inputs: ImageInputs, _ scope: Scope, _ facts: ImageFacts,
    _ images: [String: ResolvedImage]
  ) -> [Located<Step>] {
    switch step.value.kind {
    case .workdir(let path): return [Located(.workdir(path.value), path.range)]
    case .searchPath(let path): return [Located(.searchPath(path.value), path.range)]
    case .environment(let entries):
      return [Located(.environment(environment(entries, scope)), step.range)]
    case .copy(let paths, nil, let destination):
      let copied = literals(paths, scope)
      let context = copied.map { contextPath($0.value, in: inputs.folder.value) }
      let origin = copied.map(\.range).last { $0.file == inputs.place.file } ?? step.range
      return [Located(.copy(paths: context, destination: destination.value), origin)]
    case .copy(let paths, let source?, let destination):
      guard let source = copySource(source, inputs, images) else { return [] }
      let copied = literals(paths, scope).map(\.value)
      return [Located(.copyOut(source, paths: copied, destination: destination.value), step.range)]
    case .packages(let names):
      guard let installer = facts.installer else {
        report(.unknownImage, "'\(facts.image.value.familiar)' has no program that installs packages", at: step.range)
        return []
      }
      let packages = literals(names, scope).map(\.value)
      return [Located(.install(packages: packages, installer.value, onlyWhenCrossCompiling: onlyCross), step.range)]
    case .run(let run): return runStep(run, step.range, scope, onlyCross: onlyCross)
    }
  }

  private func contextPath(_ path: String, in folder: String) -> String {
    let path = path == "." || path == "./" ? "" : path
    if folder.isEmpty { return path.isEmpty ? "." : path }
    return path.isEmpty ? folder : "\(folder)/\(path)"
  }

  private mutating func copySource(
    _ name: Located<String>, _ inputs: ImageInputs, _ images: [String: ResolvedImage]
  ) -> CopySource? {
    if let image = images[name.value] {
      check(image.image, image.facts, for: inputs.platforms)
      return .image(image.image.value)
    }
    if inputs.template.production.contains(where: { $0.name.value == name.value && !$0.isPerPlatform }) {
      return .stage(name.value)
    }
    if !inputs.template.images.contains(where: { $0.name.value == name.value }) {
      let names = inputs.template.images.map(\.name.value) + inputs.template.production.map(\.name.value)
      report(
        .init(
          .unknownReference, "no stage or image is named '\(name.value)'", at: name.range, unknown: name.value,
          among: names))
    }
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
          commands.append(.write(path: write.path.value, lines: write.lines.map(\.value), isAppending: false))
        case .words(let template):
          let words = words(template, in: scope)
          // The line belongs to the spec where a word of it does.
          origin = words.map(\.range).last { specs.isSpec($0.file) } ?? origin
          commands.append(.words(words.map(\.value)))
        }
      }
    }
    guard !commands.isEmpty else { return [] }
    let caches = run.caches.map { CacheMount(id: "\(workspace.name.value)-\($0.key.value)", target: $0.value.value) }
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

extension Condition {
  fileprivate var isCrossCompiling: Bool { if case .crossCompiling = self { true } else { false } }
}

extension SpecSet {
  /// A file of the user's, not one that is compiled in.
  func isSpec(_ file: FileID) -> Bool { !sources[file].path.hasPrefix("templates/") }
}
