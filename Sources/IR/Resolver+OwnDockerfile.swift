import Diagnostics
import Spec

/// Services whose Dockerfile people write.
extension Resolver {
  /// What is generated around the Dockerfile needs of it.
  mutating func image(
    _ spec: ServiceSpec, _ own: Located<OwnDockerfile>, folder: Located<String>
  ) -> ResolvedImages? {
    let errors = diagnostics.count
    let (written, place) = (own.value, own.range)
    let context = written.context ?? folder
    let inputs = (written.inputs ?? [context]).map { $0.map { $0.isEmpty ? "." : $0 } }
    let labels = imageLabels(spec)
    let ignored = written.ignored.map { $0.map { "\(folder.value)/\($0)" } } + library.defaults.alwaysIgnored
    let isUnchecked: Bool = if case .some(.none) = spec.run?.health?.value { true } else { false }
    let unchecked = isUnchecked ? spec.run?.health?.range : nil
    let containerfile = { (path: Located<String>, target: Located<String>?, supplies: OwnSupplies) in
      Containerfile(
        source: .file(
          DockerfilePlan(
            path: path, target: target, context: context, supplies: Supplies(supplies),
            crossCompiles: written.crossCompiles, labels: labels,
            withoutHealthCheck: unchecked)),
        contextPaths: withoutCovered(inputs), excludedPaths: ignored, origin: place)
    }
    let production = containerfile(written.path, written.target, written.supplies)
    let development = written.development.map { containerfile($0.path ?? written.path, $0.target, $0.supplies) }
    let health = ownHealth(spec)
    checkTargets(ofOwn: spec)
    checkArguments(written.supplies.arguments)
    checkArguments(written.development?.supplies.arguments ?? [])
    guard !hasErrors(since: errors) else { return nil }
    return ResolvedImages(
      plan: ImagePlan(
        language: Located("dockerfile", place), options: [], labels: writtenLabels(spec), production: production,
        development: development, targets: targets(of: spec)),
      health: health, needsInit: written.needsInit.flatMap { $0.value ? $0 : nil }, reloadsItself: false,
      temporaryFolders: written.temporaryFolders, volumes: [])
  }

  /// A command is taken at its word: what the image has, only its Dockerfile says.
  private mutating func ownHealth(_ spec: ServiceSpec) -> HealthCheck? {
    guard let health = spec.run?.health else { return nil }
    switch health.value {
    case .none: return nil
    case .command(let words, let timing): return check(Located(words.map(\.value), health.range), timing)
    case .http(let http):
      guard let path = http.path else { return nil }
      report(
        .healthTool,
        "which program of the image could ask for an HTTP path is not known, as its Dockerfile is not ours",
        at: path.range,
        notes: [.init("write a command that the image has under 'health', as a list")])
      return nil
    }
  }

  /// Without a mounted source, every change of what the image is built from makes a new one.
  mutating func development(
    _ spec: ServiceSpec, _ own: OwnDevelopment, _ image: ResolvedImages, folder: Located<String>, scope: Scope
  ) -> DevelopmentPlan {
    let port = spec.development?.port ?? spec.run?.port
    var scope = scope
    if let port { scope.add("port", port.map(String.init)) }
    let inFolder = { (path: Located<String>) in path.map { folder.value.isEmpty ? $0 : "\(folder.value)/\($0)" } }
    return DevelopmentPlan(
      port: port, published: port, options: [],
      environment: developmentEnvironment(spec, standard: own.environment, scope),
      workingDirectory: own.workingDirectory,
      volumes: own.volumes.map { volume in
        Entry(key: volume.key.map { "\(spec.name.value)-\($0)" }, value: volume.value)
      },
      rebuildOn: own.workingDirectory == nil ? image.plan.production.watched : own.rebuildOn.map(inFolder),
      reloadsItself: spec.development?.command.first.map { $0.map { _ in true } }
        ?? own.reloadsItself ?? image.plan.language.map { _ in own.workingDirectory == nil },
      restart: library.defaults.developmentRestart, command: spec.development?.command ?? [])
  }
}
