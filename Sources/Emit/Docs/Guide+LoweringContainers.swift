import Diagnostics
import IR
import Spec

extension Guide {
  static func profiles(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    let rows = plan.profiles.map { profile in
      Table.Row(
        cells: [.code(profile.name), .list(profile.services.map { Text($0.name.value) })],
        origin: profile.services.first?.name.range ?? origin)
    }
    guard let first = plan.profiles.first else { return [] }
    let command = plan.make("dev-up COMPOSE_PROFILES=\(first.name)")
    return [
      .paragraph(
        [
          "Services with a profile start only where \(code: "COMPOSE_PROFILES") has one of theirs, or \(code: "*"), in",
          "production, too: \(code: command).",
        ], origin), .table(Table(header: ["Profile", "Services"], rows: rows, origin: origin)),
    ]
  }

  static func environmentFiles(_ plan: BuildPlan) -> [Block] {
    let rows = plan.built.map(\.service).flatMap { service in
      service.run.container.environmentFiles.map { file in
        Table.Row(
          cells: [
            .code(file.value.path.value), Text(service.name.value), file.value.isOptional?.value == true ? "no" : "yes",
          ], origin: file.range)
      }
    }
    guard !rows.isEmpty else { return [] }
    let origin = plan.workspace.origin
    return [
      .paragraph(["More of the environment is in files:"], origin),
      .table(Table(header: ["File", "Read by", "Has to be there"], rows: rows, origin: origin)),
    ]
  }

  /// What outlives the containers.
  static func data(_ plan: BuildPlan) -> [Block] {
    let rows = plan.built.map(\.service).flatMap { service in
      service.run.container.volumes.map { volume in
        Table.Row(
          cells: [.code(volume.key.value), Text(service.name.value), .code(volume.value.value)],
          origin: volume.key.range)
      }
    }
    guard !rows.isEmpty else { return [] }
    let origin = plan.workspace.origin
    return [
      .paragraph(["Data of services outlives their containers in volumes, which want a backup:"], origin),
      .table(Table(header: ["Volume", "Service", "Mounted at"], rows: rows, origin: origin)),
    ]
  }

  /// What some containers may do that none may otherwise, each with its reason.
  static func permissions(_ plan: BuildPlan) -> [Block] {
    let rows = plan.built.flatMap { built in built.service.permissions }
    guard !rows.isEmpty else { return [] }
    let origin = plan.workspace.origin
    return [
      .paragraph(
        [
          "Containers have a read-only root file system, no capabilities and a user that is not root. Exceptions, with",
          "their reasons:",
        ], origin), .table(Table(header: ["Service", "Exception", "Reason"], rows: rows, origin: origin)),
    ]
  }
}

extension ServicePlan {
  fileprivate var permissions: [Guide.Table.Row] {
    let container = run.container
    let row = { (what: Guide.Text, reason: Located<String>) in
      Guide.Table.Row(cells: [Guide.Text(self.name.value), what, Guide.Text(reason.value)], origin: reason.range)
    }
    let reasons: [(Guide.Text, Located<String>?)] = [
      ("runs as root", run.user.rootReason), ("is privileged", container.privilegedReason),
      ("writes to its root file system", container.writableRootReason),
    ]
    return reasons.compactMap { what, reason in reason.map { row(what, $0) } }
      + container.capabilities.map { row("has the capability \(code: $0.key.value)", $0.value) }
      + container.devices.map { row("has the device \(code: $0.key.value)", $0.value) }
  }
}

extension Guide.Table.Row {
  init(_ port: PortPlan, of service: ServicePlan) {
    let address = "localhost:\(port.developmentPort.value)\(port.networkProtocol == .tcp ? "" : "/udp")"
    self.init(cells: ["\(service.name.value), \(port.name.value)", .code(address)], origin: port.developmentPort.range)
  }
}
