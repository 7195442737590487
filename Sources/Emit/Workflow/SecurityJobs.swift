import Diagnostics
import IR

/// The jobs of container-security.yml.
struct SecurityJobs {
  private let plan: BuildPlan
  private let table: Workflow.ServiceTable
  private let registry: Registry
  /// Matrices with a row for each service, and with one for each service and platform.
  private let builds, rescans: Workflow.Shards

  init(_ plan: BuildPlan) {
    self.plan = plan
    table = Workflow.ServiceTable(plan, plan.published)
    registry = Registry(plan)
    builds = Workflow.Shards("build", rows: table.rows.count)
    rescans = Workflow.Shards("published", rows: table.rows.reduce(0) { $0 + $1.builds.count })
  }

  var all: [Workflow.Job] {
    let jobs = [changes] + built + published
    return jobs + [.gate(plan, "container-security", over: jobs)]
  }

  /// The run is by the clock or on demand, not for a change.
  private var isRescan: Workflow.Expression {
    .any([.event.is("schedule"), .event.is("workflow_dispatch")])
  }

  /// The run is for a change. What comes into the merge queue was scanned before it did.
  private var isForChange: Workflow.Expression {
    .any([.event.is("pull_request"), .event.is("push")])
  }

  private var changes: Workflow.Job {
    .changes(
      plan, table, of: plan.layout.securityWorkflow,
      for: [(builds, table.hasFiles ? Self.fileRows : Self.buildRows), (rescans, Self.publishedRows)])
  }

  private static let buildRows: StaticString = #"""
    # One platform tells of the packages in an image; the one that is built without an emulator, if there is one.
    jq 'map({service, image, dockerfile} + (first(.builds[] | select(.emulated | not)) // .builds[0]))' \
      "$RUNNER_TEMP/affected.json" | put_out build "$BUILD_MATRICES"
    """#

  /// The same, with what Dockerfiles want that people write.
  private static let fileRows: StaticString = #"""
    # One platform tells of the packages in an image; the one that is built without an emulator, if there is one.
    jq 'map({service, image, dockerfile, context: (.context // "."), labels}
      + (first(.builds[] | select(.emulated | not)) // .builds[0]))' \
      "$RUNNER_TEMP/affected.json" | put_out build "$BUILD_MATRICES"
    """#

  private static let publishedRows: StaticString = #"""
    jq 'map({service, image} + (.builds[] | {platform, slug}))' "$RUNNER_TEMP/affected.json" |
      put_out published "$PUBLISHED_MATRICES"
    """#

  /// Builds the services that a change concerns, for one platform, and scans them.
  private var built: [Workflow.Job] {
    let supplies = Supplies(of: plan.built.map(\.image.production))
    let build = Workflow.Step(
      name: "Build", environment: supplies.secretVariables,
      action: .uses(
        plan.pipeline.actions.buildPush, with: table.buildInputs(supplies) + Workflow.Step.layoutOutput))
    return zip(builds.jobs("built"), builds.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "built (\(.matrix("service")))", comment: ["What the change would make of the images."],
        needs: ["changes"],
        condition: .all([isForChange, .output(rows, ofJob: "changes").isNot("[]")]),
        runner: .init("runs-on", .matrix("runner")), timeoutMinutes: 90,
        environment: supplies.environment,
        permissions: [.checkout] + cachePermissions + Workflow.Step.scanPermissions(plan),
        matrix: .output(rows, ofJob: "changes"),
        steps: [.checkout(plan)] + Workflow.Step.emulation(plan, for: table) + [.builder(plan)] + cacheLogin
          + supplies.sshStep + [build]
          + Workflow.Step.scan(
            plan, .layout, category: "built-\(.matrix("service"))-\(.matrix("slug"))", uploadIf: mayUpload),
        origin: plan.workspace.origin)
    }
  }

  /// The caches of a private registry can be read with the job's token, and with nothing else that a change may see.
  private var cachePermissions: [Workflow.Permission] {
    registry.access == .jobToken ? [.read(.packages, "read build caches")] : []
  }

  private var cacheLogin: [Workflow.Step] {
    registry.access == .jobToken ? registry.login(plan.pipeline.actions, if: mayUpload) : []
  }

  /// Pull requests from forks and from Dependabot have a token that only reads.
  private var mayUpload: Workflow.Expression {
    .any([
      .event.isNot("pull_request"),
      .all([
        .sameRepository, .property("github.event.pull_request.user.login").isNot("dependabot[bot]"),
      ]),
    ])
  }
}

extension SecurityJobs {
  /// Scans what is published, on every platform: new vulnerabilities are found in old images.
  private var published: [Workflow.Job] {
    zip(rescans.jobs("published"), rescans.outputs).map { id, rows in
      Workflow.Job(
        id: id, name: "published (\(.matrix("service")), \(.matrix("platform")))",
        comment: ["What people pull today: new vulnerabilities are found in old images."],
        needs: ["changes"], condition: .all([isRescan, .output(rows, ofJob: "changes").isNot("[]")]),
        runner: plan.pipeline.jobRunner, timeoutMinutes: 30,
        environment: registry.environment(),
        permissions: [.checkout] + registry.permissions(.pull) + Workflow.Step.scanPermissions(plan),
        matrix: .output(rows, ofJob: "changes"),
        steps: [.checkout(plan)] + registry.login(plan.pipeline.actions) + [findPublished]
          + Workflow.Step.scan(
            plan, .image("\(.matrix("image"))@\(publishedDigest)"),
            category: "published-\(.matrix("service"))-\(.matrix("slug"))", if: publishedDigest.isNot("")),
        origin: plan.pipeline.schedule.range)
    }
  }

  private var publishedDigest: Workflow.Expression { .output("digest", ofStep: "published") }

  private var findPublished: Workflow.Step {
    Workflow.Step(
      name: "Find what is published", id: "published", environment: [.init("IMAGE", .matrix("image"))],
      action: .run(
        #"""
        # The newest release is what people run; before the first one it is what the branch publishes.
        for tag in latest edge; do
          if docker buildx imagetools inspect --format '{{print .Manifest.Digest}}' "$IMAGE:$tag" \
            >"$RUNNER_TEMP/digest" 2>"$RUNNER_TEMP/error"; then
            digest=$(<"$RUNNER_TEMP/digest")
            echo "- \`$IMAGE:$tag\` is \`$digest\`" | tee -a "$GITHUB_STEP_SUMMARY"
            echo "digest=$digest" >>"$GITHUB_OUTPUT"
            exit
          fi
          # Any other failure says nothing of what is published.
          cat "$RUNNER_TEMP/error"
          grep -q 'not found' "$RUNNER_TEMP/error"
        done
        echo "::notice title=published::$IMAGE is not published yet"
        """#))
  }
}
