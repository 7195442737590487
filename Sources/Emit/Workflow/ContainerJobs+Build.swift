import Diagnostics
import IR

extension ContainerJobs {
  /// Builds each service for each platform.
  var build: [Workflow.Job] {
    zip(builds.jobs("build"), builds.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "build (\(.matrix("service")), \(.matrix("platform")))",
        comment: ["An image for each platform, on a runner of that kind where there is one; pushed without a tag."],
        needs: ["changes"], condition: condition([], rows: rows),
        runner: .init("runs-on", .matrix("runner")), timeoutMinutes: 90,
        environment: registry.environment(if: publishes),
        permissions: [.checkout] + registry.permission(.write(.packages, "push images and build caches")),
        matrix: .output(.output(rows, ofJob: "changes")), steps: buildSteps, origin: table.origin)
    }
  }

  private var buildSteps: [Workflow.Step] {
    [.checkout(plan)] + Workflow.Step.emulation(plan, for: table) + [
      .buildx(plan), .login(plan, if: publishes), buildAndPush, buildOnly, size,
      Workflow.Step(
        name: "Note the digest", condition: publishes, environment: [pushedDigest],
        action: .run(
          #"""
          mkdir "$RUNNER_TEMP/digests"
          touch "$RUNNER_TEMP/digests/${DIGEST#sha256:}"
          """#)),
      // '_' is in no service's name, so the pattern for 'api' does not find what 'api-gateway' handed on.
      .upload(plan, "digests-\(.matrix("service"))_\(.matrix("slug"))", path: "digests/*", if: publishes),
    ]
  }

  private var pushedDigest: Workflow.Setting { .init("DIGEST", .output("digest", ofStep: "push")) }

  private var buildAndPush: Workflow.Step {
    let branch = plan.pipeline.branch
    let cache = Workflow.Expression.call(
      "format",
      [
        .literal("type=registry,ref={0}:buildcache-{1},mode=max,ignore-error=true"), .matrix("image"), .matrix("slug"),
      ])
    return Workflow.Step(
      name: "Build and push", id: "push", condition: publishes,
      action: .uses(
        plan.pipeline.actions.buildPush,
        with: Workflow.Step.buildInputs + [
          .init(
            "cache-to", .choice(.ref.is("refs/heads/\(branch.value)"), cache, else: .literal("")),
            from: branch.range),
          .init(
            "labels",
            """
            org.opencontainers.image.created=\(.output("created", ofJob: "changes"))
            org.opencontainers.image.revision=\(.property("github.sha"))
            org.opencontainers.image.source=\(.property("github.server_url"))/\(.property("github.repository"))
            org.opencontainers.image.version=\(.output("tag", ofJob: "changes"))
            """),
          .init(
            "outputs",
            """
            type=image,name=\(.matrix("image")),push-by-digest=true,name-canonical=true,push=true,oci-mediatypes=true
            """),
          .init("provenance", "mode=max"), .init("sbom", true),
        ]))
  }

  private var buildOnly: Workflow.Step {
    Workflow.Step(
      name: "Build", condition: .published.isNot("true"),
      action: .uses(plan.pipeline.actions.buildPush, with: Workflow.Step.buildInputs + Workflow.Step.layoutOutput))
  }

  private var size: Workflow.Step {
    Workflow.Step(
      name: "Compare the size with the budget",
      environment: [
        .init("SERVICE", .matrix("service")), .init("PLATFORM", .matrix("platform")),
        .init("IMAGE", .matrix("image")), pushedDigest,
        .init("BUDGET", .matrix("budget")),
      ],
      action: .run(Self.sizeScript))
  }

  private static let sizeScript: Workflow.Script = #"""
    # What was pushed is in the registry; otherwise the image is a folder here.
    blob() {
      if [[ -n $DIGEST ]]; then
        docker buildx imagetools inspect --raw "$IMAGE@$1"
      else
        cat "$RUNNER_TEMP/image/blobs/sha256/${1#sha256:}"
      fi
    }
    human() { numfmt --to=si --suffix=B --format=%.1f --round=nearest "$1"; }

    # In an index, beside the image, attestations have a manifest too: that of no platform.
    manifest=$(blob "${DIGEST:-$(jq -r '.manifests[0].digest' "$RUNNER_TEMP/image/index.json")}")
    image=$(jq -r 'first(.manifests[]? | select(.platform.os != "unknown") | .digest)' <<<"$manifest")
    if [[ -n $image ]]; then manifest=$(blob "$image"); fi
    size=$(jq '[.config.size, .layers[].size] | add' <<<"$manifest")

    report="$SERVICE for $PLATFORM: $(human "$size") compressed"
    if ((BUDGET > 0)); then report+=", budget $(human "$BUDGET")"; fi
    echo "- $report" | tee -a "$GITHUB_STEP_SUMMARY"
    if ((BUDGET > 0 && size > BUDGET)); then
      echo "::error title=size budget::$report: $((size - BUDGET)) bytes too many for its 'size-budget'"
      exit 1
    fi
    """#
}

extension Workflow.Step {
  /// What every build of an image is given.
  static let buildInputs: [Workflow.Setting] = [
    .init("context", "."), .init("file", .matrix("dockerfile")),
    .init("platforms", .matrix("platform")),
    .init("cache-from", "type=registry,ref=\(.matrix("image")):buildcache-\(.matrix("slug"))"),
  ]

  /// Leaves the image in a folder of the runner.
  static let layoutOutput: [Workflow.Setting] = [
    .init("outputs", "type=oci,dest=\(.temporaryFolder)/image,tar=false"), .init("provenance", false),
  ]
}
