package import Diagnostics

/// What a spec adds to a stage of its template: packages, and steps at the points that the stage has.
package struct StageExtension: Sendable {
  package let packages: Located<[Located<Text>]>?
  /// Steps by the point that they stand at.
  package let steps: [Entry<[Located<StepTemplate>]>]

  /// The name of the one stage that the development image has.
  package static let development = "development"
  /// Points that every stage has.
  private static let (start, end) = ("start", "end")

  fileprivate init(_ keys: inout Keys, points: [String]) {
    packages = keys.optional(
      "packages", .list(of: .textLine(of: .packageName)), "System packages to install, first of all")
    let summaries = points.map { ($0, "Steps at the point '\($0)' of the template") }
    let all =
      [(Self.start, "Steps at the start of the stage")] + summaries + [(Self.end, "Steps at the end of the stage")]
    steps = all.compactMap { point, summary in
      keys.optional(point, .list(of: .mapping(StepTemplate.self)), summary).map {
        Entry(key: Located(point, $0.range), value: $0)
      }
    }
  }

  /// The steps of a stage with those of the extension among them.
  package func extending(_ steps: [Located<StepTemplate>]) -> [Located<StepTemplate>] {
    let install = packages.map { [Located(StepTemplate(.packages($0.value)), $0.range)] } ?? []
    let between = steps.flatMap { step -> [Located<StepTemplate>] in
      if case .point(let point) = step.value.kind { return self.steps(at: point.value) }
      return [step]
    }
    return install + self.steps(at: Self.start) + between + self.steps(at: Self.end)
  }

  private func steps(at point: String) -> [Located<StepTemplate>] {
    steps.first { $0.key.value == point }?.value.value ?? []
  }
}

extension LanguageTemplate {
  /// Every stage that a spec may extend, with the points that the template names in it.
  fileprivate var points: [(stage: String, points: [String])] {
    let development = build.development.map { [(StageExtension.development, $0.steps)] } ?? []
    let stages = build.production.map { ($0.name.value, $0.steps) } + development
    return stages.map(\.0).distinct.map { name in
      let steps = stages.filter { $0.0 == name }.flatMap(\.1)
      let points = steps.compactMap { if case .point(let point) = $0.value.kind { point.value } else { nil } }
      return (name, points.distinct)
    }
  }
}

extension Keys {
  /// What stands under 'extend'. Its keys are the stages of the template that 'build' names.
  mutating func extensions() -> [Entry<StageExtension>] {
    let isUnclear = decoder.isTemplateUnclear
    let stages = ValueType<[Entry<StageExtension>]>.mapping(noun: "extend") { keys in
      if isUnclear { keys.passOverTheRest() }
      return (keys.decoder.template?.points ?? []).compactMap { stage, points in
        let type = ValueType<StageExtension>.mapping(noun: "stage '\(stage)'") { StageExtension(&$0, points: points) }
        return keys.optional(stage, type, "What is added to the stage '\(stage)' of the template").map {
          Entry(key: Located(stage, $0.range), value: $0)
        }
      }
    }
    return optional("extend", stages, "Packages and steps that are added to stages of the template")?.value ?? []
  }
}
