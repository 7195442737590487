import Diagnostics
import IR
import Spec

extension Guide {
  static func building(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    let names = TargetNames(plan)
    guard let (first, _) = plan.built.first else { return [] }
    var targets: [Located<(name: String, comment: String)>] = [
      Located(("container-build", "every image for all its platforms"), origin)
    ]
    targets += plan.platforms.map { Located((names.build($0), "every image that is built for \($0)"), origin) }
    targets += [Located((names.build(first), "one service for all its platforms"), first.name.range)]
    targets += first.platforms.prefix(1).map {
      Located((names.build(first, $0.value), "one service for one platform"), $0.range)
    }
    targets += [
      Located(("container-size", "what is over its size budget?"), origin),
      Located(("container-scan", "known vulnerabilities, with Trivy"), origin),
      Located(("container-clean", "remove the images again"), origin),
    ]
    return [
      .heading(level: 2, "Building", origin), commands(targets, plan),
      .paragraph(
        [
          "Images are tagged with the commit, or with \(code: "dev") where tracked files differ from it, and with the",
          "platform: \(code: "\(first.repository.value):1a2b3c4-amd64"). \(code: "TAG=…") gives another tag.",
        ], origin),
    ] + Self.targets(plan) + supplies(plan)
  }

  static func publishing(_ plan: BuildPlan) -> [Block] {
    let (origin, branch) = (plan.workspace.origin, plan.pipeline.branch)
    guard let (first, _) = plan.built.first else { return [] }
    return [
      .heading(level: 2, "Publishing", origin),
      .paragraph(
        [
          "The workflow publishes every commit of \(code: branch.value) that changes an image as \(code: "sha-COMMIT"), with the",
          "commit in full, and a release, tagged \(code: "v1.2.3"), as \(code: "1.2.3"). By hand, after \(code: "docker login"):",
        ], branch.range),
      commands(
        [
          Located(("container-push", "every image, its platforms under one tag"), origin),
          Located(("container-push-\(first.name.value)", "one service"), first.name.range),
          Located(("container-sign", "sign what was pushed, by digest"), plan.pipeline.sign.range),
        ], plan),
    ]
  }

  static func development(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    guard plan.runsSomething else { return [] }
    let services = plan.services.flatMap { service -> [Table.Row] in
      guard let development = service.development else { return [] }
      let main = development.published.map { port in
        Table.Row(cells: [Text(service.name.value), .code("localhost:\(port.value)")], origin: port.range)
      }
      return (main.map { [$0] } ?? []) + service.run.container.ports.map { Table.Row($0, of: service) }
    }
    let resources = plan.resources.flatMap { resource in
      let others = resource.otherPorts.map { ("\(resource.name.value), \($0.name.value)", $0.developmentPort) }
      return ([(resource.name.value, resource.developmentPort)] + others).map { name, port in
        Table.Row(cells: [Text(name), .code("localhost:\(port.value)")], origin: port.range)
      }
    }
    let table = Block.table(Table(header: ["Name", "Address"], rows: services + resources, origin: origin))
    let secrets = Block.paragraph(
      ["Secrets are made once, at random, in \(code: ".secrets/"), which git must not see."], origin)
    var targets: [Located<(name: String, comment: String)>] = [
      Located(("dev-up", "build and start everything, wait until it is well"), origin)
    ]
    targets += one(plan)
    targets += [
      Located(("dev-watch", "start everything, and follow changes of the source"), origin),
      Located(("dev-logs", "follow the logs"), origin),
      Located(("dev-down", "stop everything; volumes are kept"), origin),
    ]
    return [.heading(level: 2, "Development", origin), commands(targets, plan)]
      + (services.isEmpty && resources.isEmpty ? [] : [table]) + (plan.secrets.isEmpty ? [] : [secrets])
      + profiles(plan)
  }

  /// Commands about one service and each job.
  private static func one(_ plan: BuildPlan) -> [Located<(name: String, comment: String)>] {
    let service = plan.built.map(\.service).filter { !$0.run.container.isJob }.prefix(1)
    return service.map { Located(("dev-up-\($0.name.value)", "one service and what it needs"), $0.name.range) }
      + plan.jobs.map { Located(("dev-run-\($0.name.value)", "run this job to its end"), $0.name.range) }
  }

  /// Commands, each with a comment, in columns.
  static func commands(_ targets: [Located<(name: String, comment: String)>], _ plan: BuildPlan) -> Block {
    let width = targets.map(\.value.name.count).max() ?? 0
    let lines = targets.map { target in
      let padding = String(repeating: " ", count: width - target.value.name.count)
      return Located("\(plan.make(target.value.name))\(padding)  # \(target.value.comment)", target.range)
    }
    return .code(language: "sh", lines, plan.workspace.origin)
  }
}
