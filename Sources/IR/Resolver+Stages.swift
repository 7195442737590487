import Diagnostics
import Spec

extension Resolver {
  /// The stages of the production image as the template has them; per-platform stages are written out.
  mutating func productionStages(_ inputs: ImageInputs, _ images: [String: ResolvedImage]) -> [ResolvedStage]? {
    var stages: [ResolvedStage] = []
    var prefixes: [String: ResolvedStage] = [:]
    for template in inputs.stages {
      guard let base = base(of: template, stages, prefixes, images, inputs) else { return nil }
      if template.isPerPlatform {
        for platform in inputs.platforms {
          let name = template.name.map { "\($0)-\(platform.value.targetSuffix)" }
          let scope = platformScope(inputs, platform.value)
          stages.append(stage(name, template, base, inputs, scope, images))
        }
        prefixes[template.name.value] = stages.last
      } else {
        stages.append(stage(template.name, template, base, inputs, inputs.scope, images))
      }
    }
    return stages
  }

  private func platformScope(_ inputs: ImageInputs, _ platform: Platform) -> Scope {
    var scope = inputs.scope
    for name in library.platforms[platform]?.names ?? [] { scope.add("platform.\(name.key.value)", name.value) }
    return scope
  }

  /// What a stage starts from: an image of the template, an earlier stage, or that of the platform built for.
  private mutating func base(
    of template: StageTemplate, _ stages: [ResolvedStage], _ prefixes: [String: ResolvedStage],
    _ images: [String: ResolvedImage], _ inputs: ImageInputs
  ) -> ResolvedStage? {
    let name = template.base
    let onBuildPlatform = template.runsOn?.value == .buildPlatform
    if let image = images[name.value] {
      if !onBuildPlatform { check(image, named: name.value, inputs) }
      return ResolvedStage(
        name: name, base: .image(Located(image.image.value, image.image.range)), facts: image.facts,
        runsOnBuildPlatform: onBuildPlatform, steps: [])
    }
    if let stage = prefixes[name.value] {
      return ResolvedStage(
        name: name, base: .platformStage(prefix: name), facts: stage.facts,
        runsOnBuildPlatform: stage.runsOnBuildPlatform, steps: [])
    }
    if let stage = stages.first(where: { $0.name.value == name.value }) {
      return ResolvedStage(
        name: name, base: .stage(name), facts: stage.facts, runsOnBuildPlatform: stage.runsOnBuildPlatform, steps: [])
    }
    reportSource(name, inputs)
    return nil
  }

  /// Nothing is there under the name that a template gives.
  mutating func reportSource(_ name: Located<String>, _ inputs: ImageInputs) {
    let images = inputs.template.images
    let there =
      images.filter { holds($0.condition, in: inputs.scope) }.map(\.name.value) + inputs.stages.map(\.name.value)
    let declared = images.map(\.name.value) + inputs.template.production.map(\.name.value)
    if !declared.contains(name.value) {
      report(
        .init(
          .unknownReference, "no image and no earlier stage is named '\(name.value)'", at: name.range,
          unknown: name.value, among: declared))
    } else if !there.contains(name.value) {
      report(.unknownReference, "'\(name.value)' is left out by its 'when', and what needs it is not", at: name.range)
    }
    // What is there but could not be pinned has been reported where it is named.
  }

  private mutating func stage(
    _ name: Located<String>, _ template: StageTemplate, _ base: ResolvedStage, _ inputs: ImageInputs, _ scope: Scope,
    _ images: [String: ResolvedImage]
  ) -> ResolvedStage {
    ResolvedStage(
      name: name, base: base.base, facts: base.facts, runsOnBuildPlatform: base.runsOnBuildPlatform,
      steps: inputs.tree.withShared(
        extended(template.steps, stage: template.name.value, inputs).flatMap {
          step($0, inputs, scope, base.facts, images)
        }))
  }

  /// The one stage of the development image: the template's steps, then the command that the spec or the template has.
  mutating func developmentStage(_ inputs: ImageInputs, _ images: [String: ResolvedImage]) -> ResolvedStage? {
    let template = inputs.template.development
    guard let image = images[template.base.value] else {
      reportSource(template.base, inputs)
      return nil
    }
    var scope = inputs.scope
    if let port = inputs.spec.development?.port { scope.add("port", port.map(String.init)) }
    add(developmentOptions(inputs.spec, template), to: &scope, declared: template.options)
    var steps = inputs.tree.withShared(
      extended(template.steps, stage: StageExtension.development, inputs).flatMap {
        step($0, inputs, scope, image.facts, images)
      })
    if let port = inputs.spec.development?.port ?? inputs.spec.run?.port {
      steps.append(Located(.listen(port: port.value), port.range))
    }
    let own = inputs.spec.development?.command ?? []
    let command = own.isEmpty ? self.command(template.command, in: scope) : own
    if let first = command.first { steps.append(Located(.command(command.map(\.value)), first.range)) }
    return ResolvedStage(
      name: template.base.map { _ in "development" }, base: .image(image.image), facts: image.facts,
      runsOnBuildPlatform: false, steps: steps)
  }

