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
        ]
          + plan.jobs.map {
            Located(("compose-run-\($0.name.value) TAG=1.2.3", "run this job to its end"), $0.name.range)
          }, plan),
    ]
    return blocks + variables(plan) + environmentFiles(plan) + secrets(plan) + data(plan) + permissions(plan)
  }

  private static func variables(_ plan: BuildPlan) -> [Block] {
    let required = plan.hostVariables.filter { $0.variable.standard == nil }
    let optional = plan.hostVariables.filter { $0.variable.standard != nil }
    return table(required, "The environment has to have these variables:", ["In development"], plan) {
      [value($0.development) ?? "has to be set too"]
    }
      + table(optional, "The environment may have these variables:", ["If not set", "In development"], plan) {
        [value($0.standard) ?? "", value($0.inDevelopment) ?? ""]
      }
  }

  private static func value(_ text: String?) -> Text? { text.map { $0.isEmpty ? "empty" : .code($0) } }

  /// Variables with `columns` of their own, and with what they are where one of them says so.
  private static func table(
    _ variables: [UsedVariable], _ introduction: Text, _ columns: [String], _ plan: BuildPlan,
    cells: (HostVariable) -> [Text]
  ) -> [Block] {
    guard !variables.isEmpty else { return [] }
    let areDescribed = variables.contains { $0.variable.description != nil }
    let rows = variables.map { used in
      let description = areDescribed ? [Text(used.variable.description ?? "")] : []
      return Table.Row(
        cells: [.code(used.variable.name), .list(used.users.map { Text($0) })] + cells(used.variable) + description,
        origin: used.origin)
    }
    let header = ["Variable", "Read by"] + columns + (areDescribed ? ["What it is"] : [])
    let origin = plan.workspace.origin
    return [.paragraph([introduction], origin), .table(Table(header: header, rows: rows, origin: origin))]
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

/// A variable of those who start the services.
private struct UsedVariable {
  let variable: HostVariable
  var users: [String]
  let origin: SourceRange
}

extension BuildPlan {
  /// There is something for compose to start.
  var runsSomething: Bool { !built.isEmpty || !resources.isEmpty }

  /// By name.
  fileprivate var hostVariables: [UsedVariable] {
    var variables: [UsedVariable] = []
    for (user, text) in runtimeTexts {
      for case .variable(let variable) in text.value.pieces {
        if let index = variables.firstIndex(where: { $0.variable.name == variable.name }) {
          if variables[index].users.last != user { variables[index].users.append(user) }
        } else {
          variables.append(UsedVariable(variable: variable, users: [user], origin: text.range))
        }
      }
    }
    return variables.sorted { $0.variable.name < $1.variable.name }
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
