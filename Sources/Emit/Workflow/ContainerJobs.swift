import Diagnostics
import IR
import Spec

/// The jobs of containers.yml, from the change to the tags that follow it.
struct ContainerJobs {
  let plan: BuildPlan
  let table: Workflow.ServiceTable
  let registry: Registry
  /// Matrices with a row for each service and platform, and with one for each service.
  let builds, merges: Workflow.Shards

  init(_ plan: BuildPlan) {
    self.plan = plan
    table = Workflow.ServiceTable(plan, workflow: plan.layout.containersWorkflow) { $0.platforms }
    registry = Registry(plan)
    builds = Workflow.Shards("build", rows: table.rows.reduce(0) { $0 + $1.builds.count })
    merges = Workflow.Shards("merge", rows: table.rows.count)
  }

  var all: [Workflow.Job] {
    let jobs = [changes] + build + merge + scan + sign + promote
    return jobs + [.gate(plan, "containers", over: jobs)]
  }

  private var changes: Workflow.Job {
    var job = Workflow.Job.changes(plan, table, builds: builds, merges: merges)
    job.comment = ["What has to be built, and under which tags it is published."]
    job.outputs += tagOutputs
    job.steps.append(tags)
    return job
  }

  var signs: Bool { plan.pipeline.sign.value == .keyless }

  /// Whether the run publishes what it builds.
  var publishes: Workflow.Expression { .published.is("true") }

  /// Has rows to work on, and none of the jobs before it failed; where there are several matrices, some may be empty.
  func condition(_ conditions: [Workflow.Expression], rows output: String) -> Workflow.Expression {
    let isSharded = builds.count > 1
    return .all(
      (isSharded ? [.notCancelled, .notFailed] : []) + conditions
        + [.output(output, ofJob: "changes").isNot("[]")])
  }
}

extension Workflow.Expression {
  static let published = Self.output("publish", ofJob: "changes")
}
