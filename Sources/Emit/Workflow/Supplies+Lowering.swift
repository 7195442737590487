import Diagnostics
import IR

extension Supplies {
  /// Inputs of the action that builds. A build takes those that its Dockerfile asks for.
  var inputs: [Workflow.Setting] {
    var inputs: [Workflow.Setting] = []
    if let first = arguments.first {
      inputs.append(.init("build-args", lines(arguments.map(\.value.pieces)), from: first.range))
    }
    if let first = secrets.first {
      let secrets = secrets.map { [Workflow.Scalar.Piece.text("\($0.value.id)=\($0.value.source)")] }
      inputs.append(.init("secret-envs", lines(secrets), from: first.range))
    }
    if let ssh { inputs.append(.init("ssh", .output("keys", ofStep: "ssh"), from: ssh)) }
    return inputs
  }

  /// The secrets, for the step that builds and no other. A pull request from a fork has none of them.
  var secretVariables: [Workflow.Setting] {
    secrets.distinct(by: \.value.source).map { .init($0.value.source, .secret($0.value.source), from: $0.range) }
  }

  /// The deployment environment with what is secret; nil where nothing is.
  var environment: Workflow.Setting? {
    guard let origin = secrets.first?.range ?? ssh else { return nil }
    return .init(
      "environment", Workflow.Scalar(Self.environmentName), from: origin,
      comment: "Holds the secrets that builds take.")
  }

  /// The same where the job also pushes, and then needs what the registry asks for.
  func environment(_ registry: Registry, publishing: Workflow.Expression) -> Workflow.Setting? {
    guard let own = environment, let other = registry.environment(if: publishing) else {
      return environment ?? registry.environment(if: publishing)
    }
    return .init(
      "environment",
      .choice(publishing, .literal(Credential.environment), else: .literal(Self.environmentName)), from: own.origin,
      comment: "Both hold the secrets that builds take.", other.comment.joined(separator: " "))
  }

  static let environmentName = "build"

  /// Puts the key where the builder finds it, if there is one.
  var sshStep: [Workflow.Step] {
    guard ssh != nil else { return [] }
    return [
      Workflow.Step(
        name: "Put the SSH key in place", id: "ssh", environment: [.init("KEY", .secret("BUILD_SSH_KEY"))],
        action: .run(
          #"""
          if [[ -n $KEY ]]; then
            (umask 077 && printf '%s\n' "$KEY" >"$RUNNER_TEMP/ssh-key")
            echo "keys=default=$RUNNER_TEMP/ssh-key" >>"$GITHUB_OUTPUT"
          fi
          """#))
    ]
  }

  private func lines(_ lines: [[Workflow.Scalar.Piece]]) -> Workflow.Scalar {
    .pieces(Array(lines.joined(separator: [.text("\n")])))
  }
}

extension BuildArgument {
  /// `NAME=value`, from the repository's variable; nothing where the Dockerfile has a value and the repository none.
  fileprivate var pieces: [Workflow.Scalar.Piece] {
    let variable = Workflow.Expression.variable(name)
    guard standard != nil else { return [.text("\(name)="), .expression(variable)] }
    let line = Workflow.Expression.call("format", [.literal("\(name)={0}"), variable])
    return [.expression(.choice(variable.isNot(""), line, else: .literal("")))]
  }
}
