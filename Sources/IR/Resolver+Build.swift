import Diagnostics
import Spec

/// What the stages of one service are resolved with.
struct ImageInputs {
  let spec: ServiceSpec
  let use: TemplateUse
  let template: LanguageTemplate
  let tree: SourceTree
  let platforms: [Located<Platform>]
  let user: UserPlan
  let scope: Scope
  /// The stages whose condition holds.
  let stages: [StageTemplate]

  /// Where the spec asks for the language: the place of what only the template accounts for.
  var place: SourceRange { use.template.range }
}

extension Resolver {
  /// The images of a service, and the health check that its production image can run.
  mutating func image(
    _ spec: ServiceSpec, _ use: TemplateUse, _ template: LanguageTemplate, tree: SourceTree,
    platforms: [Located<Platform>], user: UserPlan
  ) -> ResolvedImages? {
    guard use.isComplete else { return nil }
    let scope = buildScope(spec, use.options, template, tree)
    let inputs = ImageInputs(
      spec: spec, use: use, template: template, tree: tree, platforms: platforms, user: user, scope: scope,
      stages: template.production.filter { holds($0.condition, in: scope) })
    checkExtensions(inputs)
    let images = templateImages(inputs)
    let errors = diagnostics.count
    guard let stages = productionStages(inputs, images), let runtime = stages.last else { return nil }
    checkTree(stages, inputs)
    let program = command(template.program, in: inputs.scope)
    if program.isEmpty {
      report(.unknownReference, "no command of 'program' holds for these options", at: template.name.range)
    }
    let health = health(
      spec, program: program, facts: runtime.facts, speaksHTTP: holds(template.speaksHTTP, in: inputs.scope))
    guard let last = finish(stages, inputs, program: program, health: health) else { return nil }
    guard let development = developmentStage(inputs, images) else { return nil }
    guard !diagnostics[errors...].contains(where: { $0.severity == .error }) else { return nil }
    let plan = ImagePlan(
      language: use.template, options: use.options,
      labels: writtenLabels(spec), production: containerfile(last, inputs),
      development: containerfile([development], inputs))
    return ResolvedImages(
      plan: plan, health: health?.check,
      needsInit: template.needsInit.flatMap { holds($0, in: inputs.scope) ? Located(true, $0.range) : nil },
      reloadsItself: template.development.reloadsItself.map { holds($0, in: inputs.scope) } ?? false,
      temporaryFolders: template.temporaryFolders.filter { holds($0.condition, in: inputs.scope) }
        .compactMap { literal($0.path, in: inputs.scope) },
      volumes: template.development.volumes.compactMap { volume in
        literal(volume.value, in: inputs.scope).map { Entry(key: volume.key, value: $0) }
      })
  }

  private mutating func buildScope(
    _ spec: ServiceSpec, _ options: [Entry<OptionValue>], _ template: LanguageTemplate, _ tree: SourceTree
  ) -> Scope {
    var scope = Scope()
    scope.add("service", spec.name)
    if let port = spec.run?.port ?? template.port { scope.add("port", port.map(String.init)) }
    scope.add(spec.run?.container.ports ?? [])
    scope.addTarget(spec.build.range)
    tree.add(to: &scope, template.development.workingDirectory.range)
    add(options, to: &scope, declared: template.options)
    return scope
  }

  /// Makes options known by their names; texts among them are evaluated in what is known so far.
  mutating func add(_ options: [Entry<OptionValue>], to scope: inout Scope, declared: [OptionDeclaration]) {
    for option in options {
      let (name, range) = (option.key.value, option.value.range)
      let declaration = declared.first { $0.name.range == option.key.range }
      switch option.value.value {
      case .text(let text), .setting(.literal(let text)):
        let pieces = evaluate(option.value.map { _ in text }, in: scope)?.pieces ?? []
        scope.add(name, .pieces(pieces, range))
        if case .version? = declaration?.kind { scope.addMajor(of: name, pieces, range) }
      case .boolean(let flag): scope.add(name, .flag(flag, range))
      case .list(let elements):
        scope.add(name, .list(elements, separator: declaration?.separator ?? " ", range))
      case .setting(.variable(let variable)): scope.add(name, .pieces([.variable(variable)], range))
      }
    }
  }

  /// The images of the template whose condition holds, by the names that stages use.
  private mutating func templateImages(_ inputs: ImageInputs) -> [String: ResolvedImage] {
    var images: [String: ResolvedImage] = [:]
    for image in inputs.template.images where holds(image.condition, in: inputs.scope) {
      guard let pinned = pin(image.reference, in: inputs.scope, user: inputs.place) else { continue }
      images[image.name.value] = ResolvedImage(image: pinned.image, facts: pinned.facts)
    }
    return images
  }

  private func containerfile(_ stages: [ResolvedStage], _ inputs: ImageInputs) -> Containerfile {
    let paths = stages.flatMap { stage in
      stage.steps.flatMap { step -> [Located<String>] in
        guard case .copy(let paths, _) = step.value else { return [] }
        return paths.map { Located($0, step.range) }
      }
    }
    let excluded = inputs.tree.folders.flatMap { folder in
      inputs.template.ignore.map { pattern in pattern.map { "\(folder)/\($0)" } }
    }
    return Containerfile(
      source: .stages(stages.map(\.stage)), contextPaths: withoutCovered(paths),
      excludedPaths: excluded + library.defaults.alwaysIgnored, origin: inputs.spec.build.range)
  }
}

/// Each path once, and none that is inside a folder that is also there.
func withoutCovered(_ paths: [Located<String>]) -> [Located<String>] {
  var seen: Set<String> = []
  return paths.filter { path in
    !paths.contains { $0.value != path.value && ($0.value == "." || path.value.hasPrefix($0.value + "/")) }
      && seen.insert(path.value).inserted
  }
}

/// What comes of the template and the build options of one service.
struct ResolvedImages {
  let plan: ImagePlan
  let health: HealthCheck?
  /// Compose runs an init before the program.
  let needsInit: Located<Bool>?
  /// The development command watches the source.
  let reloadsItself: Bool
  /// What the program writes to beside what every program may.
  let temporaryFolders: [Located<String>]
  /// Named volumes in development, by the template's names.
  let volumes: [Entry<String>]
}

/// An image of a template with what is known of it.
struct ResolvedImage {
  let image: Located<PinnedImage>
  let facts: ImageFacts
}

/// A stage while it is put together.
struct ResolvedStage {
  let name: Located<String>
  let base: Stage.Base
  let facts: ImageFacts
  let runsOnBuildPlatform: Bool
  var steps: [Located<Step>]

  var stage: Stage { Stage(name: name, base: base, runsOnBuildPlatform: runsOnBuildPlatform, steps: steps) }
}
