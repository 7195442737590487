import Diagnostics
package import IR
import Spec

extension Guide {
  package init(lowering plan: BuildPlan) {
    blocks =
      Self.introduction(plan) + Self.services(plan) + Self.resources(plan) + Self.dependencies(plan)
      + Self.building(plan) + Self.platforms(plan) + Self.publishing(plan) + Self.signatures(plan)
      + Self.setup(plan)
      + Self.development(plan) + Self.production(plan) + Self.images(plan)
  }

  private static func introduction(_ plan: BuildPlan) -> [Block] {
    let workspace = plan.workspace
    let specs = Text.link(workspace.specFolder + "/", to: plan.pathFromGuide(workspace.specFolder))
    let records = String(plan.layout.folders.records.dropLast())
    let record = Text.link(plan.layout.record, to: plan.pathFromGuide(plan.layout.record))
    let heading = Block.heading(level: 1, "Containers of \(workspace.name.value)", workspace.name.range)
    if workspace.standsAlone { return [heading, whereToRun(plan)] }
    return [
      heading,
      .paragraph(
        [
          "How the containers of this workspace are built, published and run. The Dockerfiles, the compose files, the",
          "Makefile, the workflows and this page are compiled from the specs in \(specs). To change",
          "something, edit a spec and run \(code: plan.make("generate")). CI fails where a file is not what",
          "the specs compile to.",
        ], workspace.origin),
      .paragraph(
        [
          "What each service comes to, defaults included, stands in a file of its own in",
          "\(Text.link(records + "/", to: plan.pathFromGuide(records))), and what all of them share in \(record).",
          "\(code: "scantling effective") names the line that each value comes from, and \(code: "scantling diff") says",
          "what an edit of a spec changes.",
        ], workspace.origin),
      whereToRun(plan),
    ]
  }

  private static func whereToRun(_ plan: BuildPlan) -> Block {
    .paragraph(
      [
        "Commands run in the workspace root. \(code: plan.make("help")) shows all targets and the variables that",
        "they read.",
      ] + (plan.hasRootMakefile ? [] : [including(plan)]), plan.workspace.origin)
  }

  private static func including(_ plan: BuildPlan) -> Text {
    "Below \(code: "include \(plan.includedMakefile)") in the root's own Makefile, \(code: "make <target>") is enough."
  }

  private static func services(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    guard !plan.services.isEmpty else { return [] }
    return [
      .heading(level: 2, "Services", origin),
      .table(
        Table(
          header: ["Service", "Language", "Description", "Port", "Platforms", "Size budget", "Image", "Health check"],
          rows: plan.services.map { Table.Row(lowering: $0, plan) }, origin: origin)),
      .paragraph(["The size budget is the compressed size that the image may have on each platform."], origin),
    ]
  }

  private static func resources(_ plan: BuildPlan) -> [Block] {
    let rows = plan.resources.map { resource in
      Table.Row(
        cells: [
          Text(resource.name.value), Text(resource.template.value), Text(resource.description.value),
          .code(resource.image.value.reference.familiar), "\(resource.port.value)",
        ],
        origin: resource.name.range)
    }
    guard !rows.isEmpty else { return [] }
    let header = ["Resource", "Template", "Description", "Image", "Port"]
    return [
      .heading(level: 2, "Resources", plan.workspace.origin),
      .table(Table(header: header, rows: rows, origin: plan.workspace.origin)),
    ]
  }

  private static func dependencies(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    guard !plan.services.isEmpty else { return [] }
    return [
      .heading(level: 2, "What needs what", origin), .graph(Graph(lowering: plan)),
      .paragraph(
        ["An arrow points to what has to be well first; a dotted one to what has to have started."]
          + (plan.jobs.isEmpty ? [] : ["Of a job, which runs once to its end, it is the end that counts."]), origin),
    ]
  }
}

extension Guide.Table.Row {
  fileprivate init(lowering service: ServicePlan, _ plan: BuildPlan) {
    cells = [
      plan.workspace.standsAlone
        ? Guide.Text(service.name.value) : .link(service.name.value, to: plan.pathFromGuide(service.specPath)),
      Guide.Text(service.image?.language.value ?? "undecided"),
      Guide.Text(service.description?.value ?? ""),
      service.ports,
      .list(service.platforms.map { Guide.Text($0.value.description) }),
      Guide.Text(service.sizeBudget?.value.text ?? "none"),
      service.image == nil ? "not built" : .code(service.repository.value),
      service.run.health.map { .code($0.command.value.map(shellQuoted).joined(separator: " ")) } ?? "none",
    ]
    origin = service.name.range
  }
}

extension ServicePlan {
  /// The main port, and the others with what they are for.
  fileprivate var ports: Guide.Text {
    let main: [Guide.Text] = run.port.map { ["\($0.value)"] } ?? []
    let others = run.container.ports.map { port -> Guide.Text in
      "\(port.name.value) \(port.port.value)\(port.networkProtocol == .tcp ? "" : "/udp")"
    }
    return main.isEmpty && others.isEmpty ? "none" : .list(main + others)
  }
}

extension Guide.Graph {
  fileprivate init(lowering plan: BuildPlan) {
    let services = plan.services.map { service in
      Node(
        name: service.name.value, shape: service.image == nil ? .undecidedService : .service,
        label: service.name.value, origin: service.name.range)
    }
    let resources = plan.resources.map { resource in
      Node(
        name: resource.name.value, shape: .resource,
        label: "\(resource.name.value): \(resource.image.value.reference.familiar)", origin: resource.name.range)
    }
    nodes = services + resources
    edges = plan.services.flatMap { service in
      service.run.needs.map {
        Edge(
          from: service.name.value, to: $0.name.value, waitsForHealth: $0.hasHealthCheck || $0.isJob,
          origin: $0.name.range)
      }
    }
    origin = plan.workspace.origin
  }
}

extension BuildPlan {
  /// The way from the page's folder to a path from the workspace root.
  fileprivate func pathFromGuide(_ path: String) -> String {
    String(repeating: "../", count: layout.guide.split(separator: "/").count - 1) + path
  }

  /// The command line that makes a target.
  func make(_ target: String) -> String {
    hasRootMakefile ? "make \(target)" : "make -f \(shellQuoted(layout.makefile)) \(target)"
  }
}
