import Diagnostics
import IR
import Spec

extension Compose.Lowering {
  /// Further images of a service: each runs once, where somebody asks for it by its name.
  func targets(of service: ServicePlan, _ image: ImagePlan) -> [Compose.Service] {
    let targets = purpose == .production ? image.targets.filter(\.isPublished) : image.targets
    return targets.map { target in
      let own = service.image(of: target)
      var lowered = purpose == .production ? production(own, image) : development(own, of: service, image)
      (lowered.ports, lowered.health, lowered.deploy) = ([], nil, nil)
      lowered.restart = target.name.map { _ in "no" }
      lowered.profiles = [own.name]
      return lowered
    }
  }

  /// Built here from the production image's stages, in the environment of development.
  private func development(_ target: ServicePlan, of service: ServicePlan, _ image: ImagePlan) -> Compose.Service {
    let dockerfile = plan.layout.dockerfile(of: target)
    var lowered = Compose.Service(
      name: target.name, source: .build(build(image.production, dockerfile, target: target.target?.stage)))
    let container = service.run.container
    lowered.put(container, environmentFiles: environmentFiles(container.developmentEnvironmentFiles))
    lowered.hardening = Compose.Hardening(lowering: container, origin: service.name.range, isOpen: true)
    lowered.environment = (service.development?.environment ?? service.run.environment).map(entry)
    lowered.dependencies = service.run.needs.map {
      dependency($0, waitsForHealth: $0.isResource && $0.hasHealthCheck)
    }
    lowered.secrets = service.run.secrets.map(\.name)
    lowered.temporaryFolders = container.temporaryFolders
    lowered.mounts = container.volumes.map(volume)
    return lowered
  }
}
