import Diagnostics
import IR

extension ContainerJobs {
  /// Joins the images of a service's platforms.
  var merge: [Workflow.Job] {
    zip(merges.jobs("merge"), merges.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "merge (\(.matrix("service")))",
        comment: ["One index of all platforms, with the attestations of each, under the tag that never moves."],
        needs: ["changes"] + builds.jobs("build"), condition: condition([publishes], rows: rows),
        runner: plan.pipeline.jobRunner, timeoutMinutes: 15, environment: registry.environment(),
        permissions: registry.permissions(.write(.packages, "push the index")),
        matrix: .output(rows, ofJob: "changes"), steps: mergeSteps, origin: plan.workspace.origin)
    }
  }

  private var mergeSteps: [Workflow.Step] {
    [
      Workflow.Step(
        name: "Fetch the digests",
        action: .uses(
          plan.pipeline.actions.downloadArtifact,
          with: [
            .init("pattern", "digests-\(.matrix("service"))_*"), .init("merge-multiple", true),
            .init("path", "\(.temporaryFolder)/digests"),
          ])),
      .buildx(plan),
    ] + registry.login(plan.pipeline.actions) + [
      Workflow.Step(
        name: "Create the index",
        environment: [
          .init("IMAGE", .matrix("image")), .init("TAG", .output("tag", ofJob: "changes")),
          .init("PLATFORMS", .matrix("platforms")),
        ],
        action: .run(
          #"""
          shopt -s nullglob
          sources=()
          for file in "$RUNNER_TEMP"/digests/*; do sources+=("$IMAGE@sha256:${file##*/}"); done
          if ((${#sources[@]} != PLATFORMS)); then
            echo "::error title=merge::expected $PLATFORMS digests, found ${#sources[@]}; run all jobs again"
            exit 1
          fi
          docker buildx imagetools create --tag "$IMAGE:$TAG" --metadata-file "$RUNNER_TEMP/merged.json" "${sources[@]}"
          mkdir "$RUNNER_TEMP/index"
          jq -er '."containerimage.descriptor".digest' "$RUNNER_TEMP/merged.json" >"$RUNNER_TEMP/index/digest"
          echo "- \`$IMAGE:$TAG\` is \`$(<"$RUNNER_TEMP/index/digest")\`" | tee -a "$GITHUB_STEP_SUMMARY"
          """#)),
      .upload(plan, "index-\(.matrix("service"))", path: "index/digest"),
    ]
  }
}
