import Diagnostics
import Spec

extension Resolver {
  /// What a service's container is given and allowed, and whether that makes sense.
  mutating func container(_ spec: ServiceSpec, user: UserPlan) -> ContainerPlan {
    let container = spec.run?.container
    let networks = container?.networks ?? []
    checkDistinct(container?.profiles ?? [], "profile")
    checkDistinct(networks, "network")
    for network in networks { checkNetwork(network) }
    if let container {
      checkLimits(container)
      checkCapabilities(container, spec, user)
      checkJob(container, spec)
    }
    let files = container?.environmentFiles?.value ?? []
    return ContainerPlan(
      kind: container?.kind, ports: ports(spec, user), environmentFiles: files,
      developmentEnvironmentFiles: spec.development?.environmentFiles?.value ?? files,
      volumes: (container?.volumes ?? []).map { volume in
        Entry(key: volume.key.map { "\(spec.name.value)-\($0)" }, value: volume.value)
      }, temporaryFolders: container?.temporaryFolders ?? [], profiles: profiles(container, spec), networks: networks,
      limits: container?.limits, ulimits: container?.ulimits ?? [], logging: container?.logging ?? workspace.logging,
      capabilities: container?.capabilities ?? [], devices: container?.devices ?? [],
      privilegedReason: container?.privilegedReason, writableRootReason: container?.writableRootReason)
  }

  /// A port of the host for each replica.
  mutating func published(_ publish: Located<Int>?, _ replicas: Int) -> Located<ClosedRange<Int>>? {
    guard let published = publish?.map({ $0...($0 + replicas - 1) }) else { return nil }
    if published.value.upperBound > 65_535 {
      report(
        .invalidValue, "\(replicas) replicas from port \(published.value.lowerBound) on go beyond port 65535",
        at: published.range)
    }
    return published
  }

  /// What nothing waits for would run whenever something else is started: a job like that has to be asked for.
  private func profiles(_ container: ContainerSpec?, _ spec: ServiceSpec) -> [Located<String>] {
    guard let container else { return [] }
    let isNeeded = specs.services.contains { other in
      other.spec.run?.needs.contains { $0.value == spec.name.value } ?? false
    }
    guard let kind = container.kind, kind.value == .job, container.profiles.isEmpty, !isNeeded else {
      return container.profiles
    }
    return [kind.map { _ in "jobs" }]
  }

  private mutating func checkNetwork(_ network: Located<String>) {
    let names = workspace.networks.map(\.key.value)
    guard network.value != NetworkKind.standardName, !names.contains(network.value) else { return }
    reportUnknown(
      .unknownNetwork, "the workspace has no network '\(network.value)'", at: network.range, unknown: network.value,
      among: names + [NetworkKind.standardName])
  }

  /// The ports beside the main one. One that is listened on already is reported, and left out.
  private mutating func ports(_ spec: ServiceSpec, _ user: UserPlan) -> [PortPlan] {
    var taken: [(port: Located<Int>, networkProtocol: NetworkProtocol)] = []
    if let port = spec.run?.port { taken.append((port, .tcp)) }
    return (spec.run?.container.ports ?? []).compactMap { entry in
      let written = entry.value.value
      let (port, networkProtocol) = (written.port, written.networkProtocol?.value ?? .tcp)
      if let other = taken.first(where: { $0.port.value == port.value && $0.networkProtocol == networkProtocol }) {
        report(
          .portConflict, "the service listens on \(networkProtocol.rawValue) port \(port.value) already",
          at: port.range, notes: [.init("it is the same port as this", at: other.port.range)])
        return nil
      }
      taken.append((port, networkProtocol))
      checkPrivileged(port, spec, user)
      return PortPlan(
        name: entry.key, port: port, published: published(written.publish, spec.deploy?.replicas?.value ?? 1),
        developmentPort: written.developmentPort ?? port, networkProtocol: networkProtocol)
    }
  }

  private mutating func checkLimits(_ container: ContainerSpec) {
    if let memory = container.limits?.memory, memory.value.bytes < 6 << 20 {
      report(
        .unusableLimit, "no container runs with \(memory.value.text) of memory", at: memory.range,
        notes: [.init("Docker asks for 6MiB at least")])
    }
    for entry in container.ulimits {
      let (soft, hard) = (entry.value.value.soft, entry.value.value.hard)
      if entry.key.value == "nofile", let none = [soft, hard].first(where: { $0.value == -1 }) {
        report(
          .unusableLimit, "the kernel has no 'nofile' without a limit", at: none.range,
          notes: [.init("write a number, for example 1048576")])
      } else if hard.value != -1, soft.value == -1 || soft.value > hard.value {
        report(
          .unusableLimit, "the soft limit is above the hard one", at: soft.range,
          notes: [.init("the hard one is \(hard.value)", at: hard.range)])
      }
    }
  }

  /// The kernel takes capabilities from who is not root when a program starts, and lets no program give them back.
  private mutating func checkCapabilities(_ container: ContainerSpec, _ spec: ServiceSpec, _ user: UserPlan) {
    // A user that could not be read may be root.
    guard user.id.value != 0, spec.run?.user != nil || !isDamaged(spec.name.range) else { return }
    for capability in container.capabilities {
      report(
        .idleCapability, "'\(capability.key.value)' has no effect, as the service does not run as root",
        at: capability.key.range,
        notes: [.init("leave it out, or give the service 'user: { uid: 0, root-because: … }'")])
    }
  }

  /// A job ends: there is one of it, nothing asks how it does, and its command in development has to end, too.
  private mutating func checkJob(_ container: ContainerSpec, _ spec: ServiceSpec) {
    guard let kind = container.kind, kind.value == .job else { return }
    let note = Diagnostic.Note("it is a job", at: kind.range)
    if let deploy = spec.deploy,
      let range = deploy.replicas?.range ?? deploy.update?.parallelism?.range ?? deploy.update?.order?.range
        ?? deploy.restart?.range
    {
      report(.jobSetting, "a job runs once, so 'deploy' says nothing about it", at: range, notes: [note])
    }
    if let health = spec.run?.health {
      switch health.value {
      case .command, .http:
        report(
          .jobSetting, "a job is well when it has ended, so it has no health check", at: health.range, notes: [note])
      case .none: break
      }
    }
  }

  /// A development command that waits for changes of the source keeps what needs the job waiting, too.
  mutating func checkDevelopment(ofJob spec: ServiceSpec, reloadsItself: Bool) {
    guard let kind = spec.run?.container.kind, kind.value == .job, reloadsItself,
      spec.development?.command.isEmpty ?? true, !isDamaged(kind.range)
    else { return }
    report(
      .jobSetting, "the template's command in development goes on, and a job has to end", at: kind.range,
      notes: [.init("write a command that ends as 'command' under 'dev'")])
  }
}
