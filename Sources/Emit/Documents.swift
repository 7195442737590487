import Diagnostics
package import IR

/// Everything that `plan` generates, by path.
package func documents(of plan: BuildPlan) -> [PlacedDocument] {
  (plan.built.flatMap { serviceDocuments($0.service, $0.image, plan.layout) } + aggregates(of: plan))
    .sorted { $0.path < $1.path }
}

private func serviceDocuments(_ service: ServicePlan, _ image: ImagePlan, _ layout: Layout) -> [PlacedDocument] {
  let place = { (path: String, document: Document) in
    PlacedDocument(path: path, document: document, madeFrom: service.specPath, origin: service.name.range)
  }
  let (production, development) = (layout.dockerfile(of: service), layout.developmentDockerfile(of: service))
  return [
    place(production, .dockerfile(Dockerfile(lowering: image.production))),
    place(production + ".dockerignore", .dockerignore(Dockerignore(lowering: image.production))),
    place(development, .dockerfile(Dockerfile(lowering: image.development))),
    place(development + ".dockerignore", .dockerignore(Dockerignore(lowering: image.development))),
  ]
}

private func aggregates(of plan: BuildPlan) -> [PlacedDocument] {
  let layout = plan.layout
  let place = { (path: String, document: Document) in
    PlacedDocument(
      path: path, document: document, madeFrom: "\(plan.workspace.specFolder)/*.yaml", origin: plan.workspace.origin)
  }
  return [
    place(layout.rootIgnore, .dockerignore(Dockerignore(lowering: plan))),
    place(layout.makefile, .makefile(Makefile(lowering: plan))),
    place(layout.compose, .compose(Compose(lowering: plan, for: .production))),
    place(layout.developmentCompose, .compose(Compose(lowering: plan, for: .development))),
    place(layout.containersWorkflow, .workflow(Workflow(containers: plan))),
    place(layout.securityWorkflow, .workflow(Workflow(security: plan))),
    place(layout.driftWorkflow, .workflow(Workflow(drift: plan))),
    place(layout.guide, .guide(Guide(lowering: plan))),
  ]
}
