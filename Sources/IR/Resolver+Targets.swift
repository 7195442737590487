import Diagnostics
import Spec

/// Further images of the stages of a service.
extension Resolver {
  /// A stage of each target's name is generated; where people write the stages, they may have given another one.
  func targets(of spec: ServiceSpec) -> [TargetPlan] {
    let isOwn = if case .dockerfile = spec.build.value { true } else { false }
    return spec.targets.map { target in
      let stage = isOwn ? target.value.value.stage ?? target.key : target.key
      return TargetPlan(name: target.key, stage: stage, isPublished: target.value.value.isPublished)
    }
  }

  /// What a stage runs stands in the Dockerfile.
  mutating func checkTargets(ofOwn spec: ServiceSpec) {
    for command in spec.targets.compactMap(\.value.value.command.first) {
      report(
        .invalidValue, "what the target runs is said in the Dockerfile, which is not ours", at: command.range,
        notes: [.init("write it into a stage there, and name that under 'stage'")])
    }
  }

  /// The stages with one more for each target. What is built where nobody names a target stays the last one.
  mutating func withTargets(_ stages: [ResolvedStage], _ inputs: ImageInputs) -> [ResolvedStage] {
    guard let runtime = stages.last, !inputs.spec.targets.isEmpty else { return stages }
    let targets = inputs.spec.targets.compactMap { entry -> ResolvedStage? in
      let base = entry.value.value.stage ?? runtime.name
      guard let stage = stages.first(where: { $0.name.value == base.value }) else {
        report(
          .init(
            .unknownReference, "no stage is named '\(base.value)'", at: base.range, unknown: base.value,
            among: stages.map(\.name.value)))
        return nil
      }
      if let other = stages.first(where: { $0.name.value == entry.key.value }) {
        report(
          .duplicateName, "a stage is named '\(entry.key.value)', too", at: entry.key.range,
          notes: [.init("named here", at: other.name.range), .init("give the target another name")])
      }
      if stage.runsOnBuildPlatform {
        report(
          .foreignOutput, "'\(base.value)' runs on the build platform, and its image would be for that one",
          at: base.range, notes: [.init("the stage is declared here", at: stage.name.range)])
      }
      return target(entry, from: stage, isRuntime: stage.name.value == runtime.name.value, inputs)
    }
    let name = (stages + targets).unusedName("service")
    let last = ResolvedStage(
      name: runtime.name.map { _ in name }, base: .stage(runtime.name), facts: runtime.facts,
      runsOnBuildPlatform: false, steps: [])
    return stages + targets + [last]
  }

  private func target(
    _ entry: Entry<TargetSpec>, from stage: ResolvedStage, isRuntime: Bool, _ inputs: ImageInputs
  ) -> ResolvedStage {
    var steps: [Located<Step>] = isRuntime ? [] : labels(inputs.spec)
    // What tells that the service is well tells nothing of another program.
    if isRuntime { steps.append(Located(.noHealthCheck, entry.key.range)) }
    if !isRuntime { steps.append(Located(.user(id: inputs.user.id.value), inputs.user.id.range)) }
    let command = entry.value.value.command
    if let first = command.first { steps.append(Located(.entrypoint(command.map(\.value)), first.range)) }
    return ResolvedStage(
      name: entry.key, base: .stage(stage.name), facts: stage.facts,
      runsOnBuildPlatform: stage.runsOnBuildPlatform, steps: steps)
  }

  /// The names of targets' images are not those of services, and their builds not those for one platform.
  mutating func checkTargets() {
    let names = specs.services.map(\.spec.name) + workspace.resources.map(\.name)
    let slugs = library.platforms.facts.map(\.platform.value.slug)
    for spec in specs.services.map(\.spec) {
      for target in spec.targets.map(\.key) {
        let name = "\(spec.name.value)-\(target.value)"
        if let other = names.first(where: { $0.value == name }) {
          report(
            .duplicateName, "the image of '\(target.value)' would be named '\(name)', as a service is",
            at: target.range,
            notes: [.init("named here", at: other.range)])
        }
        if slugs.contains(target.value) {
          report(
            .duplicateName, "'\(target.value)' is what a build of the service itself is called",
            at: target.range,
            notes: [.init("give the target another name")])
        }
      }
    }
  }
}
