import Diagnostics
import Driver
import Spec
import YAML

/// The specs that services come to.
extension Importing {
  /// Writes the spec of a service; false where the image that it starts from is not known.
  mutating func write(
    _ build: inout ImportedBuild, _ service: inout ComposedService, as name: String, needs: [String], context: String,
    from path: String, _ names: ComposeNames
  ) -> Bool {
    guard !build.stages.isEmpty else { return false }
    for dropped in build.dropUnused() {
      lines.append("  \(place(dropped.range)): the stage '\(dropped.name)' is left out: the image needs nothing of it")
    }
    guard build.stages.allSatisfy({ !$0.base.isEmpty }) else {
      lines.append("  \(path): no spec, because the image that it starts from is not known")
      return false
    }
    if let entrypoint = service.entrypoint { (build.program, build.programArguments) = (entrypoint, []) }
    if let command = service.command { build.programArguments = command }
    var values: [(String, Value)] = [("service", .string(name))]
    if context != name { values.append(("path", .string(context.isEmpty ? "." : context))) }
    let known = Set(library.platforms.facts.map(\.platform.value.description))
    let valid = (build.platforms + service.platforms).distinct.filter(known.contains)
    if !valid.isEmpty { values.append(("platforms", .strings(valid))) }
    values.append(("build", build.value))
    let ports = ports(&service, build)
    let isJob = names.jobs.contains(service.name)
    let run = runFields(build, service, ports, needs, isJob: isJob, names)
    if !run.isEmpty { values.append(("run", .mapping(run))) }
    if !build.labels.isEmpty {
      values.append(
        ("image", .mapping([.init("labels", .mapping(build.labels.map { .init($0.name, .string($0.value)) }))])))
    }
    let deploy = deployFields(&service, isJob: isJob)
    if !deploy.isEmpty { values.append(("deploy", .mapping(deploy))) }
    if let main = ports.first(where: { $0.isMain }), main.development != main.port.port {
      values.append(("dev", .mapping([.init("port", .integer(main.development))])))
    }
    let text = Spec.specText(values, of: .service, remarks: ["Made by 'scantling import' from \(path)."], with: library)
    result.files.append(SourceFile(path: "specs/\(name).yaml", bytes: Array(text.utf8)))
    let present = ImportedOverlay.Present(
      mounts: !build.volumes.isEmpty, ports: ports.contains { $0.publish != nil },
      health: !isJob && (service.health ?? build.health)?.command.isEmpty == false)
    addOverlay(service, as: name, besides: present, from: names.path)
    return true
  }

  mutating func addOverlay(
    _ service: ComposedService, as name: String, besides present: ImportedOverlay.Present, from path: String
  ) {
    var overlay = service.overlay
    // Of a file's networks the workspace may have others by their names.
    overlay.networks = overlay.networks.map { network in
      (networkNames["\(path)/\(network.name)"] ?? network.name, network.value)
    }
    guard !overlay.isEmpty else { return }
    overlays.append(.init(name, overlay.value(of: name, besides: present, because: "\(fileName(path)) says so")))
  }

  // MARK: Ports

  /// A port of a service, and where it is reached.
  struct PlacedPort {
    let port: ComposedService.Port
    var publish: Int?
    let development: Int
    let isMain: Bool
  }

  private mutating func ports(_ service: inout ComposedService, _ build: ImportedBuild) -> [PlacedPort] {
    let others = build.ports.filter { port in
      !service.ports.contains { $0.port == port.port && $0.isUDP == port.isUDP }
    }
    let user = service.user ?? build.user?.id ?? 0
    var placed: [PlacedPort] = []
    for port in service.ports + others {
      guard port.port >= 1024 || user == 0 else {
        let reason = "below 1024 only root listens in a spec, and port \(port.port) is; publish a higher one as it"
        service.grade("ports", .missing(reason))
        if !service.ports.contains(port) {
          lines.append("  port \(port.port) of '\(service.name)' is not carried over: \(reason)")
        }
        continue
      }
      let isMain = !port.isUDP && !placed.contains { $0.isMain }
      var publish = port.publish
      if let wanted = publish {
        let range = wanted...min(wanted + (service.replicas ?? 1) - 1, 65_535)
        if range.contains(where: { used.published.contains($0) }) || isInternal(service) {
          publish = nil
          let reason = isInternal(service) ? "its networks are internal" : "another service is published there"
          service.grade("ports", .expressed("port \(wanted) of the host is left out: \(reason)"))
        } else {
          used.published.formUnion(range)
        }
      }
      placed.append(
        PlacedPort(port: port, publish: publish, development: freePort(port.port), isMain: isMain))
    }
    return placed
  }

