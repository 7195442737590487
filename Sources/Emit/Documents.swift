import Diagnostics
package import IR

/// Everything that `plan` generates, by path.
package func documents(of plan: BuildPlan) -> [PlacedDocument] {
  let placed = plan.services.flatMap { documents(of: $0, plan) } + aggregates(of: plan)
  return (placed + gitAttributes(of: plan, marking: placed.map(\.path))).sorted { $0.path < $1.path }
}

/// Files of attributes beside what they mark: in the output folder, and in '.github'.
private func gitAttributes(of plan: BuildPlan, marking paths: [String]) -> [PlacedDocument] {
  guard let origin = plan.workspace.gitAttributes else { return [] }
  let layout = plan.layout
  let (output, github) = layout.attributesFolders
  return [output, github].map { folder in
    let inside = paths.filter { $0.hasPrefix(folder) && (folder == github) == $0.hasPrefix(github) }
    let patterns = Set(inside.map { layout.pattern(for: $0).dropFirst(folder.count) } + [".gitattributes"])
    return PlacedDocument(
      path: folder + ".gitattributes",
      document: .gitAttributes(GitAttributes(patterns: patterns.map(String.init).sorted(), origin: origin)),
      madeFrom: plan.workspace.specPath, origin: origin)
  }
}

private func documents(of service: ServicePlan, _ plan: BuildPlan) -> [PlacedDocument] {
  let place = { (path: String, document: Document) in
    PlacedDocument(path: path, document: document, madeFrom: service.specPath, origin: service.name.range)
  }
  let record = place(plan.layout.record(of: service), .record(Record(lowering: service, of: plan)))
  guard let image = service.image else { return [record] }
  let production = plan.layout.dockerfile(of: service)
  let development = plan.layout.developmentDockerfile(of: service)
  let files = [
    record,
    place(production, .dockerfile(Dockerfile(lowering: image.production))),
    place(production + ".dockerignore", .dockerignore(Dockerignore(lowering: image.production))),
  ]
  guard let file = image.development else { return files }
  return files + [
    place(development, .dockerfile(Dockerfile(lowering: file))),
    place(development + ".dockerignore", .dockerignore(Dockerignore(lowering: file))),
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
    place(layout.securityWorkflow, .workflow(Workflow(security: plan))),
    place(layout.driftWorkflow, .workflow(Workflow(drift: plan))),
    place(layout.guide, .guide(Guide(lowering: plan))),
    place(layout.record, .record(Record(lowering: plan))),
  ] + plan.containerWorkflows.map { place($0.path, .workflow(Workflow($0, in: plan))) }
}
