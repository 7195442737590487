import Diagnostics
import Spec

/// What the stages of one service are resolved with.
struct ImageInputs {
  let spec: ServiceSpec
  let use: TemplateUse
  let template: LanguageTemplate
  let folder: Located<String>
  let platforms: [Located<Platform>]
  let user: UserPlan
  var scope: Scope

  /// Where the spec asks for the language: the place of what only the template accounts for.
  var place: SourceRange { use.template.range }
}

extension Resolver {
  /// The images of a service, and the health check that its production image can run.
  mutating func image(
    _ spec: ServiceSpec, _ use: TemplateUse, _ template: LanguageTemplate, folder: Located<String>,
    platforms: [Located<Platform>], user: UserPlan
  ) -> (plan: ImagePlan, health: HealthCheck?)? {
    guard use.isComplete else { return nil }
    let inputs = ImageInputs(
      spec: spec, use: use, template: template, folder: folder, platforms: platforms, user: user,
      scope: buildScope(spec, use.options))
    let images = templateImages(inputs)
    let errors = diagnostics.count
    guard let stages = productionStages(inputs, images), let runtime = stages.last else { return nil }
    let program = literals(template.program, inputs.scope)
    let health = health(spec, program: program, facts: runtime.facts)
    guard let last = finish(stages, inputs, program: program, health: health) else { return nil }
    guard let development = developmentStage(inputs, images) else { return nil }
    guard !diagnostics[errors...].contains(where: { $0.severity == .error }) else { return nil }
    let plan = ImagePlan(
      language: use.template, templatePath: specs.sources[template.name.range.file].path, options: use.options,
      labels: writtenLabels(inputs), production: containerfile(last, inputs),
      development: containerfile([development], inputs))
    return (plan, health?.check)
  }

  private mutating func buildScope(_ spec: ServiceSpec, _ options: [Entry<OptionValue>]) -> Scope {
    var scope = Scope()
    scope.add("service", spec.name)
    if let port = spec.run?.port { scope.add("port", port.map(String.init)) }
    scope.addTarget(spec.build.range)
    add(options, to: &scope, separators: library.languages.flatMap(\.options))
    return scope
  }

  /// Makes options known by their names; texts among them are evaluated in what is known so far.
  mutating func add(_ options: [Entry<OptionValue>], to scope: inout Scope, separators: [OptionDeclaration]) {
    for option in options {
      switch option.value.value {
      case .text(let text), .setting(.literal(let text)):
        let evaluated = evaluate(option.value.map { _ in text }, in: scope)
        scope.add(option.key.value, .pieces(evaluated?.pieces ?? [], option.value.range))
      case .boolean(let flag): scope.add(option.key.value, .flag(flag, option.value.range))
      case .list(let elements):
        let declaration = separators.first { $0.name.range == option.key.range }
        scope.add(
          option.key.value, .list(elements, separator: declaration?.separator ?? " ", option.value.range))
      case .setting(.variable(let name, let development)):
        scope.add(
          option.key.value, .pieces([.variable(name.value, development: development?.value)], option.value.range))
      }
    }
  }

  /// The images of the template whose condition holds, by the names that stages use.
  private mutating func templateImages(_ inputs: ImageInputs) -> [String: ResolvedImage] {
    var images: [String: ResolvedImage] = [:]
    for image in inputs.template.images where holds(image.condition, in: inputs.scope) {
      guard let name = literal(image.reference, in: inputs.scope), let pinned = pin(name, user: inputs.place) else {
        continue
      }
      images[image.name.value] = ResolvedImage(image: pinned.image, facts: pinned.facts)
    }
    return images
  }

  mutating func literals(_ words: [Located<Text>], _ scope: Scope) -> [Located<String>] {
    words.compactMap { literal($0, in: scope) }
  }

  private func containerfile(_ stages: [ResolvedStage], _ inputs: ImageInputs) -> Containerfile {
    let paths = stages.flatMap { stage in
      stage.steps.flatMap { step -> [Located<String>] in
        guard case .copy(let paths, _) = step.value else { return [] }
        return paths.map { Located($0, step.range) }
      }
    }
    let excluded = inputs.template.ignore.map { pattern in pattern.map { "\(inputs.folder.value)/\($0)" } }
    return Containerfile(
      stages: stages.map(\.stage), contextPaths: withoutCovered(paths),
      excludedPaths: excluded + library.defaults.alwaysIgnored, origin: inputs.spec.build.range)
  }
}

/// Each path once, and none that is inside a folder that is also there.
private func withoutCovered(_ paths: [Located<String>]) -> [Located<String>] {
  var seen: Set<String> = []
  return paths.filter { path in
    !paths.contains { $0.value != path.value && ($0.value == "." || path.value.hasPrefix($0.value + "/")) }
      && seen.insert(path.value).inserted
  }
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
