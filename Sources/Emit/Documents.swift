import Diagnostics
package import IR

/// Everything that `plan` generates, by path.
package func documents(of plan: BuildPlan) -> [PlacedDocument] {
  (plan.services.flatMap { documents(of: $0, plan) } + aggregates(of: plan)).sorted { $0.path < $1.path }
}

private func documents(of service: ServicePlan, _ plan: BuildPlan) -> [PlacedDocument] {
  let place = { (path: String, document: Document) in
    PlacedDocument(path: path, document: document, madeFrom: service.specPath, origin: service.name.range)
  }
  let record = place(plan.layout.record(of: service), .record(Record(lowering: service, of: plan)))
  guard let image = service.image else { return [record] }
  let production = plan.layout.dockerfile(of: service)
  let development = plan.layout.developmentDockerfile(of: service)
  return [
    record,
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
    place(layout.record, .record(Record(lowering: plan))),
  ]
}
