import IR

extension Workflow.Job {
  /// The job to require: it fails if one of `jobs` failed or was cancelled.
  ///
  /// No other job can be required: one that is skipped because another failed counts as passed.
  static func gate(_ plan: BuildPlan, _ name: String, over jobs: [Workflow.Job]) -> Self {
    Self(
      id: "gate", name: Workflow.Scalar(name),
      comment: ["The one job to require. Jobs with nothing to do are skipped, which is fine."],
      needs: jobs.map(\.id), condition: .always, runner: plan.pipeline.jobRunner, timeoutMinutes: 5,
      steps: [
        Workflow.Step(
          name: "Look at the results",
          environment: [.init("RESULTS", .call("join", [.property("needs.*.result"), .literal(" ")]))],
          action: .run(
            #"""
            echo "$RESULTS"
            case " $RESULTS " in *' failure '* | *' cancelled '*) exit 1 ;; esac
            """#))
      ],
      origin: plan.workspace.origin)
  }
}
