import Diagnostics
import IR
import Spec

extension ContainerJobs {
  /// Scans what was published, platform by platform.
  var scan: [Workflow.Job] {
    zip(builds.jobs("scan"), builds.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "scan (\(.matrix("service")), \(.matrix("platform")))",
        needs: ["changes"] + merges.jobs("merge"), condition: condition([publishes], rows: rows),
        runner: plan.pipeline.jobRunner, timeoutMinutes: 30, environment: registry.environment(),
        permissions: [.checkout] + registry.permissions(.pull) + Workflow.Step.scanPermissions(plan),
        matrix: .output(rows, ofJob: "changes"),
        steps: [.checkout(plan)] + registry.login(plan.pipeline.actions) + Workflow.Step.indexDigest(plan)
          + Workflow.Step.scan(
            plan, .image("\(.matrix("image"))@\(.indexDigest)"),
            category: "trivy-\(.matrix("service"))-\(.matrix("slug"))"),
        origin: plan.workspace.origin)
    }
  }

  /// Signs indexes by their digests, and has GitHub attest where they come from.
  var sign: [Workflow.Job] {
    guard signs || attests else { return [] }
    return zip(merges.jobs("sign"), merges.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "sign (\(.matrix("service")))", needs: ["changes"] + builds.jobs("scan"),
        condition: condition([publishes], rows: rows), runner: plan.pipeline.jobRunner, timeoutMinutes: 15,
        environment: registry.environment(and: signsWithKey ? Credential.signingKey : []),
        permissions: signPermissions,
        matrix: .output(rows, ofJob: "changes"),
        steps: registry.login(plan.pipeline.actions) + Workflow.Step.indexDigest(plan) + (signs ? signSteps : [])
          + (attests ? [attestation] : []), origin: plan.pipeline.sign.range)
    }
  }

  private var signsWithKey: Bool {
    if case .key = plan.pipeline.sign.value { true } else { false }
  }

  private var signPermissions: [Workflow.Permission] {
    let own: [Workflow.Permission] =
      (signs && !signsWithKey || attests ? [.write(.idToken, "be known to Sigstore as this workflow")] : [])
      + (attests ? [.write(.attestations, "store the attestation of provenance")] : [])
    let registry = registry.permissions(.write(.packages, "push signatures and attestations"))
    return own + registry.filter { needed in !own.contains { $0.scope == needed.scope } }
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
        environment: [.init("IMAGE", .matrix("image")), .init("DIGEST", .indexDigest)]
          + (signsWithKey ? Credential.signingKey.map { .init($0.name, .secret($0.name)) } : []),
        action: .run(signsWithKey ? Self.signWithKey : Self.signKeyless)),
    ]
  }

  private static let signKeyless: Workflow.Script = #"cosign sign --yes --recursive "$IMAGE@$DIGEST""#
  private static let signWithKey: Workflow.Script =
    #"cosign sign --yes --recursive --key env://COSIGN_PRIVATE_KEY "$IMAGE@$DIGEST""#

  private var attestation: Workflow.Step {
    let isAlways = plan.pipeline.attest.value == .always
    return Workflow.Step(
      name: "Attest the provenance",
      comment: isAlways ? [] : ["GitHub attests for private repositories in its Enterprise plan only."],
      condition: isAlways ? nil : .not(.property("github.event.repository.private")),
      action: .uses(
        plan.pipeline.actions.attest,
        with: [
          .init("subject-name", .matrix("image")),
          .init("subject-digest", .indexDigest),
          .init("push-to-registry", .boolean(registry.storesAttestations), from: registry.origin),
          .init("create-storage-record", false),
        ]))
  }

  /// Moves floating tags, last of all.
  var promote: [Workflow.Job] {
    let before = builds.jobs("scan") + (signs || attests ? merges.jobs("sign") : [])
    let floats = Workflow.Expression.output("floating", ofJob: "changes").isNot("")
    return zip(merges.jobs("promote"), merges.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "promote (\(.matrix("service")))",
        comment: ["Only now, with everything scanned\(signs ? " and signed" : ""), do the tags move that people pull."],
        needs: ["changes"] + before, condition: condition([publishes, floats], rows: rows),
        runner: plan.pipeline.jobRunner, timeoutMinutes: 15, environment: registry.environment(),
        permissions: [.checkout] + registry.permissions(.write(.packages, "move tags")),
        matrix: .output(rows, ofJob: "changes"),
        steps: [.checkout(plan, history: true), .buildx(plan)] + registry.login(plan.pipeline.actions)
          + Workflow.Step.indexDigest(plan) + [moveTags],
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
      action: .run(.init([.text(Self.newest), .text(Self.moveScript)])))
  }

  private static let moveScript: StaticString = #"""
    # The commit that 'edge' is at, if it exists.
    edge_revision() {
      docker buildx imagetools inspect "$IMAGE:edge" --format '{{json .Image}}' |
        jq -r 'first(.. | objects | ."org.opencontainers.image.revision"? // empty)'
    }

    # Whether a tag belongs to a later commit, or to a newer release, whose run was faster than this one.
    overtaken() {
      case $1 in
        edge)
          revision=$(edge_revision) && [[ $revision != "$GITHUB_SHA" ]] &&
            git merge-base --is-ancestor "$GITHUB_SHA" "$revision"
          ;;
        latest) [[ $(newest 'v*') != "$GITHUB_REF_NAME" ]] ;;
        *) [[ $(newest "v$1.*") != "$GITHUB_REF_NAME" ]] ;;
      esac
    }

    for tag in $FLOATING; do
      if overtaken "$tag"; then
        echo "::notice title=promote::'$tag' belongs to what came after; this run does not move it back"
        continue
      fi
      docker buildx imagetools create --tag "$IMAGE:$tag" "$IMAGE@$DIGEST"
      echo "- \`$IMAGE:$tag\` is now \`$DIGEST\`" | tee -a "$GITHUB_STEP_SUMMARY"
    done
    """#
}
