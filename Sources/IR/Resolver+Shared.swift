import Diagnostics
import Spec

extension Resolver {
  /// The shared inputs that a service names, none of them in another or in the service's folder.
  mutating func sharedInputs(of spec: ServiceSpec, folder: Located<String>) -> [(Located<String>, SharedInput)] {
    checkDistinct(spec.shared, "shared input")
    var inputs: [(name: Located<String>, input: SharedInput)] = []
    for name in spec.shared where !inputs.contains(where: { $0.name.value == name.value }) {
      guard let entry = workspace.shared.first(where: { $0.key.value == name.value }) else {
        reportUnknown(
          .unknownReference, "no shared input is named '\(name.value)'", at: name.range, unknown: name.value,
          among: workspace.shared.map(\.key.value))
        continue
      }
      let path = entry.value.value.path
      if overlap(path.value, folder.value) {
        report(
          .sharedPlace, "the shared input '\(name.value)' and the service's folder overlap", at: name.range,
          notes: [.init("it is '\(orDot(path.value))'", at: path.range)]
            + [.init("the service's folder is '\(orDot(folder.value))'", at: folder.range)])
      } else if let other = inputs.first(where: { overlap($0.input.path.value, path.value) }) {
        report(
          .sharedPlace, "the shared inputs '\(other.name.value)' and '\(name.value)' overlap", at: name.range,
          notes: [other.input.path, path].map { .init("one is '\(orDot($0.value))'", at: $0.range) })
      } else {
        inputs.append((name, entry.value.value))
      }
    }
    return inputs
  }

  /// Paths of each shared input, each to the place that it has in the tree; from the context or from a stage.
  mutating func copyShared(
    _ paths: [Located<Text>], _ source: Located<String>?, _ inputs: ImageInputs, _ scope: Scope,
    _ images: [String: ResolvedImage]
  ) -> [Located<Step>] {
    let paths = literals(paths, scope).map(\.value)
    let stage = source.flatMap { copySource($0, inputs, images) }
    return inputs.tree.shared.map { input in
      let step =
        if let stage {
          Step.copyOut(stage, paths: paths.map { contextPath($0, in: input.place) }, destination: input.place)
        } else {
          Step.copy(paths: paths.map { contextPath($0, in: input.path.value) }, destination: input.place)
        }
      return Located(step, input.name.range)
    }
  }

  /// What is shared is shared by someone. A name may be lost in a file that was not decoded whole.
  mutating func checkShared() {
    guard specs.damaged.isEmpty, specs.broken.isEmpty else { return }
    let used = specs.services.flatMap { $0.spec.shared.map(\.value) }
    for input in workspace.shared where !used.contains(input.key.value) {
      report(
        .unusedShared, "no service builds with '\(input.key.value)'", at: input.key.range,
        notes: [.init("name it under 'shared' of the services that do, or remove it")])
    }
  }

  /// The service's folder has a place beside others in some stage of the template.
  mutating func checkTree(_ stages: [ResolvedStage], _ inputs: ImageInputs) {
    guard let first = inputs.tree.shared.first, !stages.contains(where: { inputs.tree.isIn($0.steps) }) else { return }
    report(
      .sharedPlace, "the template '\(inputs.template.name.value)' has no place for shared inputs",
      at: first.name.range,
      notes: [
        .init(
          "a stage of it has to work in '${source}', the service's folder, for that", at: inputs.template.name.range)
      ])
  }
}

/// One of the paths is the other, or in it.
private func overlap(_ one: String, _ other: String) -> Bool {
  one.isEmpty || other.isEmpty || "\(one)/".hasPrefix("\(other)/") || "\(other)/".hasPrefix("\(one)/")
}

private func orDot(_ path: String) -> String { path.isEmpty ? "." : path }
