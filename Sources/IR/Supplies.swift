package import Diagnostics

/// What whoever builds supplies beside the files, each once: arguments, secrets, SSH keys.
package struct Supplies: Sendable {
  package let arguments: [Located<BuildArgument>]
  package let secrets: [Located<SecretMount>]
  /// Where a step asks for the SSH keys; nil where none does.
  package let ssh: SourceRange?

  package init(of files: [Containerfile]) {
    let steps = files.flatMap { $0.stages.flatMap(\.steps) }
    arguments = steps.flatMap { step in
      step.value.texts.flatMap(\.arguments).map { Located($0, step.range) }
    }.distinct(by: \.value)
    let runs = steps.compactMap { step in
      if case .run(let run) = step.value { Located(run, step.range) } else { nil }
    }
    secrets = runs.flatMap { run in run.value.secrets.map { Located($0, run.range) } }.distinct(by: \.value.id)
    ssh = runs.first { $0.value.usesSSH }?.range
  }

  package var isEmpty: Bool { arguments.isEmpty && secrets.isEmpty && ssh == nil }
}

extension ImagePlan {
  /// What its images take, in production and in development.
  package var supplies: Supplies { Supplies(of: [production] + (development.map { [$0] } ?? [])) }
}