  private func isInternal(_ service: ComposedService) -> Bool {
    !service.networks.isEmpty
      && service.networks.allSatisfy { name in networks.contains { $0.name == name && $0.network == .internal } }
  }

  // MARK: Parts of a spec

  private func runFields(
    _ build: ImportedBuild, _ service: ComposedService, _ ports: [PlacedPort], _ needs: [String], isJob: Bool,
    _ names: ComposeNames
  ) -> [Value.Field] {
    var fields: [Value.Field] = []
    if isJob { fields.append(.init("kind", .string("job"))) }
    if let main = ports.first(where: { $0.isMain }) {
      fields.append(.init("port", .integer(main.port.port)))
      if let publish = main.publish { fields.append(.init("publish", .integer(publish))) }
    }
    let others = ports.filter { !$0.isMain }
    if !others.isEmpty { fields.append(.init("ports", .mapping(others.map(field)))) }
    fields.append(userField(build, service))
    if !service.environment.isEmpty {
      fields.append(.init("env", .mapping(service.environment.map { .init($0.name, value(of: $0.value)) })))
    }
    if !service.environmentFiles.isEmpty {
      let files = service.environmentFiles.map { path, isOptional -> Value.Item in
        isOptional
          ? .init(.mapping([.init("path", .string(path)), .init("optional", .boolean(true))])) : .init(.string(path))
      }
      fields.append(.init("env-files", .sequence(files)))
    }
    if !isJob, let health = service.health ?? build.health { fields.append(.init("health", health.value(build.tools))) }
    if !needs.isEmpty { fields.append(.init("needs", .strings(needs))) }
    if let period = service.stopGracePeriod { fields.append(.init("stop-grace-period", .string(period))) }
    if !build.volumes.isEmpty {
      fields.append(.init("volumes", .mapping(build.volumes.map { .init($0.name, .string($0.path)) })))
    }
    if !build.temporaryFolders.isEmpty { fields.append(.init("tmpfs", .strings(build.temporaryFolders))) }
    if !service.profiles.isEmpty { fields.append(.init("profiles", .strings(service.profiles))) }
    let networks = service.networks.map { names.networks[$0] ?? $0 }.distinct
    if !networks.isEmpty { fields.append(.init("networks", .strings(networks))) }
    if !service.limits.isEmpty { fields.append(.init("limits", .mapping(service.limits))) }
    if !service.ulimits.isEmpty { fields.append(.init("ulimits", .mapping(service.ulimits))) }
    if !service.logging.isEmpty { fields.append(.init("logging", .mapping(service.logging))) }
    return fields + exceptions(build, service)
  }

  private func field(_ port: PlacedPort) -> Value.Field {
    var fields = [Value.Field("port", .integer(port.port.port))]
    if let publish = port.publish { fields.append(.init("publish", .integer(publish))) }
    if port.development != port.port.port { fields.append(.init("dev", .integer(port.development))) }
    if port.port.isUDP { fields.append(.init("protocol", .string("udp"))) }
    let name = "\(port.port.isUDP ? "udp" : "port")-\(port.port.port)"
    return .init(name, fields.count == 1 ? .integer(port.port.port) : .mapping(fields))
  }

  private func userField(_ build: ImportedBuild, _ service: ComposedService) -> Value.Field {
    let user = service.user.map { (id: $0, remark: nil as String?) } ?? build.user ?? (0, nil)
    var account = [Value.Field("uid", .integer(user.id))]
    if user.id == 0 {
      let reason =
        service.user == 0
        ? "the compose file says so"
        : build.user == nil ? "the Dockerfile names no other user" : "the Dockerfile says so"
      account.append(
        .init("root-because", .string(build.isOfOthers && service.user == nil ? "the image may need it" : reason)))
    }
    return .init("user", .mapping(account), comment: user.remark.map { [$0.printable] } ?? [])
  }

  func value(of setting: ComposedService.Setting) -> Value {
    switch setting {
    case .literal(let text): return .string(specText(text))
    case .variable(let name, let standard, let description):
      var fields = [Value.Field("variable", .string(name))]
      if let standard { fields.append(.init("default", .string(standard))) }
      if let description { fields.append(.init("description", .string(description))) }
      return .mapping(fields)
    }
  }

