import Diagnostics
package import IR
import Spec

extension Compose {
  package init(lowering plan: BuildPlan, for purpose: Purpose) {
    let lowering = Lowering(plan: plan, purpose: purpose)
    name = purpose == .production ? plan.workspace.name : plan.workspace.name.map { "\($0)-dev" }
    services =
      plan.built.flatMap { [lowering.service($0.service, $0.image)] + lowering.targets(of: $0.service, $0.image) }
      + plan.resources.map { lowering.resource($0) }
    volumes = services.flatMap(\.mounts).compactMap { mount in
      if case .volume(let name, _) = mount.value { Located(name, mount.range) } else { nil }
    }.distinct(by: \.value)
    secrets = plan.resources.flatMap(\.secrets).map { lowering.secret($0) } + lowering.buildSecrets
    networks = plan.workspace.networks.map { Network(lowering: $0, for: purpose) }
  }

  struct Lowering {
    let plan: BuildPlan
    let purpose: Purpose

    func service(_ service: ServicePlan, _ image: ImagePlan) -> Service {
      purpose == .production ? production(service, image) : development(service, image)
    }

    func production(_ service: ServicePlan, _ plan: ImagePlan) -> Service {
      let run = service.run
      let image = service.repository.map { repository in
        Interpolated(pieces: [
          .literal(repository + ":"), .required("TAG", message: "set TAG to the tag of the images to run"),
        ])
      }
      var lowered = Service(name: service.name, source: .image(image))
      lowered.environment = run.environment.map(entry)
      lowered.ports = ports(run.port, run.published, onLoopback: false) + ports(of: run.container)
      lowered.mounts = run.container.volumes.map(volume)
      lowered.temporaryFolders = run.temporaryFolders
      lowered.runsInit = run.runsInit?.value ?? false
      lowered.secrets = run.secrets.map(\.name)
      lowered.dependencies = run.needs.map { dependency($0, waitsForHealth: $0.hasHealthCheck) }
      lowered.put(run.container, environmentFiles: environmentFiles(run.container.environmentFiles))
      (lowered.limits, lowered.ulimits) = (run.container.limits, run.container.ulimits)
      lowered.logging = run.container.logging
      lowered.health = run.health.map(health)
      lowered.withoutHealthCheck = plan.production.file?.withoutHealthCheck
      lowered.user = plan.production.file.map { _ in run.user.id }
      lowered.deploy = service.deploy
      lowered.restart = service.deploy.restart == nil ? run.restart : nil
      if let kind = run.container.kind, run.container.isJob { lowered.restart = kind.map { _ in "no" } }
      lowered.stopGracePeriod = run.stopGracePeriod
      lowered.hardening = Hardening(lowering: run.container, origin: service.name.range)
      return lowered
    }

    private func development(_ service: ServicePlan, _ image: ImagePlan) -> Service {
      let file = image.development ?? image.production
      let dockerfile = plan.layout.developmentDockerfile(of: service)
      var lowered = Service(name: service.name, source: .build(build(file, dockerfile, target: file.file?.target)))
      lowered.withoutHealthCheck = file.file?.withoutHealthCheck
      lowered.dependencies = service.run.needs.map {
        dependency($0, waitsForHealth: $0.isResource && $0.hasHealthCheck)
      }
      lowered.secrets = service.run.secrets.map(\.name)
      lowered.runsInit = true
      guard let development = service.development else { return lowered }
      let container = service.run.container
      lowered.put(container, environmentFiles: environmentFiles(container.developmentEnvironmentFiles))
      lowered.hardening = Hardening(lowering: container, origin: service.name.range, isOpen: true)
      // The root of a development image may be written to.
      lowered.temporaryFolders =
        image.development == nil ? service.run.temporaryFolders : container.temporaryFolders
      let command = development.command.map { $0.map { Interpolated(pieces: [.literal($0)]) } }
      // An image of production has an entry point, to which a command would be arguments.
      if image.development == nil { lowered.entryPoint = command } else { lowered.command = command }
      lowered.environment = development.environment.map(entry)
      lowered.ports =
        ports(development.port, development.published?.map { $0...$0 }, onLoopback: true) + ports(of: container)
      lowered.mounts = sources(of: service, development) + (development.volumes + container.volumes).map(volume)
      lowered.restart = development.restart
      lowered.watch = watch(
        development, file, [service.folder] + service.shared.map(\.path),
        restarts: !development.reloadsItself.value && !container.isJob)
      return lowered
    }

    /// The service's folder and what it shares, where they are in the image.
    private func sources(of service: ServicePlan, _ development: DevelopmentPlan) -> [Located<Mount>] {
      guard let folder = development.workingDirectory else { return [] }
      let root = plan.layout.rootFromOutput
      return [Located(.bind(source: "\(root)/\(service.folder.value)", target: folder.value), service.folder.range)]
        + service.shared.map { Located(.bind(source: "\(root)/\($0.path.value)", target: $0.place), $0.name.range) }
    }

