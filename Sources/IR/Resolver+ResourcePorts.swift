import Diagnostics
import Spec

extension Resolver {
  /// Port of the loopback interface that a resource's own port is published at in development.
  func developmentPort(of resource: ResourceSpec, _ template: ResourceTemplate) -> Located<Int> {
    resource.publish?.port ?? template.port
  }

  /// The other ports, each published at its own number unless the workspace says otherwise.
  mutating func otherPorts(of resource: ResourceSpec, _ template: ResourceTemplate) -> [ResourcePort] {
    let written = resource.publish?.others ?? []
    let names = template.otherPorts.map(\.key.value)
    for port in written where !names.contains(port.key.value) {
      reportUnknown(
        .unknownReference, "'\(resource.name.value)' has no port named '\(port.key.value)'", at: port.key.range,
        unknown: port.key.value, among: [Publication.own] + names)
    }
    return template.otherPorts.map { port in
      ResourcePort(
        name: port.key, number: port.value,
        developmentPort: written.first { $0.key.value == port.key.value }?.value ?? port.value)
    }
  }

  /// There is a machine that can run both the service and what it needs.
  mutating func checkPlatforms(_ platforms: [Located<Platform>], of spec: ServiceSpec, _ resources: [ResourcePlan]) {
    for need in spec.run?.needs ?? [] {
      guard let resource = resources.first(where: { $0.name.value == need.value }),
        !platforms.contains(where: { resource.platforms.contains($0.value) })
      else { continue }
      report(
        .platformUnavailable,
        "the image '\(resource.image.value.reference.familiar)' of '\(need.value)' is published for no platform of the "
          + "service", at: need.range,
        notes: [.init("it is published for " + resource.platforms.map(\.description).joined(separator: ", "))])
    }
  }
}
