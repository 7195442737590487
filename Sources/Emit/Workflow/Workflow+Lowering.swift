import Diagnostics
package import IR

extension Workflow {
  /// containers.yml: builds, publishes, scans, signs.
  package init(containers plan: BuildPlan) {
    let (branch, origin) = (plan.pipeline.branch, plan.workspace.origin)
    self.init(
      name: "Containers",
      triggers: [.pullRequest, .push(branch: branch, tags: ["v*"]), .mergeGroup, .dispatch],
      environment: [.noBuildRecords], jobs: ContainerJobs(plan).all, origin: origin)
  }

  /// container-security.yml: scans what would be built, and over and over what is published.
  package init(security plan: BuildPlan) {
    self.init(
      name: "Container security",
      triggers: [
        .pullRequest, .push(branch: plan.pipeline.branch, tags: []), .schedule(cron: plan.pipeline.schedule), .dispatch,
      ],
      environment: [.noBuildRecords], jobs: SecurityJobs(plan).all, origin: plan.workspace.origin)
  }

  /// spec-drift.yml: fails if generated files are not what the specs say.
  package init(drift plan: BuildPlan) {
    self.init(
      name: "Spec drift",
      triggers: [.pullRequest, .push(branch: plan.pipeline.branch, tags: []), .mergeGroup],
      jobs: [.drift(plan)], origin: plan.workspace.origin)
  }
}

extension Workflow.Setting {
  fileprivate static let noBuildRecords = Self(
    "DOCKER_BUILD_RECORD_UPLOAD", "false", comment: "Build records would stand among the digests that jobs hand on.")
}

extension Workflow.Job {
  fileprivate static func drift(_ plan: BuildPlan) -> Workflow.Job {
    Workflow.Job(
      id: "drift", name: "spec drift",
      comment: ["The job to require: generated files are exactly what the specs compile to."],
      runner: plan.pipeline.jobRunner, timeoutMinutes: 30, permissions: [.checkout],
      steps: [.checkout(plan), Workflow.Step(name: "Check", action: .run(checkScript))], origin: plan.workspace.origin)
  }

  private static let checkScript: Workflow.Script = #"""
    if [[ -x scripts/scantling ]]; then
      scripts/scantling check --format github
    elif command -v scantling >/dev/null; then
      scantling check --format github
    else
      echo '::error title=no scantling::put scantling on the runner, or a script that runs it at scripts/scantling'
      exit 1
    fi
    """#
}
