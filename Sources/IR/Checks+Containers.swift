import Diagnostics
import Spec

/// Checks of what containers share: profiles, networks, volumes.
extension Resolver {
  mutating func checkContainers(_ services: [ServicePlan], _ resources: [ResourcePlan]) {
    for service in services {
      for need in service.run.needs {
        guard let other = services.first(where: { $0.name.value == need.name.value }) else { continue }
        checkProfiles(of: service, needing: other, at: need.name.range)
        checkNetworks(of: service, needing: other, at: need.name.range)
      }
      checkPublishing(service)
      checkMounts(of: service)
    }
    checkVolumeNames(services, resources)
  }

  /// Whatever starts the one starts the other.
  private mutating func checkProfiles(of service: ServicePlan, needing other: ServicePlan, at place: SourceRange) {
    let (own, needed) = (service.run.container.profiles, other.run.container.profiles)
    guard let first = needed.first, !isDamaged(service.name.range), !isDamaged(other.name.range) else { return }
    let lacking = own.first { profile in !needed.contains { $0.value == profile.value } }
    guard own.isEmpty || lacking != nil else { return }
    let when = lacking.map { "with the profile '\($0.value)'" } ?? "without a profile"
    report(
      .inactiveDependency, "'\(service.name.value)' starts \(when), and '\(other.name.value)' does not", at: place,
      notes: [
        .init("it starts with this profile only", at: first.range),
        .init("give both the same profiles, or none to '\(other.name.value)'"),
      ])
  }

  /// They share a network. What is only waited for until it has ended is not talked to.
  private mutating func checkNetworks(of service: ServicePlan, needing other: ServicePlan, at place: SourceRange) {
    guard !other.run.container.isJob, !isDamaged(service.name.range), !isDamaged(other.name.range) else { return }
    let (own, others) = (service.run.container.networkNames, other.run.container.networkNames)
    // What nothing is known of has been reported where it is named.
    let known = workspace.networks.map(\.key.value) + [NetworkKind.standardName]
    guard (own + others).allSatisfy(known.contains) else { return }
    guard Set(own).isDisjoint(with: others) else { return }
    report(
      .networkReach, "'\(service.name.value)' shares no network with '\(other.name.value)'", at: place,
      notes: [
        .init("it is on \(list(own)), and '\(other.name.value)' on \(list(others))"),
        .init("put one of them on a network of the other"),
      ])
  }

  /// A port of the host leads nowhere where all networks are internal.
  private mutating func checkPublishing(_ service: ServicePlan) {
    let container = service.run.container
    guard let published = service.run.published ?? container.ports.lazy.compactMap(\.published).first,
      !isDamaged(service.name.range), !isDamaged(workspace.name.range)
    else { return }
    let isInternal = container.networkNames.allSatisfy { name in
      guard let network = workspace.networks.first(where: { $0.key.value == name })?.value.value else { return false }
      if case .internal = network { return true } else { return false }
    }
    guard isInternal else { return }
    report(
      .networkReach, "'\(service.name.value)' publishes a port, and is on internal networks only", at: published.range,
      notes: [.init("put it on an open network, too, such as '\(NetworkKind.standardName)'")])
  }

  /// Each folder of the container is one mount.
  private mutating func checkMounts(of service: ServicePlan) {
    let container = service.run.container
    let standard = service.run.temporaryFolders.dropLast(container.temporaryFolders.count)
    let development = service.development.map { [$0.workingDirectory].compactMap(\.self) + $0.volumes.map(\.value) }
    var mounts = Array(standard) + (development ?? [])
    for folder in container.volumes.map(\.value) + container.temporaryFolders {
      if let other = mounts.first(where: { $0.value == folder.value }) {
        let isOwn = other.range.file == folder.range.file
        report(
          .mountConflict, "something else is mounted at '\(folder.value)'", at: folder.range,
          notes: isOwn ? [.init("it is mounted here", at: other.range)] : [.init("the template mounts it")])
      }
      mounts.append(folder)
    }
  }

  /// A volume is named after who has it, and two may come to one name.
  private mutating func checkVolumeNames(_ services: [ServicePlan], _ resources: [ResourcePlan]) {
    var names = services.flatMap { $0.development?.volumes ?? [] }.map(\.key) + resources.flatMap(\.volumes).map(\.key)
    for volume in services.flatMap(\.run.container.volumes) {
      if names.contains(where: { $0.value == volume.key.value }) {
        report(
          .mountConflict, "another volume is named '\(volume.key.value)', too", at: volume.key.range,
          notes: [.init("volumes are named after their services; give this one another name")])
      }
      names.append(volume.key)
    }
  }
}

extension ContainerPlan {
  fileprivate var networkNames: [String] { networks.isEmpty ? [NetworkKind.standardName] : networks.map(\.value) }
}

private func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }
