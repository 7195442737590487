package import Diagnostics
package import IR
import Spec

/// Everything that `plan` generates, by path. An overlay that does not find its place in it is reported.
package func documents(of plan: BuildPlan, diagnostics: inout [Diagnostic]) -> [PlacedDocument] {
  let made = plan.overlaid(plan.services.flatMap { documents(of: $0, plan) } + aggregates(of: plan), &diagnostics)
  let placed = made + botSettings(of: plan, generated: made.map(\.path))
  return (placed + gitAttributes(of: plan, marking: placed.map(\.path))).sorted { $0.path < $1.path }
}

/// What bots that move pins are told of generated files, and of the lock.
private func botSettings(of plan: BuildPlan, generated paths: [String]) -> [PlacedDocument] {
  // Without a lock that pins come from, bots may do as they do anywhere.
  guard let bots = plan.pipeline.bots, !plan.workspace.standsAlone else { return [] }
  let patterns = plan.layout.patterns(for: paths)
  let lock = "\(plan.workspace.specFolder)/scantling.lock"
  return bots.bots.map { bot in
    let (path, document): (String, Document) =
      switch bot.value {
      case .dependabot: (plan.layout.dependabot, .dependabot(Dependabot(lowering: bots, ignoring: patterns)))
      case .renovate: (plan.layout.renovate, .renovate(Renovate(lowering: bots, ignoring: patterns, lock: lock)))
      }
    return PlacedDocument(path: path, document: document, madeFrom: plan.workspace.specPath, origin: bot.range)
  }
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
  let records = plan.workspace.standsAlone ? [] : [record]
  guard let image = service.image else { return records }
  let development = image.development.map { [(plan.layout.developmentDockerfile(of: service), $0)] } ?? []
  let files = [(plan.layout.dockerfile(of: service), image.production)] + development
  return records
    + files.filter { $0.1.file == nil }.flatMap { path, file in
      [
        place(path, .dockerfile(Dockerfile(lowering: file))),
        place(path + ".dockerignore", .dockerignore(Dockerignore(lowering: file))),
      ]
    }
}

private func aggregates(of plan: BuildPlan) -> [PlacedDocument] {
  let layout = plan.layout
  let place = { (path: String, document: Document) in
    PlacedDocument(
      path: path, document: document, madeFrom: "\(plan.workspace.specFolder)/*.yaml", origin: plan.workspace.origin)
  }
  let aboutSpecs = [
    place(layout.driftWorkflow, .workflow(Workflow(drift: plan))),
    place(layout.record, .record(Record(lowering: plan))),
  ]
  let others = [
    place(layout.rootIgnore, .dockerignore(Dockerignore(lowering: plan))),
    place(layout.makefile, .makefile(Makefile(lowering: plan))),
    place(layout.compose, .compose(Compose(lowering: plan, for: .production))),
    place(layout.developmentCompose, .compose(Compose(lowering: plan, for: .development))),
    place(layout.securityWorkflow, .workflow(Workflow(security: plan))),
    place(layout.guide, .guide(Guide(lowering: plan))),
  ]
  let containers = plan.containerWorkflows.map { place($0.path, .workflow(Workflow($0, in: plan))) }
  return others + containers + (plan.workspace.standsAlone ? [] : aboutSpecs)
}
