import Diagnostics
import IR
import Spec

extension Guide {
  static func production(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    guard plan.runsSomething else { return [] }
    let blocks: [Block] = [
      .heading(level: 2, "Production", origin),
      commands(
        [
          Located(("compose-up TAG=1.2.3", "start the pushed images with this tag"), origin),
          Located(("compose-down", "stop them; volumes are kept"), origin),
        ], plan),
    ]
    return blocks + variables(plan) + secrets(plan)
  }

  private static func variables(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    let rows = plan.requiredVariables.map { variable in
      Table.Row(
        cells: [
          .code(variable.name), .list(variable.users.map { Text($0) }),
          variable.development.map { $0.isEmpty ? "empty" : .code($0) } ?? "has to be set too",
        ],
        origin: variable.origin)
    }
    guard !rows.isEmpty else { return [] }
    return [
      .paragraph(["The environment has to have these variables:"], origin),
      .table(Table(header: ["Variable", "Read by", "In development"], rows: rows, origin: origin)),
    ]
  }

  private static func secrets(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    let rows = plan.secrets.map { secret in
      Table.Row(
        cells: [
          Text(secret.name.value), Text(secret.description), .code(secret.variable),
          .list(plan.users(of: secret).map { Text($0) }),
        ],
        origin: secret.name.range)
    }
    guard !rows.isEmpty else { return [] }
    return [
      .paragraph(
        [
          "Secrets are files. A variable says where each is, and the user of each container that reads it has to be",
          "able to read the file:",
        ], origin),
      .table(Table(header: ["Secret", "What it is", "Path in", "Read by"], rows: rows, origin: origin)),
    ]
  }
}

/// A variable that has to be set where the services are started.
private struct RequiredVariable {
  let name: String
  let development: String?
  var users: [String]
  let origin: SourceRange
}

extension BuildPlan {
  /// There is something for compose to start.
  var runsSomething: Bool { !built.isEmpty || !resources.isEmpty }

  /// By name.
  fileprivate var requiredVariables: [RequiredVariable] {
    var variables: [RequiredVariable] = []
    for (user, text) in runtimeTexts {
      for case .variable(let name, let development) in text.value.pieces {
        if let index = variables.firstIndex(where: { $0.name == name }) {
          if variables[index].users.last != user { variables[index].users.append(user) }
        } else {
          variables.append(
            RequiredVariable(name: name, development: development, users: [user], origin: text.range))
        }
      }
    }
    return variables.sorted { $0.name < $1.name }
  }

  /// What production is told when it is started, with who is told it.
  private var runtimeTexts: [(user: String, text: Located<RuntimeText>)] {
    services.flatMap { service in service.run.environment.map { (service.name.value, $0.value) } }
      + resources.flatMap { resource in
        let health = resource.health.map { check in check.command.value.map { Located($0, check.command.range) } } ?? []
        return (resource.entryPoint + resource.command + resource.environment.map(\.value) + health).map {
          (resource.name.value, $0)
        }
      }
  }

  fileprivate func users(of secret: Secret) -> [String] {
    let reads = { (secrets: [Secret]) in secrets.contains { $0.name.value == secret.name.value } }
    return resources.filter { reads($0.secrets) }.map(\.name.value)
      + services.filter { reads($0.run.secrets) }.map(\.name.value)
  }
}
