package import Diagnostics

/// A further image of a service, built from a stage of the same Dockerfile.
package struct TargetPlan: Sendable {
  /// End of the image's name.
  package let name: Located<String>
  /// The stage that is built: of the same name where it is generated.
  package let stage: Located<String>
  package let isPublished: Bool
}

/// Where the image of a target comes from.
package struct TargetOrigin: Sendable {
  package let service: String
  package let stage: Located<String>
}

extension ServicePlan {
  /// The target as what it is to whoever builds, publishes and scans: one more image, of a name of its own.
  package func image(of target: TargetPlan) -> ServicePlan {
    let suffix = "-\(target.name.value)"
    return ServicePlan(
      name: target.name.map { _ in name.value + suffix }, description: nil, specPath: specPath, folder: folder,
      shared: shared, platforms: platforms, repository: repository.map { $0 + suffix }, sizeBudget: nil, image: image,
      target: TargetOrigin(service: name.value, stage: target.stage), buildOrigin: buildOrigin, run: run,
      deploy: deploy, development: nil)
  }
}

extension BuildPlan {
  /// The images of all services and of their targets.
  package var builds: [(service: ServicePlan, image: ImagePlan)] {
    built.flatMap { service, image in
      [(service, image)] + image.targets.map { (service.image(of: $0), image) }
    }
  }

  /// Those that are published.
  package var published: [(service: ServicePlan, image: ImagePlan)] {
    built.flatMap { published(of: $0, $1) }
  }

  package func published(of service: ServicePlan, _ image: ImagePlan) -> [(
    service: ServicePlan, image: ImagePlan
  )] {
    [(service, image)] + image.targets.filter(\.isPublished).map { (service.image(of: $0), image) }
  }
}