  /// What is taken from hardening, each with its reason.
  private func exceptions(_ build: ImportedBuild, _ service: ComposedService) -> [Value.Field] {
    var fields: [Value.Field] = []
    let isRoot = (service.user ?? build.user?.id ?? 0) == 0
    if !service.isPrivileged, isRoot {
      var reasons = service.capabilities.map { ($0, "the compose file adds it") }
      // Docker gives these to root, and programs of others change their user with them.
      for name in build.isOfOthers ? ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"] : []
      where !service.capabilities.contains(name) {
        reasons.append((name, "the image is somebody else's, and may change its user when it starts"))
      }
      let fieldsOfReasons = reasons.sorted { $0.0 < $1.0 }.map { Value.Field($0.0, .string($0.1)) }
      if !fieldsOfReasons.isEmpty { fields.append(.init("capabilities", .mapping(fieldsOfReasons))) }
    }
    if !service.devices.isEmpty {
      let devices = service.devices.distinct.map { Value.Field($0, .string("the compose file names it")) }
      fields.append(.init("devices", .mapping(devices)))
    }
    if service.isPrivileged { fields.append(.init("privileged-because", .string("the compose file says so"))) }
    if service.isReadOnly == false {
      fields.append(.init("writable-root-because", .string("the compose file says so")))
    } else if build.isOfOthers, service.isReadOnly == nil {
      fields.append(
        .init("writable-root-because", .string("the image is somebody else's, and where it writes is not known")))
    }
    return fields
  }

  private func deployFields(_ service: inout ComposedService, isJob: Bool) -> [Value.Field] {
    var deploy: [Value.Field] = []
    if let replicas = service.replicas { deploy.append(.init("replicas", .integer(replicas))) }
    if !service.update.isEmpty { deploy.append(.init("update", .mapping(service.update))) }
    if let restart = service.restart { deploy.append(.init("restart", .string(restart))) }
    guard isJob, !deploy.isEmpty else { return deploy }
    service.grade("restart", .expressed("others wait for its end, so it is a job, which runs once"))
    service.grade("healthcheck", .expressed("others wait for its end, so it is a job, which has no health"))
    service.grade("deploy", .expressed("others wait for its end, so it is a job, which runs once"))
    return []
  }

  // MARK: The workspace

  /// The workspace, with its resources.
  mutating func finish() {
    result.figures.dockerfiles = dockerfiles.count
    result.figures.wholeDockerfiles = dockerfiles.values.filter { $0 }.count
    defer { result.report = lines.map { $0.printable + "\n" }.joined() }
    guard !result.files.isEmpty || !resources.isEmpty else { return }
    if result.files.count > 0 {
      lines.append(
        "services run on a read-only root file system: what one writes to belongs under 'volumes' or 'tmpfs', or else "
          + "say 'writable-root-because', as it stands for images of others")
    }
    let remote = githubRemote(in: tree)
    let known = library.platforms.facts.map(\.platform.value.description)
    let workspace = newWorkspace(
      root, registry: ci.registry ?? remote.map { "ghcr.io/\($0.lowercased())" },
      repository: remote.map { "https://github.com/\($0)" }, platforms: known.filter(ci.platforms.contains),
      resources: resources.map { .init($0.name, $0.value) },
      and: [("ci", ci.fields), ("networks", networks.map(field)), ("overlays", overlays + secretsOverlay)],
      with: library)
    result.files =
      newSchemas() + [SourceFile(path: "specs/workspace.yaml", bytes: Array(workspace.utf8))] + result.files
  }

  private func field(_ network: (name: String, network: ComposeImport.Network)) -> Value.Field {
    switch network.network {
    case .open: .init(network.name, .string("open"))
    case .internal: .init(network.name, .string("internal"))
    case .external(let name): .init(network.name, .mapping([.init("external", .string(name))]))
    }
  }

  /// The secrets that services of overlays use, beside those of resources.
  private var secretsOverlay: [Value.Field] {
    guard !secrets.isEmpty else { return [] }
    let isThere = resources.contains { library.resource($0.template)?.secrets.isEmpty == false }
    let place: [String] = isThere ? ["secrets"] : []
    let added: Value = isThere ? .mapping(secrets) : .mapping([.init("secrets", .mapping(secrets))])
    let change = Value.sequence([.init(.mapping([.init("at", .strings(place)), .init("set", added)]))])
    let because = Value.string("specs have the secrets of resources alone")
    var name = "secrets"
    while overlays.contains(where: { $0.key == name }) { name += "-2" }
    return [.init(name, .mapping([.init("because", because), .init("compose", change), .init("development", change)]))]
  }
}
