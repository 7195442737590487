import Diagnostics
package import IR
import Spec

extension Guide {
  package init(lowering plan: BuildPlan) {
    blocks =
      Self.introduction(plan) + Self.services(plan) + Self.resources(plan) + Self.dependencies(plan)
      + Self.building(plan) + Self.platforms(plan) + Self.publishing(plan) + Self.signatures(plan)
      + Self.development(plan) + Self.production(plan) + Self.baseImages(plan)
  }

  private static func introduction(_ plan: BuildPlan) -> [Block] {
    let workspace = plan.workspace
    let specs = Text.link(workspace.specFolder + "/", to: plan.pathFromGuide(workspace.specFolder))
    return [
      .heading(level: 1, Text("Containers of \(workspace.name.value)"), workspace.name.range),
      .paragraph([
        Line("How the containers of this workspace are built, published and run. The Dockerfiles, the compose files, the" , workspace.origin),
        Line("Makefile, the workflows and this page are compiled from the specs in " + specs + ": to change something, edit a spec", workspace.origin),
        Line("and run " + plan.makeCode("generate") + ". CI fails where a file is not what the specs compile to.", workspace.origin),
      ]),
      .paragraph([
        Line("Commands run in the workspace root. Where the root's own Makefile has " + .code("include \(plan.layout.makefile)") + ", leave out", workspace.origin),
        Line(.code("-f \(shellQuoted(plan.layout.makefile))") + "; " + .code("make help") + " shows all targets and variables.", workspace.origin),
      ]),
    ]
  }

  private static func services(_ plan: BuildPlan) -> [Block] {
    let rows = plan.services.map { service in
      Table.Row(
        cells: [
          .link(service.name.value, to: plan.pathFromGuide(service.specPath)),
          service.image.map { Text($0.language.value) } ?? "undecided",
          Text(service.description?.value ?? ""),
          Text(service.run.port.map { "\($0.value)" } ?? ""),
          .list(service.platforms.map { Text($0.value.description) }),
          Text(service.sizeBudget?.value.text ?? ""),
          service.image == nil ? "not built" : .code(service.repository.value),
          service.run.health.map { .code($0.command.value.map(shellQuoted).joined(separator: " ")) } ?? "",
        ],
        origin: service.name.range)
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading(level: 2, "Services", plan.workspace.origin),
      .table(
        Table(
          header: ["Service", "Language", "Description", "Port", "Platforms", "Size budget", "Image", "Health check"],
          rows: rows, origin: plan.workspace.origin)),
      .paragraph([
        Line("A size budget is the compressed size that the image may have on each platform.", plan.workspace.origin)
      ]),
    ]
  }

  private static func resources(_ plan: BuildPlan) -> [Block] {
    let rows = plan.resources.map { resource in
      Table.Row(
        cells: [
          Text(resource.name.value), Text(resource.template.value), Text(resource.description.value),
          .code(resource.image.value.reference.familiar), Text("\(resource.port.value)"),
        ],
        origin: resource.name.range)
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading(level: 2, "Resources", plan.workspace.origin),
      .table(
        Table(header: ["Resource", "Template", "Description", "Image", "Port"], rows: rows, origin: plan.workspace.origin)),
    ]
  }

  private static func dependencies(_ plan: BuildPlan) -> [Block] {
    let edges = plan.services.flatMap { service in
      service.run.needs.map {
        Graph.Edge(from: service.name.value, to: $0.name.value, waitsForHealth: $0.hasHealthCheck, origin: $0.name.range)
      }
    }
    let services = plan.services.map { service in
      Graph.Node(
        name: service.name.value, shape: service.image == nil ? .undecidedService : .service,
        label: service.name.value, origin: service.name.range)
    }
    let resources = plan.resources.map {
      Graph.Node(
        name: $0.name.value, shape: .resource, label: "\($0.name.value): \($0.image.value.reference.familiar)",
        origin: $0.name.range)
    }
    guard !services.isEmpty else { return [] }
    return [
      .heading(level: 2, "What needs what", plan.workspace.origin),
      .graph(Graph(nodes: services + resources, edges: edges, origin: plan.workspace.origin)),
      .paragraph([
        Line("An arrow points to what has to be well first; a dotted one to what only has to have started.", plan.workspace.origin)
      ]),
    ]
  }
}

extension Guide.Line {
  init(_ text: Guide.Text, _ origin: SourceRange) { self.init(text: text, origin: origin) }
}

extension BuildPlan {
  /// The way from the page's folder to a path from the workspace root.
  func pathFromGuide(_ path: String) -> String {
    String(repeating: "../", count: layout.guide.split(separator: "/").count - 1) + path
  }

  /// The command line that makes a target.
  func make(_ target: String) -> String { "make -f \(shellQuoted(layout.makefile)) \(target)" }

  func makeCode(_ target: String) -> Guide.Text { .code(make(target)) }
}
