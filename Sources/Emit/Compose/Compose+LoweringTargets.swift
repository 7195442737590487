import Diagnostics
import IR
import Spec

extension Compose.Lowering {
  /// Further images of a service: each runs once, where somebody asks for it by its name.
  func targets(of service: ServicePlan, _ image: ImagePlan) -> [Compose.Service] {
    let targets = purpose == .production ? image.targets.filter(\.isPublished) : image.targets
    return targets.map { target in
      let own = service.image(of: target)
      var lowered = purpose == .production ? production(own) : development(own, of: service, image)
      (lowered.ports, lowered.health, lowered.deploy) = ([], nil, nil)
      lowered.restart = target.name.map { _ in "no" }
      lowered.profile = own.name
      return lowered
    }
  }

  /// Built here from the production image's stages, in the environment of development.
  private func development(_ target: ServicePlan, of service: ServicePlan, _ image: ImagePlan)
    -> Compose.Service
  {
    var build = build(
      image.production, context: plan.layout.rootFromOutput,
      dockerfile: plan.layout.dockerfile(of: target))
    build.target = target.target?.stage
    var lowered = Compose.Service(name: target.name, source: .build(build))
    lowered.environment = (service.development?.environment ?? service.run.environment).map(entry)
    lowered.dependencies = service.run.needs.map {
      dependency($0, waitsForHealth: $0.isResource && $0.hasHealthCheck)
    }
    lowered.secrets = service.run.secrets.map(\.name)
    return lowered
  }
}
