import Diagnostics
import IR
import Spec

extension Compose.Service {
  /// What is the same in production and in development.
  mutating func put(_ container: ContainerPlan, environmentFiles: [Located<Compose.EnvironmentFile>]) {
    self.environmentFiles = environmentFiles
    (profiles, networks) = (container.profiles, container.networks)
    devices = container.devices.map(\.key)
  }
}

extension Compose.Hardening {
  init(lowering container: ContainerPlan, origin: SourceRange, isOpen: Bool = false) {
    self.init(
      addedCapabilities: container.capabilities.map(\.key), origin: origin,
      privileged: container.privilegedReason?.range, writableRoot: container.writableRootReason?.range, isOpen: isOpen)
  }
}

extension Compose.Network {
  /// In development every port is published to the loopback interface, and nothing is there already.
  init(lowering network: Entry<NetworkKind>, for purpose: Compose.Purpose) {
    name = network.key
    switch network.value.value {
    case .internal where purpose == .production: (isInternal, external) = (true, nil)
    case .external(let name) where purpose == .production: (isInternal, external) = (false, name)
    case .open, .internal, .external: (isInternal, external) = (false, nil)
    }
  }
}
