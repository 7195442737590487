import Diagnostics
import Spec

/// What the stages of one service are resolved with.
struct ImageInputs {
  let spec: ServiceSpec
  let use: TemplateUse
  let template: BuildTemplate
  /// The options of the template; none where the stages are the spec's own.
  let options: [OptionDeclaration]
  let tree: SourceTree
  let platforms: [Located<Platform>]
  let user: UserPlan
  let scope: Scope
  /// The stages whose condition holds.
  let stages: [StageTemplate]

  /// Where the spec asks for the language: the place of what only the template accounts for.
  var place: SourceRange { use.template.range }

  /// The stages are written in the spec.
  var isCustom: Bool { if case .custom = spec.build.value { true } else { false } }
}

extension Resolver {
  /// The images of a service, and the health check that its production image can run.
  mutating func image(
    _ spec: ServiceSpec, _ build: ResolvedBuild, tree: SourceTree, platforms: [Located<Platform>], user: UserPlan
  ) -> ResolvedImages? {
    let (use, template) = (build.use, build.template)
    guard use.isComplete else { return nil }
    let scope = buildScope(spec, build, tree)
    let inputs = ImageInputs(
      spec: spec, use: use, template: template, options: build.options, tree: tree, platforms: platforms,
      user: user, scope: scope, stages: template.production.filter { holds($0.condition, in: scope) })
    checkExtensions(inputs)
    let errors = diagnostics.count
    checkArguments(template.arguments)
    let images = templateImages(inputs)
    guard let stages = productionStages(inputs, images), let runtime = stages.last else { return nil }
    checkTree(stages, inputs, declared: build.name)
    let program = program(inputs)
    let health = program.flatMap { program in
      self.health(
        spec, program: program, facts: runtime.facts, speaksHTTP: holds(template.speaksHTTP, in: inputs.scope))
    }
    let development = template.development.map { developmentStages($0, inputs, images, stages) }
    if inputs.isCustom, !hasErrors(since: errors) { checkStages(stages, development: development ?? [], inputs) }
    let finished = withTargets(finish(stages, inputs, program: program ?? [], health: health), inputs)
    guard !hasErrors(since: errors) else { return nil }
    let plan = ImagePlan(
      language: use.template, options: use.options, labels: writtenLabels(spec),
      production: containerfile(finished, inputs), development: development.map { containerfile($0, inputs) },
      targets: targets(of: spec))
    return ResolvedImages(
      plan: plan, health: health?.check,
      needsInit: template.needsInit.flatMap { holds($0, in: inputs.scope) ? Located(true, $0.range) : nil },
      reloadsItself: template.development?.reloadsItself.map { holds($0, in: inputs.scope) } ?? false,
      temporaryFolders: template.temporaryFolders.filter { holds($0.condition, in: inputs.scope) }
        .compactMap { imagePath($0.path, in: inputs.scope) },
      volumes: (template.development?.volumes ?? []).compactMap { volume in
        imagePath(volume.value, in: inputs.scope).map { Entry(key: volume.key, value: $0) }
      })
  }

  /// The command that starts the service; empty for the image's own, nil where it is not known.
  private mutating func program(_ inputs: ImageInputs) -> [Located<String>]? {
    guard let written = inputs.template.program else { return [] }
    let errors = diagnostics.count
    let program = command(written.value, in: inputs.scope)
    guard !hasErrors(since: errors) else { return nil }
    if program.isEmpty {
      report(.unknownReference, "no command of 'program' holds for these options", at: written.range)
    }
    return program
  }

  func hasErrors(since count: Int) -> Bool { diagnostics[count...].contains { $0.severity == .error } }

  private mutating func buildScope(_ spec: ServiceSpec, _ build: ResolvedBuild, _ tree: SourceTree) -> Scope {
    var scope = Scope()
    scope.add("service", spec.name)
    if let port = spec.run?.port ?? build.template.port { scope.add("port", port.map(String.init)) }
    scope.add(spec.run?.container.ports ?? [])
    scope.addTarget(spec.build.range)
    tree.add(to: &scope, build.top.range)
    for argument in build.template.arguments {
      scope.add("arg.\(argument.name.value)", .pieces([.argument(BuildArgument(argument))], argument.name.range))
    }
    add(build.use.options, to: &scope, declared: build.options)
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
    let table = library.images.with(inputs.isCustom ? inputs.template.imageFacts : [])
    for image in inputs.template.images where holds(image.condition, in: inputs.scope) {
      guard let pinned = pin(image.reference, in: inputs.scope, user: inputs.place, facts: table) else { continue }
      images[image.name.value] = ResolvedImage(image: pinned.image, facts: pinned.facts)
    }
    return images
  }

  private func containerfile(_ stages: [ResolvedStage], _ inputs: ImageInputs) -> Containerfile {
    let paths = stages.flatMap { stage in
      stage.steps.flatMap { step -> [Located<String>] in
        guard case .copy(let paths, _, _) = step.value else { return [] }
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

/// What a service is built by: a language template with its options, or what its spec says in place.
struct ResolvedBuild {
  let use: TemplateUse
  /// Where the template is declared, or the stages of the spec.
  let name: Located<String>
  let template: BuildTemplate
  let options: [OptionDeclaration]

  /// Folder of the source in builds and in development.
  var top: Located<String> { template.development?.workingDirectory ?? name.map { _ in "/src" } }
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
  /// What it makes is the same for all platforms.
  var isPortable = false
  var steps: [Located<Step>]

  var stage: Stage { Stage(name: name, base: base, runsOnBuildPlatform: runsOnBuildPlatform, steps: steps) }
}
