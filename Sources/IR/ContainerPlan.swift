package import Diagnostics
package import Spec

/// What a container is given and allowed beside what every container has.
package struct ContainerPlan: Sendable {
  package let kind: Located<ServiceKind>?
  package let ports: [PortPlan]
  package let environmentFiles, developmentEnvironmentFiles: [Located<EnvironmentFile>]
  /// Named volumes, named after the service, and where they are mounted.
  package let volumes: [Entry<String>]
  package let temporaryFolders: [Located<String>]
  /// It starts only when one of them is asked for; always where there is none.
  package let profiles: [Located<String>]
  /// The networks that are written; it is on the default one where there is none.
  package let networks: [Located<String>]
  package let limits: Limits?
  package let ulimits: [Entry<Ulimit>]
  package let logging: Logging?
  /// Each with the reason for it.
  package let capabilities, devices: [Entry<String>]
  package let privilegedReason, writableRootReason: Located<String>?

  /// It runs to its end, once, before what needs it.
  package var isJob: Bool { kind?.value == .job }
}

/// A port beside the main one.
package struct PortPlan: Sendable {
  package let name: Located<String>
  package let port: Located<Int>
  /// Ports of the host, one for each replica.
  package let published: Located<ClosedRange<Int>>?
  /// Port of the loopback interface in development.
  package let developmentPort: Located<Int>
  package let networkProtocol: NetworkProtocol
}

extension NetworkKind {
  /// The network that containers are on unless something else is said.
  package static let standardName = "default"

  fileprivate var isInternal: Bool { if case .internal = self { true } else { false } }
  fileprivate var isExternal: Bool { if case .external = self { true } else { false } }
}

extension BuildPlan {
  /// The services that run once, to their end.
  package var jobs: [ServicePlan] { built.map(\.service).filter(\.run.container.isJob) }

  /// Every profile with the services in it, by name.
  package var profiles: [(name: String, services: [ServicePlan])] {
    let services = built.map(\.service)
    let names = Set(services.flatMap { $0.run.container.profiles.map(\.value) }).sorted()
    return names.map { name in (name, services.filter { $0.run.container.profiles.contains { $0.value == name } }) }
  }

  /// Where a resource is, so that those reach it that need it, and as few others as can be; empty for the default
  /// network alone.
  package func networks(of resource: ResourcePlan) -> [Located<String>] {
    let users = built.map(\.service).filter { $0.run.needs.contains { $0.name.value == resource.name.value } }
    let isOnDefault = users.contains { $0.run.container.networks.isEmpty }
    let met = users.flatMap { meeting(in: $0.run.container.networks) }.distinct(by: \.value)
      .sorted { $0.value < $1.value }
    guard isOnDefault, !met.isEmpty, !met.contains(where: { $0.value == NetworkKind.standardName }) else { return met }
    return [Located(NetworkKind.standardName, resource.name.range)] + met
  }

  /// Of a service's networks the internal ones, or else those of the workspace, or else all of them.
  private func meeting(in networks: [Located<String>]) -> [Located<String>] {
    let internals = networks.filter { kind(ofNetwork: $0.value).isInternal }
    let own = networks.filter { !kind(ofNetwork: $0.value).isExternal }
    return !internals.isEmpty ? internals : !own.isEmpty ? own : networks
  }

  private func kind(ofNetwork name: String) -> NetworkKind {
    workspace.networks.first { $0.key.value == name }?.value.value ?? .open
  }
}
