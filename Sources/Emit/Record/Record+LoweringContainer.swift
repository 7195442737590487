import Diagnostics
import IR
import Spec

extension Record.Field {
  /// What a container is given and allowed beside what every container has.
  static func fields(of container: ContainerPlan) -> [Self?] {
    [
      Self("kind", container.kind?.map(\.rawValue)), Self("ports", container.ports.map { Self(lowering: $0) }),
      Self("env-files", container.environmentFiles.map(\.written)),
      Self("volumes", container.volumes.map { Self($0.key.value, $0.value) }), Self("profiles", container.profiles),
      Self("networks", container.networks), container.limits.flatMap { Self($0) },
      Self("ulimits", container.ulimits.map { Self(lowering: $0) }), container.logging.map { Self($0) },
      Self("capabilities", container.capabilities.map { Self($0.key.value, $0.value) }),
      Self("devices", container.devices.map { Self($0.key.value, $0.value) }),
      Self("privileged-because", container.privilegedReason),
      Self("writable-root-because", container.writableRootReason),
    ]
  }

  static func developmentFiles(of container: ContainerPlan) -> Self? {
    Self("env-files", container.developmentEnvironmentFiles.map(\.written))
  }

  private init?(lowering port: PortPlan) {
    self.init(
      port.name.value,
      [
        Self("port", port.port), Self("publish", port.published?.map(\.written)), Self("dev", port.developmentPort),
        Self("protocol", port.name.map { _ in port.networkProtocol.rawValue }),
      ])
  }

  private init?(_ limits: Limits) {
    self.init(
      "limits",
      [Self("memory", limits.memory?.map(\.text)), Self("cpus", limits.processors), Self("pids", limits.processes)])
  }

  private init(lowering limit: Entry<Ulimit>) {
    let (soft, hard) = (limit.value.value.soft, limit.value.value.hard)
    self =
      soft.range == hard.range
      ? Self(limit.key.value, soft)
      : Self(key: limit.key.value, value: .fields([Self("soft", soft), Self("hard", hard)]))
  }

  init(_ logging: Logging) {
    let options = Self("options", logging.options.map { Self($0.key.value, $0.value) })
    self.init(key: "logging", value: .fields([Self("driver", logging.driver)] + (options.map { [$0] } ?? [])))
  }

  init(lowering network: Entry<NetworkKind>) {
    let kind: Located<String> =
      switch network.value.value {
      case .open: network.value.map { _ in "open" }
      case .internal: network.value.map { _ in "internal" }
      case .external(let name): name.map { "external \($0)" }
      }
    self.init(network.key.value, kind)
  }
}

extension Located<EnvironmentFile> {
  fileprivate var written: Located<String> {
    value.path.map { $0 + (value.isOptional?.value == true ? " (optional)" : "") }
  }
}
