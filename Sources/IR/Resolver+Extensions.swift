import Diagnostics
import Spec

/// What specs add to the stages of their templates.
extension Resolver {
  /// The steps of a stage, with those that the spec adds.
  func extended(_ steps: [Located<StepTemplate>], stage name: String, _ inputs: ImageInputs) -> [Located<StepTemplate>]
  {
    inputs.spec.extensions.first { $0.key.value == name }?.value.value.extending(steps) ?? steps
  }

  /// Every stage that is added to is there for the options of the spec.
  mutating func checkExtensions(_ inputs: ImageInputs) {
    let there = inputs.stages.map(\.name.value) + [StageExtension.development]
    for addition in inputs.spec.extensions where !there.contains(addition.key.value) {
      report(
        .unknownReference, "the stage '\(addition.key.value)' is left out for these options", at: addition.value.range,
        notes: [.init("there are " + there.distinct.joined(separator: ", "))])
    }
  }
}
