import Diagnostics
package import IR

extension Workflow {
  /// Builds, publishes, scans, signs.
  init(_ workflow: ContainerWorkflow, in plan: BuildPlan) {
    let (branch, origin) = (plan.pipeline.branch, plan.workspace.origin)
    self.init(
      name: "Containers\(workflow.suffix)",
      triggers: [.pullRequest, .push(branch: branch, tags: ["v*"]), .mergeGroup, .dispatch],
      environment: [.noBuildRecords], jobs: ContainerJobs(plan, workflow).all, origin: origin)
  }

  /// container-security.yml: scans what would be built, and over and over what is published.
  package init(security plan: BuildPlan) {
    self.init(
      name: "Container security",
      triggers: [
        .pullRequest, .push(branch: plan.pipeline.branch, tags: []), .mergeGroup,
        .schedule(cron: plan.pipeline.schedule), .dispatch,
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
