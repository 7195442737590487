import Diagnostics
import IR
import Spec

/// Names of the targets that build images.
///
/// A service may be called what a platform is called, or what another service for one platform is called. A platform
/// comes first, then a service, then a service for one platform; what comes too late for a name has a '.' in it, which
/// no name of a service or platform has.
struct TargetNames: Sendable {
  private let services, slugs: Set<String>

  init(_ plan: BuildPlan) {
    services = Set((plan.services + plan.builds.map(\.service)).map(\.name.value))
    slugs = Set(plan.platforms.map(\.slug))
  }

  /// Builds every image of a platform.
  func build(_ platform: Platform) -> String { "container-build-\(platform.slug)" }

  /// Builds a service for all its platforms.
  func build(_ service: ServicePlan) -> String {
    let name = service.name.value
    return "container-build-\(name)" + (slugs.contains(name) ? ".all" : "")
  }

  /// Builds a service for one platform.
  func build(_ service: ServicePlan, _ platform: Platform) -> String {
    let name = "\(service.name.value)-\(platform.slug)"
    let isTaken = services.contains(name) || slugs.contains(name)
    return "container-build-" + (isTaken ? "\(service.name.value).\(platform.slug)" : name)
  }
}