  /// What the spec writes of the options for development, or the template has for them.
  func developmentOptions(_ spec: ServiceSpec, _ template: DevelopmentTemplate) -> [Entry<OptionValue>] {
    spec.development?.options ?? template.options.compactMap(\.unwritten)
  }

  /// Adds to the last stage what every image has, in the order in which it changes least often first.
  mutating func finish(
    _ stages: [ResolvedStage], _ inputs: ImageInputs, program: [Located<String>],
    health: (check: HealthCheck, probe: Located<Step>?)?
  ) -> [ResolvedStage]? {
    var stages = stages
    guard var last = stages.popLast(), let entry = program.first else { return nil }
    if let name = inputs.user.name { addAccount(name, inputs.user.id, to: &last, &stages) }
    if let probe = health?.probe { last.steps.append(probe) }
    last.steps += labels(inputs.spec)
    if let port = inputs.spec.run?.port {
      last.steps.append(Located(.listen(port: port.value), port.range))
    }
    last.steps += containerSteps(inputs)
    last.steps.append(Located(.user(id: inputs.user.id.value), inputs.user.id.range))
    if let check = health?.check {
      last.steps.append(Located(.healthCheck(check), check.command.range))
    } else if let written = inputs.spec.run?.health {
      last.steps.append(Located(.noHealthCheck, written.range))
    }
    last.steps.append(Located(.entrypoint(program.map(\.value)), entry.range))
    let arguments = literals(inputs.spec.run?.container.arguments?.value ?? inputs.template.arguments, inputs.scope)
    if let first = arguments.first { last.steps.append(Located(.arguments(arguments.map(\.value)), first.range)) }
    return stages + [last]
  }

  /// Ports beside the main one, and the folders of volumes.
  private func containerSteps(_ inputs: ImageInputs) -> [Located<Step>] {
    guard let container = inputs.spec.run?.container else { return [] }
    return container.ports.map { entry in
      let port = entry.value.value
      return Located(.expose(port: port.port.value, port.networkProtocol?.value ?? .tcp), port.port.range)
    }
      + container.volumes.map { volume in
        volume.value.map { .folder(path: $0, owner: inputs.user.id.value) }
      }
  }

  /// The labels that every image has, then those that are written, each of which may stand in for one of the others.
  private func labels(_ spec: ServiceSpec) -> [Located<Step>] {
    let written = writtenLabels(spec)
    let standard = standardLabels(spec).filter { label in !written.contains { $0.key.value == label.name } }
    return (standard.isEmpty ? [] : [Located(.labels(standard), spec.name.range)])
      + written.map { Located(.labels([($0.key.value, $0.value.value)]), $0.range) }
  }

  /// The same, one by one.
  func imageLabels(_ spec: ServiceSpec) -> [Located<(name: String, value: String)>] {
    labels(spec).flatMap { step -> [Located<(name: String, value: String)>] in
      guard case .labels(let labels) = step.value else { return [] }
      return labels.map { Located($0, step.range) }
    }
  }

  /// The workspace's, where the spec has no other value for them, and the spec's.
  func writtenLabels(_ spec: ServiceSpec) -> [Entry<String>] {
    let own = spec.image?.labels ?? []
    return workspace.labels.filter { label in !own.contains { $0.key.value == label.key.value } } + own
  }

  private func standardLabels(_ spec: ServiceSpec) -> [(name: String, value: String)] {
    let prefix = "org.opencontainers.image."
    var labels = [(name: prefix + "title", value: spec.name.value)]
    if let description = spec.description { labels.append((prefix + "description", description.value)) }
    if let repository = workspace.repository { labels.append((prefix + "source", repository.value)) }
    return labels
  }

  /// Gives the numeric user a name. An image without a shell gets the files from the stage before it.
  private func addAccount(
    _ name: Located<String>, _ id: Located<Int>, to last: inout ResolvedStage, _ stages: inout [ResolvedStage]
  ) {
    let user = "\(name.value):x:\(id.value):\(id.value)::/nonexistent:/sbin/nologin"
    let group = "\(name.value):x:\(id.value):"
    let write = { (commands: [Command]) in
      Located(
        Step.run(RunStep(commands: commands, environment: [], caches: [], onlyWhenCrossCompiling: false)), name.range)
    }
    // First in its stage, because it changes least.
    if last.facts.shell.value {
      let step = write([
        .write(path: "/etc/passwd", lines: [user], isAppending: true),
        .write(path: "/etc/group", lines: [group], isAppending: true),
      ])
      last.steps.insert(step, at: 0)
    } else if let builder = stages.indices.last(where: { stages[$0].facts.shell.value }) {
      let step = write([
        .write(path: "/out/etc/passwd", lines: ["root:x:0:0:root:/root:/sbin/nologin", user], isAppending: false),
        .write(path: "/out/etc/group", lines: ["root:x:0:", group], isAppending: false),
      ])
      stages[builder].steps.insert(step, at: 0)
      let source = CopySource.stage(stages[builder].name.value)
      last.steps.append(
        Located(.copyOut(source, paths: ["/out/etc/passwd", "/out/etc/group"], destination: "/etc/"), name.range))
    }
  }
}