    /// New manifests need a new image; new sources a restart, unless the command sees to that.
    private func watch(
      _ development: DevelopmentPlan, _ image: Containerfile, _ folders: [Located<String>], restarts: Bool
    ) -> [Located<WatchRule>] {
      let root = plan.layout.rootFromOutput
      let rebuild = development.rebuildOn.map { path in path.map { WatchRule.rebuild(path: "\(root)/\($0)") } }
      guard restarts else { return rebuild }
      // Compose reads the image's ignore file too, but of one that begins with '*' it keeps the exceptions alone.
      let restart = folders.map { folder in
        let ignored = (development.rebuildOn + image.excludedPaths).map(\.value)
          .filter { $0.hasPrefix("\(folder.value)/") }
          .map { String($0.dropFirst(folder.value.count + 1)) }
        return folder.map { WatchRule.restart(path: "\(root)/\($0)", ignored: ignored) }
      }
      return rebuild + restart
    }

    func resource(_ resource: ResourcePlan) -> Service {
      let image = resource.image.map { Interpolated(pieces: [.literal($0.pinnedName)]) }
      var lowered = Service(name: resource.name, source: .image(image))
      lowered.entryPoint = resource.entryPoint.map { $0.map(text) }
      lowered.command = resource.command.map { $0.map(text) }
      lowered.environment = resource.environment.map(entry)
      lowered.mounts = resource.volumes.map(volume)
      lowered.temporaryFolders = resource.temporaryFolders
      lowered.secrets = resource.secrets.map(\.name)
      lowered.health = resource.health.map { health in
        Health(
          test: health.command.map { $0.map(text) }, interval: health.interval, timeout: health.timeout,
          startPeriod: health.startPeriod, retries: health.retries)
      }
      lowered.stopGracePeriod = resource.stopGracePeriod
      lowered.hardening = Hardening(
        addedCapabilities: resource.capabilities, origin: resource.template.range,
        writableRoot: resource.isReadOnly.flatMap { $0.value ? nil : $0.range })
      lowered.networks = plan.networks(of: resource)
      switch purpose {
      case .production:
        lowered.restart = resource.restart
        lowered.logging = plan.workspace.logging
      case .development:
        lowered.restart = resource.developmentRestart
        lowered.ports =
          ports(
            resource.outsidePort ?? resource.port, resource.developmentPort.map { $0...$0 }, onLoopback: true)
          + resource.otherPorts.flatMap { ports($0.number, $0.developmentPort.map { $0...$0 }, onLoopback: true) }
      }
      return lowered
    }

    func secret(_ secret: IR.Secret) -> Secret {
      let file: Interpolated.Piece =
        switch purpose {
        case .production:
          .required(secret.variable, message: "set \(secret.variable) to the path of a file with the secret")
        case .development:
          .defaulted(secret.variable, to: "\(plan.layout.rootFromOutput)/.secrets/\(secret.name.value)")
        }
      return Secret(name: secret.name, description: secret.description, source: .file(Interpolated(pieces: [file])))
    }

    private func ports(
      _ target: Located<Int>?, _ published: Located<ClosedRange<Int>>?, onLoopback: Bool
    ) -> [Located<PublishedPort>] {
      guard let target, let published else { return [] }
      return [
        published.map { PublishedPort(target: target.value, published: $0, onLoopback: onLoopback) }
      ]
    }

    private func ports(of container: ContainerPlan) -> [Located<PublishedPort>] {
      container.ports.compactMap { port in
        let published = purpose == .production ? port.published : port.developmentPort.map { $0...$0 }
        return published?.map {
          PublishedPort(
            target: port.port.value, published: $0, onLoopback: purpose == .development,
            networkProtocol: port.networkProtocol)
        }
      }
    }

    func environmentFiles(_ files: [Located<Spec.EnvironmentFile>]) -> [Located<EnvironmentFile>] {
      let root = plan.layout.rootFromOutput
      return files.map { file in
        file.map { EnvironmentFile(path: "\(root)/\($0.path.value)", isOptional: $0.isOptional?.value ?? false) }
      }
    }

    func volume(_ entry: Entry<String>) -> Located<Mount> {
      entry.key.map { .volume(name: $0, target: entry.value.value) }
    }

    func dependency(_ need: IR.Dependency, waitsForHealth: Bool) -> Located<Dependency> {
      let condition: Dependency.Condition = need.isJob ? .completed : waitsForHealth ? .healthy : .started
      return need.name.map { Dependency(name: $0, condition: condition) }
    }

    private func health(_ check: HealthCheck) -> Health {
      let test = check.command.map { words in words.map { Interpolated(pieces: [.literal($0)]) } }
      return Health(
        test: test, interval: check.interval, timeout: check.timeout, startPeriod: check.startPeriod,
        retries: check.retries)
    }

    func entry(_ entry: Entry<RuntimeText>) -> Entry<Interpolated> {
      Entry(key: entry.key, value: entry.value.map(text))
    }

    private func text(_ text: RuntimeText) -> Interpolated {
      Interpolated(
        pieces: text.pieces.map { piece in
          switch piece {
          case .literal(let literal): return .literal(literal)
          case .variable(let variable):
            let value = purpose == .development ? variable.inDevelopment : variable.standard
            if let value { return .defaulted(variable.name, to: value) }
            let remark = variable.description.map { ": \($0)" } ?? ""
            return .required(variable.name, message: "set \(variable.name)\(remark)")
          }
        })
    }
  }
}
