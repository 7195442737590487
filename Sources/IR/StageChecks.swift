import Diagnostics
import Spec

extension [ResolvedStage] {
  /// `name`, or one made of it that no stage has.
  func unusedName(_ name: String) -> String {
    let names = map(\.name.value)
    return sequence(first: name) { $0 + "-image" }.first { !names.contains($0) } ?? name
  }

  /// Those that `stages` start from or copy from, and so on, in their order.
  func needed(by stages: [ResolvedStage]) -> [ResolvedStage] {
    var (sources, prefixes): (Set<String>, Set<String>) = ([], [])
    var needed: [ResolvedStage] = []
    func note(_ stage: ResolvedStage) {
      switch stage.base {
      case .stage(let name): sources.insert(name.value)
      case .platformStage(let prefix): prefixes.insert(prefix.value)
      case .image, .scratch: break
      }
      for step in stage.steps {
        if case .copyOut(.stage(let name), _, _, _) = step.value { sources.insert(name) }
      }
    }
    stages.forEach(note)
    for stage in reversed() {
      let name = stage.name.value
      guard sources.contains(name) || prefixes.contains(where: { name.hasPrefix("\($0)-") }) else { continue }
      note(stage)
      needed.insert(stage, at: 0)
    }
    return needed
  }
}

/// Checks that stages need which a spec writes itself; those of the templates are right by construction.
extension Resolver {
  mutating func checkStages(_ stages: [ResolvedStage], development: [ResolvedStage], _ inputs: ImageInputs) {
    let targets = inputs.spec.targets.compactMap(\.value.value.stage?.value)
    checkUse(of: stages, development + stages.filter { stage in targets.contains(stage.name.value) })
    for stage in stages where !stage.runsOnBuildPlatform { checkOutputs(copiedInto: stage, stages) }
  }

  /// Every stage but the last is there for one after it.
  private mutating func checkUse(of stages: [ResolvedStage], _ others: [ResolvedStage]) {
    guard let last = stages.last else { return }
    let needed = stages.needed(by: [last] + others) + others + [last]
    for stage in stages where !needed.contains(where: { $0.name.value == stage.name.value }) {
      report(
        .unusedStage, "nothing starts from the stage '\(stage.name.value)' or copies from it", at: stage.name.range,
        notes: [.init("remove it, or name it under 'from'; the last stage runs the service")])
    }
  }

  /// What a stage of the build platform makes is for that platform, unless it is told which other one to make it for.
  private mutating func checkOutputs(copiedInto stage: ResolvedStage, _ stages: [ResolvedStage]) {
    for step in stage.steps {
      guard case .copyOut(.stage(let name), _, _, _) = step.value,
        let source = stages.first(where: { $0.name.value == name }), source.runsOnBuildPlatform,
        !source.isPortable, !isTargeted(source, stages)
      else { continue }
      report(
        .foreignOutput, "'\(name)' runs on the build platform and makes its output for that one, not for the image's",
        at: step.range,
        notes: [
          .init("the stage is declared here", at: source.name.range),
          .init("have it cross-compile, with '${target.architecture}' in a command or its environment"),
          .init("or leave out 'runs-on'; or write 'portable: true' where its output is the same for all platforms"),
        ])
    }
  }

  /// A step of the stage, or of one that it starts from, refers to the platform built for.
  private func isTargeted(_ stage: ResolvedStage, _ stages: [ResolvedStage]) -> Bool {
    if stage.steps.contains(where: { $0.value.isTargeted }) { return true }
    switch stage.base {
    case .image, .scratch: return false
    case .platformStage: return true
    case .stage(let name): return stages.first { $0.name.value == name.value }.map { isTargeted($0, stages) } ?? false
    }
  }

  /// Arguments are told apart by their names, and none of them is a secret.
  mutating func checkArguments(_ arguments: [ArgumentTemplate]) {
    for (index, argument) in arguments.enumerated() {
      let name = argument.name
      if let first = arguments[..<index].first(where: { $0.name.value == name.value }) {
        report(
          .duplicateName, "two arguments are named '\(name.value)'", at: name.range,
          notes: [.init("first named here", at: first.name.range)])
      }
      if isSecretName(name.value) {
        report(
          .clearSecret, "'\(name.value)' would stay readable in the image's history", at: name.range,
          notes: [.init("give it to the commands that need it, under 'secrets' of their step")])
      }
    }
  }
}

extension Step {
  fileprivate var isTargeted: Bool { isOnlyForCrossing || texts.contains { !$0.properties.isEmpty } }
}
