import Diagnostics
import IR
import Spec

/// The jobs of container-security.yml.
struct SecurityJobs {
  private let plan: BuildPlan
  private let table: Workflow.ServiceTable
  private let registry: Registry
  private let builds: Workflow.Shards

  init(_ plan: BuildPlan) {
    self.plan = plan
    table = Workflow.ServiceTable(plan, workflow: plan.layout.securityWorkflow) { service in
      let native = service.platforms.first { plan.pipeline.runner(for: $0.value)?.isNative == true }
      return (native ?? service.platforms.first).map { [$0] } ?? []
    }
    registry = Registry(plan)
    builds = Workflow.Shards("build", rows: table.rows.count)
  }

  var all: [Workflow.Job] {
    let jobs = [changes] + built + published
    return jobs + [.gate(plan, "container-security", over: jobs)]
  }

  /// The run is for a change, not by the clock or on demand.
  private var isForChange: Workflow.Expression {
    .any([.event.is("pull_request"), .event.is("push")])
  }

  private var changes: Workflow.Job {
    var job = Workflow.Job.changes(plan, table, builds: builds)
    job.condition = isForChange
    return job
  }

  /// Builds the services that a change concerns, for one platform, and scans them.
  private var built: [Workflow.Job] {
    let build = Workflow.Step(
      name: "Build",
      action: .uses(plan.pipeline.actions.buildPush, with: Workflow.Step.buildInputs + Workflow.Step.layoutOutput))
    return zip(builds.jobs("built"), builds.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "built (\(.matrix("service")))", comment: ["What the change would make of the images."],
        needs: ["changes"], condition: .output(rows, ofJob: "changes").isNot("[]"),
        runner: .init("runs-on", .matrix("runner")), timeoutMinutes: 90,
        permissions: [.checkout] + Workflow.Step.scanPermissions, matrix: .output(.output(rows, ofJob: "changes")),
        steps: [.checkout(plan)] + Workflow.Step.emulation(plan, for: table) + [.buildx(plan), build]
          + Workflow.Step.scan(
            plan, .layout, category: "container-security-\(.matrix("service"))", uploadIf: mayUpload),
        origin: plan.workspace.origin)
    }
  }

  /// Pull requests from forks and from Dependabot have a token that only reads.
  private var mayUpload: Workflow.Expression {
    .any([
      .event.isNot("pull_request"),
      .all([
        .equal(.property("github.event.pull_request.head.repo.full_name"), .property("github.repository")),
        .property("github.event.pull_request.user.login").isNot("dependabot[bot]"),
      ]),
    ])
  }
}

extension SecurityJobs {
  /// Scans what is published, on every platform: new vulnerabilities are found in old images.
  private var published: [Workflow.Job] {
    let rows = plan.built.flatMap { service, _ in service.platforms.map { row(service, $0) } }
    return Workflow.Shards("published", rows: rows.count).deal(rows).map { id, rows in
      Workflow.Job(
        id: id, name: "published (\(.matrix("service")), \(.matrix("platform")))",
        comment: ["What people pull today: new vulnerabilities are found in old images."],
        condition: .not(isForChange), runner: plan.pipeline.jobRunner, timeoutMinutes: 30,
        environment: registry.environment(),
        permissions: [.checkout] + registry.permission(.pull) + Workflow.Step.scanPermissions,
        matrix: .rows(rows),
        steps: [.checkout(plan), .login(plan)]
          + Workflow.Step.scan(
            plan, .image("\(.matrix("image")):edge"), category: "trivy-\(.matrix("service"))-\(.matrix("slug"))"),
        origin: plan.pipeline.schedule.range)
    }
  }

  private func row(_ service: ServicePlan, _ platform: Located<Platform>) -> Workflow.Matrix.Row {
    Workflow.Matrix.Row(
      settings: [
        .init("service", Workflow.Scalar(service.name.value), from: service.name.range),
        .init("platform", Workflow.Scalar(platform.value.description)),
        .init("slug", Workflow.Scalar(platform.value.slug)),
        .init("image", Workflow.Scalar(service.repository.value), from: service.repository.range),
      ],
      origin: platform.range)
  }
}
