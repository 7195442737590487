import Diagnostics
import IR
import Spec

extension Guide {
  /// Images that services have beside the one that runs them.
  static func targets(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    let names = TargetNames(plan)
    let rows = plan.built.flatMap { service, image in
      image.targets.map { target in
        let own = service.image(of: target)
        return Table.Row(
          cells: [
            Text(service.name.value), target.isPublished ? .code(own.repository.value) : "not published",
            .code(names.build(own)), .code("--profile \(own.name.value) run --rm \(own.name.value)"),
          ], origin: target.name.range)
      }
    }
    guard !rows.isEmpty else { return [] }
    return [
      .paragraph(["Further images of the same stages:"], origin),
      .table(Table(header: ["Service", "Image", "Make target", "Compose"], rows: rows, origin: origin)),
    ]
  }

  /// What whoever builds has to have in the environment.
  static func supplies(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    let supplies = Supplies(of: plan.built.flatMap(\.image.files))
    guard !supplies.isEmpty else { return [] }
    let arguments = supplies.arguments.map { argument in
      Table.Row(
        cells: [
          .code(argument.value.name), "argument", argument.value.standardText,
          "variable of the repository",
        ], origin: argument.range)
    }
    let secrets = supplies.secrets.map { secret in
      Table.Row(
        cells: [
          .code(secret.value.source), "secret \(code: secret.value.id)",
          secret.value.isOptional ? "built without it" : "has to be set", "secret",
        ], origin: secret.range)
    }
    let ssh = supplies.ssh.map { range in
      [
        Table.Row(
          cells: [.code("SSH_AUTH_SOCK"), "SSH agent", "has to run", "secret \(code: "BUILD_SSH_KEY"), a private key"],
          origin: range)
      ]
    }
    return [
      .paragraph(
        [
          "Builds read these variables of whoever builds. On GitHub, secrets belong into the deployment environment",
          "\(code: Supplies.environmentName). Pull requests from forks have none: what needs one fails there.",
        ], origin),
      .table(
        Table(
          header: ["Variable", "What it is", "If not set", "On GitHub"], rows: arguments + secrets + (ssh ?? []),
          origin: origin)),
    ]
  }
}

extension BuildArgument {
  /// What a build takes where nothing is supplied.
  fileprivate var standardText: Guide.Text {
    guard let standard else { return "has to be set" }
    return standard.isEmpty ? "empty" : .code(standard)
  }
}
