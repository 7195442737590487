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
          stages.append(stage(name, template, base, stages, inputs, scope, images))
        }
        prefixes[template.name.value] = stages.last
      } else {
        if inputs.isCustom { checkDistinct(template.name, stages) }
        stages.append(stage(template.name, template, base, stages, inputs, inputs.scope, images))
      }
    }
    return stages
  }

  private func platformScope(_ inputs: ImageInputs, _ platform: Platform) -> Scope {
    var scope = inputs.scope
    for name in library.platforms[platform]?.names ?? [] { scope.add("platform.\(name.key.value)", name.value) }
    return scope
  }

  private mutating func checkDistinct(_ name: Located<String>, _ stages: [ResolvedStage]) {
    guard let first = stages.first(where: { $0.name.value == name.value }) else { return }
    report(
      .duplicateName, "two stages are named '\(name.value)'", at: name.range,
      notes: [.init("first named here", at: first.name.range)])
  }

  /// What a stage starts from: an image, an earlier stage, or that of the platform built for; or nothing.
  private mutating func base(
    of template: StageTemplate, _ stages: [ResolvedStage], _ prefixes: [String: ResolvedStage],
    _ images: [String: ResolvedImage], _ inputs: ImageInputs
  ) -> ResolvedStage? {
    let name = template.base
    let onBuildPlatform = template.runsOn?.value == .buildPlatform
    if name.value == "scratch", let facts = library.images[.scratch] {
      return ResolvedStage(
        name: name, base: .scratch(name.range), facts: facts, runsOnBuildPlatform: false, steps: [])
    }
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
        name: name, base: .stage(name), facts: stage.facts, runsOnBuildPlatform: stage.runsOnBuildPlatform,
        isPortable: stage.isPortable, steps: [])
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
    } else if let stage = inputs.stages.first(where: { $0.name.value == name.value }) {
      let message =
        stage.isPerPlatform
        ? "there is a stage '\(name.value)' for each platform: copy from one that starts from it"
        : "the stage '\(name.value)' does not come before this one"
      report(.unknownReference, message, at: name.range, notes: [.init("declared here", at: stage.name.range)])
    }
    // What is there but could not be pinned has been reported where it is named.
  }

  private mutating func stage(
    _ name: Located<String>, _ template: StageTemplate, _ base: ResolvedStage, _ earlier: [ResolvedStage],
    _ inputs: ImageInputs, _ scope: Scope, _ images: [String: ResolvedImage]
  ) -> ResolvedStage {
    let reach = Reach(scope: scope, base: base, images: images, stages: earlier)
    return ResolvedStage(
      name: name, base: base.base, facts: base.facts, runsOnBuildPlatform: base.runsOnBuildPlatform,
      isPortable: base.isPortable || template.isPortable,
      steps: steps(template.steps, stage: template.name.value, inputs, reach))
  }

  /// With those that the spec adds, and with what is shared.
  mutating func steps(
    _ steps: [Located<StepTemplate>], stage name: String, _ inputs: ImageInputs, _ reach: Reach
  ) -> [Located<Step>] {
    inputs.tree.withShared(extended(steps, stage: name, inputs).flatMap { step($0, inputs, reach) })
  }

  /// Adds to the last stage what every image has, in the order in which it changes least often first.
  mutating func finish(
    _ stages: [ResolvedStage], _ inputs: ImageInputs, program: [Located<String>],
    health: (check: HealthCheck, probe: Located<Step>?)?
  ) -> [ResolvedStage] {
    var stages = stages
    guard var last = stages.popLast() else { return [] }
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
    if let first = program.first { last.steps.append(Located(.entrypoint(program.map(\.value)), first.range)) }
    let written = inputs.spec.run?.container.arguments?.value ?? inputs.template.programArguments
    let arguments = literals(written, inputs.scope)
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
  func labels(_ spec: ServiceSpec) -> [Located<Step>] {
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
    let write = { (commands: [Command]) in Located(Step.run(RunStep(commands: commands)), name.range) }
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
        Located(
          .copyOut(source, paths: ["/out/etc/passwd", "/out/etc/group"], destination: "/etc/", CopyOptions()),
          name.range))
    }
  }
}
