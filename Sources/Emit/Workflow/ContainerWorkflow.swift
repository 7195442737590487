import Diagnostics
import IR
import Spec

/// A workflow that builds and publishes images: those of all services, or of one.
struct ContainerWorkflow: Sendable {
  /// Relative to the workspace root.
  let path: String
  let services: [(service: ServicePlan, image: ImagePlan)]
  /// What tells it from the others, as in 'containers (api)'; empty where there is only one.
  let suffix: String

  init(path: String, services: [(service: ServicePlan, image: ImagePlan)], suffix: String = "") {
    (self.path, self.services, self.suffix) = (path, services, suffix)
  }
}

extension BuildPlan {
  var containerWorkflows: [ContainerWorkflow] {
    switch pipeline.division.value {
    case .shared: [ContainerWorkflow(path: layout.containersWorkflow, services: published)]
    case .perService:
      built.map { service, image in
        ContainerWorkflow(
          path: layout.containersWorkflow(of: service), services: published(of: service, image),
          suffix: " (\(service.name.value))")
      }
    }
  }

  /// Path of the workflow that publishes a service.
  func containersWorkflow(of service: ServicePlan) -> String {
    pipeline.division.value == .shared ? layout.containersWorkflow : layout.containersWorkflow(of: service)
  }
}
