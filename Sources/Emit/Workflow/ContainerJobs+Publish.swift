import Diagnostics
import IR

extension ContainerJobs {
  /// Scans what was published, platform by platform.
  var scan: [Workflow.Job] {
    zip(builds.jobs("scan"), builds.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "scan (\(.matrix("service")), \(.matrix("platform")))",
        needs: ["changes"] + merges.jobs("merge"), condition: condition([publishes], rows: rows),
        runner: plan.pipeline.jobRunner, timeoutMinutes: 30, environment: registry.environment(),
        permissions: [.checkout] + registry.permission(.pull) + Workflow.Step.scanPermissions,
        matrix: .output(.output(rows, ofJob: "changes")),
        steps: [.checkout(plan), .login(plan)] + Workflow.Step.indexDigest(plan)
          + Workflow.Step.scan(
            plan, .image("\(.matrix("image"))@\(.indexDigest)"),
            category: "trivy-\(.matrix("service"))-\(.matrix("slug"))"),
        origin: plan.workspace.origin)
    }
  }

  /// Signs indexes by their digests.
  var sign: [Workflow.Job] {
    guard signs else { return [] }
    return zip(merges.jobs("sign"), merges.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "sign (\(.matrix("service")))", needs: ["changes"] + builds.jobs("scan"),
        condition: condition([publishes], rows: rows), runner: plan.pipeline.jobRunner, timeoutMinutes: 15,
        environment: registry.environment(),
        permissions: registry.permission(.write(.packages, "push signatures and attestations")) + [
          .write(.idToken, "be known to Sigstore as this workflow"),
          .write(.attestations, "store the attestation of provenance"),
        ],
        matrix: .output(.output(rows, ofJob: "changes")),
        steps: [.login(plan)] + Workflow.Step.indexDigest(plan) + signSteps, origin: plan.pipeline.sign.range)
    }
  }

  private var signSteps: [Workflow.Step] {
    let cosign = plan.pipeline.cosignVersion
    return [
      Workflow.Step(
        name: "Install cosign",
        action: .uses(
          plan.pipeline.actions.cosign,
          with: [.init("cosign-release", Workflow.Scalar(release(cosign.value)), from: cosign.range)])),
      Workflow.Step(
        name: "Sign",
        environment: [
          .init("IMAGE", .matrix("image")), .init("DIGEST", .indexDigest),
        ],
        action: .run(#"cosign sign --yes --recursive "$IMAGE@$DIGEST""#)),
      Workflow.Step(
        name: "Attest the provenance",
        comment: ["GitHub attests for private repositories in its Enterprise plan only."],
        condition: .not(.property("github.event.repository.private")),
        action: .uses(
          plan.pipeline.actions.attest,
          with: [
            .init("subject-name", .matrix("image")),
            .init("subject-digest", .indexDigest),
            .init("push-to-registry", .boolean(registry.storesAttestations), from: registry.origin),
            .init("create-storage-record", false),
          ])),
    ]
  }

  /// Moves floating tags, last of all.
  var promote: [Workflow.Job] {
    let before = builds.jobs("scan") + (signs ? merges.jobs("sign") : [])
    let floats = Workflow.Expression.output("floating", ofJob: "changes").isNot("")
    return zip(merges.jobs("promote"), merges.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "promote (\(.matrix("service")))",
        comment: ["Only now, with everything scanned\(signs ? " and signed" : ""), do the tags move that people pull."],
        needs: ["changes"] + before, condition: condition([publishes, floats], rows: rows),
        runner: plan.pipeline.jobRunner, timeoutMinutes: 15, environment: registry.environment(),
        permissions: [.checkout] + registry.permission(.write(.packages, "move tags")),
        matrix: .output(.output(rows, ofJob: "changes")),
        steps: [.checkout(plan, history: true), .buildx(plan), .login(plan)] + Workflow.Step.indexDigest(plan)
          + [moveTags],
        origin: plan.workspace.origin)
    }
  }

  private var moveTags: Workflow.Step {
    Workflow.Step(
      name: "Move the tags",
      environment: [
        .init("IMAGE", .matrix("image")), .init("DIGEST", .indexDigest),
        .init("FLOATING", .output("floating", ofJob: "changes")),
      ],
      action: .run(
        #"""
        # The commit that 'edge' is at, if it exists.
        edge_revision() {
          docker buildx imagetools inspect "$IMAGE:edge" --format '{{json .Image}}' |
            jq -r 'first(.. | objects | ."org.opencontainers.image.revision"? // empty)'
        }

        for tag in $FLOATING; do
          # A run that was overtaken by that of a later commit does not move the tag back.
          if [[ $tag == edge ]] && revision=$(edge_revision) && [[ $revision != "$GITHUB_SHA" ]] &&
            git merge-base --is-ancestor "$GITHUB_SHA" "$revision"; then
            echo "::notice title=promote::'edge' is at $revision already, which comes after this commit"
            continue
          fi
          docker buildx imagetools create --tag "$IMAGE:$tag" "$IMAGE@$DIGEST"
        done
        """#))
  }
}
