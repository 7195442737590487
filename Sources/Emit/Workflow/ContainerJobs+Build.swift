import Diagnostics
import IR
import Spec

extension ContainerJobs {
  /// Builds each service for each platform.
  var build: [Workflow.Job] {
    zip(builds.jobs("build"), builds.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "build (\(.matrix("service")), \(.matrix("platform")))",
        comment: ["An image for each platform, on a runner of that kind where there is one; pushed without a tag."],
        needs: ["changes"], condition: condition([], rows: rows),
        runner: .init("runs-on", .matrix("runner")), timeoutMinutes: 90,
        environment: supplies.environment(registry, publishing: publishes),
        permissions: [.checkout] + registry.permissions(.write(.packages, "push images and build caches")),
        matrix: .output(rows, ofJob: "changes"), steps: buildSteps, origin: table.origin)
    }
  }

  private var supplies: Supplies { Supplies(of: workflow.services.map(\.image.production)) }

  private var buildSteps: [Workflow.Step] {
    [.checkout(plan)] + Workflow.Step.emulation(plan, for: table) + [.builder(plan)]
      + registry.login(plan.pipeline.actions, if: mayLogIn) + supplies.sshStep + [
        buildAndPush, buildOnly, size,
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

  /// A token that only reads is enough for the caches and for what images are compared with; forks have not even that.
  private var mayLogIn: Workflow.Expression {
    registry.access == .jobToken ? .any([publishes, .sameRepository]) : publishes
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
      name: "Build and push", id: "push", condition: publishes, environment: supplies.secretVariables,
      action: .uses(
        plan.pipeline.actions.buildPush,
        with: table.buildInputs(supplies) + [
          .init(
            "cache-to", .choice(.ref.is("refs/heads/\(branch.value)"), cache, else: .literal("")),
            from: branch.range),
          .init(
            "labels",
            """
            org.opencontainers.image.created=\(.output("created", ofJob: "changes"))
            org.opencontainers.image.revision=\(.property("github.sha"))
            org.opencontainers.image.source=\(.property("github.server_url"))/\(.property("github.repository"))
            org.opencontainers.image.version=\(.output("tag", ofJob: "changes"))\(table.ownLabels)
            """),
          .init(
            "outputs",
            """
            type=image,name=\(.matrix("image")),push-by-digest=true,name-canonical=true,push=true,oci-mediatypes=true
            """),
        ] + attestations))
  }

  /// What BuildKit says of the image beside it, in so many words: left to itself, it depends on the repository.
  private var attestations: [Workflow.Setting] {
    let (provenance, generator) = (plan.pipeline.provenance, plan.pipeline.sbomGenerator)
    let mode: Workflow.Scalar =
      provenance.value == .none ? false : Workflow.Scalar("mode=\(provenance.value.rawValue)")
    return [
      .init("provenance", mode, from: provenance.range),
      generator.map { .init("sbom", "generator=\($0.value.pinnedName)", from: $0.range) } ?? .init("sbom", false),
    ]
  }

  private var buildOnly: Workflow.Step {
    Workflow.Step(
      name: "Build", condition: .published.isNot("true"), environment: supplies.secretVariables,
      action: .uses(
        plan.pipeline.actions.buildPush, with: table.buildInputs(supplies) + Workflow.Step.layoutOutput))
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
    # A manifest: of what was pushed, or else of the folder that the image is in; of what is published already.
    here() {
      if [[ -n $DIGEST ]]; then
        docker buildx imagetools inspect --raw "$IMAGE@$1"
      else
        cat "$RUNNER_TEMP/image/blobs/sha256/${1#sha256:}"
      fi
    }
    published() { docker buildx imagetools inspect --raw "$IMAGE${1/#sha256:/@sha256:}"; }

    # The compressed size for this platform, by the manifest that a function gives; in an index there are others.
    size() {
      local manifest image
      manifest=$("$1" "$2") || return
      image=$(jq -r --arg platform "$PLATFORM" 'first(.manifests[]? | select(
        .platform | [.os, .architecture, .variant // empty] | join("/") | . == $platform or startswith("\($platform)/")
        ) | .digest)' <<<"$manifest") || return
      if [[ -n $image ]]; then manifest=$("$1" "$image") || return; fi
      jq -e '[.config.size, .layers[].size] | add' <<<"$manifest"
    }
    human() { numfmt --to=si --suffix=B --format=%.1f --round=nearest -- "$1"; }

    size=$(size here "${DIGEST:-$(jq -r '.manifests[0].digest' "$RUNNER_TEMP/image/index.json")}")
    report="$SERVICE for $PLATFORM: $(human "$size") compressed"
    if ((BUDGET > 0)); then report+=", budget $(human "$BUDGET")"; fi
    if before=$(size published :edge 2>/dev/null); then
      if ((size < before)); then change=-$(human $((before - size))); else change=+$(human $((size - before))); fi
      report+=", $change against 'edge'"
    fi
    echo "- $report" | tee -a "$GITHUB_STEP_SUMMARY"
    if ((BUDGET > 0 && size > BUDGET)); then
      echo "::error title=size budget::$report: $((size - BUDGET)) bytes too many for its 'size-budget'"
      exit 1
    fi
    """#
}

extension Workflow.ServiceTable {
  /// What every build of an image is given.
  func buildInputs(_ supplies: Supplies) -> [Workflow.Setting] {
    let target = rows.flatMap(\.builds).compactMap(\.target).first
    return [
      .init("context", hasFiles ? Workflow.Scalar(.matrix("context")) : "."), .init("file", .matrix("dockerfile")),
    ] + (target.map { [.init("target", .matrix("target"), from: $0.range)] } ?? []) + [
      .init("platforms", .matrix("platform")),
      .init("cache-from", "type=registry,ref=\(.matrix("image")):buildcache-\(.matrix("slug"))"),
    ] + supplies.inputs
  }

  /// Lines of labels that generated Dockerfiles have themselves.
  fileprivate var ownLabels: [Workflow.Scalar.Piece] {
    hasFiles ? [.text("\n"), .expression(.matrix("labels"))] : []
  }
}

extension Workflow.Step {
  /// Leaves the image in a folder of the runner.
  static let layoutOutput: [Workflow.Setting] = [
    .init("outputs", "type=oci,dest=\(.temporaryFolder)/image,tar=false"), .init("provenance", false),
  ]
}
