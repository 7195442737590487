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
    }
    secrets = plan.resources.flatMap(\.secrets).map { lowering.secret($0) } + lowering.buildSecrets
  }

  struct Lowering {
    let plan: BuildPlan
    let purpose: Purpose

    func service(_ service: ServicePlan, _ image: ImagePlan) -> Service {
      purpose == .production ? production(service) : development(service, image)
    }

    func production(_ service: ServicePlan) -> Service {
      let run = service.run
      let image = service.repository.map { repository in
        Interpolated(pieces: [
          .literal(repository + ":"), .required("TAG", message: "set TAG to the tag of the images to run"),
        ])
      }
      var lowered = Service(name: service.name, source: .image(image))
      lowered.environment = run.environment.map(entry)
      lowered.ports = ports(run.port, run.published, onLoopback: false)
      lowered.temporaryFolders = run.temporaryFolders
      lowered.runsInit = run.runsInit?.value ?? false
      lowered.secrets = run.secrets.map(\.name)
      lowered.dependencies = run.needs.map { dependency($0, waitsForHealth: $0.hasHealthCheck) }
      lowered.health = run.health.map(health)
      lowered.deploy = service.deploy
      lowered.restart = service.deploy.restart == nil ? run.restart : nil
      lowered.stopGracePeriod = run.stopGracePeriod
      lowered.hardening = Hardening(addedCapabilities: [], origin: service.name.range)
      return lowered
    }

    private func development(_ service: ServicePlan, _ image: ImagePlan) -> Service {
      let root = plan.layout.rootFromOutput
      // A service without an image for development runs as in production, built here.
      let dockerfile =
        image.development == nil ? plan.layout.dockerfile(of: service) : plan.layout.developmentDockerfile(of: service)
      let file = image.development ?? image.production
      var lowered = Service(
        name: service.name, source: .build(build(file, context: root, dockerfile: dockerfile)))
      lowered.dependencies = service.run.needs.map {
        dependency($0, waitsForHealth: $0.isResource && $0.hasHealthCheck)
      }
      lowered.secrets = service.run.secrets.map(\.name)
      lowered.runsInit = true
      guard let development = service.development else {
        lowered.environment = service.run.environment.map(entry)
        lowered.ports = ports(service.run.port, service.run.port?.map { $0...$0 }, onLoopback: true)
        lowered.temporaryFolders = service.run.temporaryFolders
        lowered.restart = service.run.restart
        return lowered
      }
      let source = "\(root)/\(service.folder.value)"
      lowered.environment = development.environment.map(entry)
      lowered.ports = ports(development.port, development.port?.map { $0...$0 }, onLoopback: true)
      lowered.mounts =
        [Located(.bind(source: source, target: development.workingDirectory.value), service.folder.range)]
        + development.volumes.map(volume)
      lowered.restart = development.restart
      lowered.watch = watch(development, file, folder: service.folder)
      return lowered
    }

    /// New manifests need a new image; new sources a restart, unless the command sees to that.
    private func watch(
      _ development: DevelopmentPlan, _ image: Containerfile, folder: Located<String>
    ) -> [Located<WatchRule>] {
      let root = plan.layout.rootFromOutput
      let rebuild = development.rebuildOn.map { path in path.map { WatchRule.rebuild(path: "\(root)/\($0)") } }
      guard !development.reloadsItself.value else { return rebuild }
      // Compose reads the image's ignore file too, but of one that begins with '*' it keeps the exceptions alone.
      let ignored = (development.rebuildOn + image.excludedPaths).map(\.value)
        .filter { $0.hasPrefix("\(folder.value)/") }
        .map { String($0.dropFirst(folder.value.count + 1)) }
      return rebuild + [Located(.restart(path: "\(root)/\(folder.value)", ignored: ignored), folder.range)]
    }

    func resource(_ resource: ResourcePlan) -> Service {
      let image = resource.image.map { Interpolated(pieces: [.literal($0.pinnedName)]) }
      var lowered = Service(name: resource.name, source: .image(image))
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
      lowered.hardening = Hardening(addedCapabilities: resource.capabilities, origin: resource.template.range)
      switch purpose {
      case .production: lowered.restart = resource.restart
      case .development:
        lowered.restart = resource.developmentRestart
        lowered.ports = ports(resource.port, resource.developmentPort.map { $0...$0 }, onLoopback: true)
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

    private func volume(_ entry: Entry<String>) -> Located<Mount> {
      entry.key.map { .volume(name: $0, target: entry.value.value) }
    }

    func dependency(_ need: IR.Dependency, waitsForHealth: Bool) -> Located<Dependency> {
      need.name.map { Dependency(name: $0, waitsForHealth: waitsForHealth) }
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
          case .variable(let name, let value?) where purpose == .development: return .defaulted(name, to: value)
          case .variable(let name, _): return .required(name, message: "set \(name)")
          }
        })
    }
  }
}
