package import Diagnostics
import Spec

/// What whoever builds supplies beside the files, each once: arguments, secrets, SSH keys.
package struct Supplies: Sendable {
  package let arguments: [Located<BuildArgument>]
  package let secrets: [Located<SecretMount>]
  /// Where the SSH keys are asked for; nil where they are not.
  package let ssh: SourceRange?

  package init(of files: [Containerfile]) {
    let steps = files.flatMap { $0.stages.flatMap(\.steps) }
    let runs = steps.compactMap { step in
      if case .run(let run) = step.value { Located(run, step.range) } else { nil }
    }
    let used = Supplies(
      arguments: steps.flatMap { step in step.value.texts.flatMap(\.arguments).map { Located($0, step.range) } },
      secrets: runs.flatMap { run in run.value.secrets.map { Located($0, run.range) } },
      ssh: runs.first { $0.value.usesSSH }?.range)
    let all = files.compactMap(\.file?.supplies) + [used]
    arguments = all.flatMap(\.arguments).distinct(by: \.value)
    secrets = all.flatMap(\.secrets).distinct(by: \.value.id)
    ssh = all.compactMap(\.ssh).first
  }

  init(arguments: [Located<BuildArgument>], secrets: [Located<SecretMount>], ssh: SourceRange?) {
    (self.arguments, self.secrets, self.ssh) = (arguments, secrets, ssh)
  }

  /// Of a Dockerfile that people write.
  init(_ own: OwnSupplies) {
    self.init(
      arguments: own.arguments.map { Located(BuildArgument($0), $0.name.range) },
      secrets: own.secrets.compactMap { entry in SecretMount(entry).map { Located($0, entry.key.range) } },
      ssh: own.usesSSH.flatMap { $0.value ? $0.range : nil })
  }

  package var isEmpty: Bool { arguments.isEmpty && secrets.isEmpty && ssh == nil }
}

extension ImagePlan {
  /// Its Dockerfiles.
  package var files: [Containerfile] { [production] + (development.map { [$0] } ?? []) }

  /// What its images take, in production and in development.
  package var supplies: Supplies { Supplies(of: files) }
}
