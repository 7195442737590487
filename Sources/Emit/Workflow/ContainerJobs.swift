import Diagnostics
import IR
import Spec

/// The jobs of a workflow that builds and publishes, from the change to the tags that follow it.
struct ContainerJobs {
  let plan: BuildPlan
  let workflow: ContainerWorkflow
  let table: Workflow.ServiceTable
  let registry: Registry
  /// Matrices with a row for each service and platform, and with one for each service.
  let builds, merges: Workflow.Shards

  init(_ plan: BuildPlan, _ workflow: ContainerWorkflow) {
    (self.plan, self.workflow) = (plan, workflow)
    table = Workflow.ServiceTable(plan, workflow.services)
    registry = Registry(plan)
    builds = Workflow.Shards("build", rows: table.rows.reduce(0) { $0 + $1.builds.count })
    merges = Workflow.Shards("merge", rows: table.rows.count)
  }

  var all: [Workflow.Job] {
    let jobs = [changes] + build + merge + scan + sign + promote
    return jobs + [.gate(plan, "containers\(workflow.suffix)", over: jobs)]
  }

  private var changes: Workflow.Job {
    var job = Workflow.Job.changes(
      plan, table, of: workflow.path,
      for: [(builds, table.hasFiles ? Self.fileRows : Self.buildRows), (merges, Self.mergeRows)])
    job.comment = ["What has to be built, and under which tags it is published."]
    job.outputs += tagOutputs
    job.steps.append(tags)
    return job
  }

  private static let buildRows: StaticString = #"""
    jq 'map({service, image, dockerfile, budget} + .builds[])' "$RUNNER_TEMP/affected.json" |
      put_out build "$BUILD_MATRICES"
    """#

  /// The same, with what Dockerfiles want that people write.
  private static let fileRows: StaticString = #"""
    jq 'map({service, image, dockerfile, budget, context: (.context // "."), labels} + .builds[])' \
      "$RUNNER_TEMP/affected.json" | put_out build "$BUILD_MATRICES"
    """#

  private static let mergeRows: StaticString = #"""
    jq 'map({service, image, platforms: (.builds | length)})' "$RUNNER_TEMP/affected.json" |
      put_out merge "$MERGE_MATRICES"
    """#

  var signs: Bool { plan.pipeline.sign.value != .none }
  var attests: Bool { plan.pipeline.attest.value != .never }

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
