import Diagnostics
import Spec

/// The development image, and how compose runs it.
extension Resolver {
  /// The development image: the template's steps, then the command that the spec or the template has, after the stages
  /// of the production image that these need.
  mutating func developmentStages(
    _ template: DevelopmentTemplate, _ inputs: ImageInputs, _ images: [String: ResolvedImage],
    _ production: [ResolvedStage]
  ) -> [ResolvedStage] {
    guard let base = developmentBase(template.base, images, production) else {
      reportSource(template.base, inputs)
      return []
    }
    let reach = Reach(scope: inputs.scope, base: base, images: images, stages: production)
    var scope = inputs.scope
    if let port = inputs.spec.development?.port { scope.add("port", port.map(String.init)) }
    add(developmentOptions(inputs.spec, template), to: &scope, declared: template.options)
    var steps = steps(template.steps, stage: StageExtension.development, inputs, reach.with(scope))
    if let port = inputs.spec.development?.port ?? inputs.spec.run?.port {
      steps.append(Located(.listen(port: port.value), port.range))
    }
    let own = inputs.spec.development?.command ?? []
    let command = own.isEmpty ? self.command(template.command, in: scope) : own
    if let first = command.first { steps.append(Located(.command(command.map(\.value)), first.range)) }
    let name = production.unusedName("development")
    let stage = ResolvedStage(
      name: template.base.map { _ in name }, base: base.base, facts: base.facts, runsOnBuildPlatform: false,
      steps: steps)
    return production.needed(by: [stage]) + [stage]
  }

  private func developmentBase(
    _ name: Located<String>, _ images: [String: ResolvedImage], _ production: [ResolvedStage]
  ) -> ResolvedStage? {
    if let image = images[name.value] {
      return ResolvedStage(
        name: name, base: .image(image.image), facts: image.facts, runsOnBuildPlatform: false, steps: [])
    }
    return production.first { $0.name.value == name.value }.map { stage in
      ResolvedStage(name: name, base: .stage(name), facts: stage.facts, runsOnBuildPlatform: false, steps: [])
    }
  }

  /// What the spec writes of the options for development, or the template has for them.
  func developmentOptions(_ spec: ServiceSpec, _ template: DevelopmentTemplate) -> [Entry<OptionValue>] {
    spec.development?.options ?? template.options.compactMap(\.unwritten)
  }

  /// With the source mounted.
  mutating func development(
    _ spec: ServiceSpec, _ template: DevelopmentTemplate, _ image: ResolvedImages, _ tree: SourceTree, scope: Scope
  ) -> DevelopmentPlan {
    let port = spec.development?.port ?? spec.run?.port
    var scope = scope
    if let port { scope.add("port", port.map(String.init)) }
    return DevelopmentPlan(
      port: port, published: port, options: developmentOptions(spec, template),
      environment: developmentEnvironment(spec, standard: template.environment, scope),
      workingDirectory: template.workingDirectory.map { _ in tree.source },
      volumes: image.volumes.map { Entry(key: $0.key.map { "\(spec.name.value)-\($0)" }, value: $0.value) },
      rebuildOn: rebuildOn(template, image, tree),
      reloadsItself: reloadsItself(spec, template, image),
      restart: library.defaults.developmentRestart, command: [])
  }

  /// What is there for development without the spec, but for what the spec says itself, and that.
  mutating func developmentEnvironment(
    _ spec: ServiceSpec, standard: [Entry<Text>], _ scope: Scope
  ) -> [Entry<RuntimeText>] {
    let own = environment(spec.development?.environment ?? spec.run?.environment ?? [], scope)
    return environment(standard.map(\.written), scope).filter { entry in
      !own.contains { $0.key.value == entry.key.value }
    } + own
  }

  /// Manifests of the service and of members of its workspace; and what the image has and nothing is mounted over.
  private func rebuildOn(
    _ template: DevelopmentTemplate, _ image: ResolvedImages, _ tree: SourceTree
  ) -> [Located<String>] {
    let folders = [tree.folder.value] + tree.sharedMembers.map(\.path.value)
    let others = (image.plan.development?.contextPaths ?? []).filter { !tree.isMounted($0.value) }
      .map { path in path.map { String($0.hasSuffix("*") ? $0.dropLast() : $0[...]) } }
    return folders.flatMap { folder in template.rebuildOn.map { $0.map { "\(folder)/\($0)" } } }
      // Nothing watches a pattern.
      + others.filter { !$0.value.contains("*") }
  }

  /// Who writes a command of their own has it watch the source, or would have kept the template's.
  private func reloadsItself(
    _ spec: ServiceSpec, _ template: DevelopmentTemplate, _ image: ResolvedImages
  ) -> Located<Bool> {
    if let own = spec.development?.command.first { return own.map { _ in true } }
    return (template.reloadsItself?.range).map { Located(image.reloadsItself, $0) }
      ?? template.workingDirectory.map { _ in false }
  }

  /// With the image of production.
  mutating func development(_ spec: ServiceSpec, _ image: ResolvedImages, scope: Scope) -> DevelopmentPlan {
    let (port, published) = (spec.run?.port, spec.development?.port)
    return DevelopmentPlan(
      port: port ?? published, published: published ?? port, options: [],
      environment: developmentEnvironment(spec, standard: [], scope), workingDirectory: nil, volumes: [],
      rebuildOn: image.plan.production.watched, reloadsItself: image.plan.language.map { _ in true },
      restart: library.defaults.developmentRestart, command: spec.development?.command ?? [])
  }
}

extension Entry<Text> {
  fileprivate var written: Entry<Setting> { Entry<Setting>(key: key, value: value.map { .literal($0) }) }
}

extension Containerfile {
  /// Whatever it is built from.
  var watched: [Located<String>] { contextPaths.map { $0.map(watchable) } }
}

/// What compose can watch: a path, and for a pattern the folder that it is of.
private func watchable(_ path: String) -> String {
  guard path.contains("*") else { return path.isEmpty ? "." : path }
  return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
}
