import Diagnostics
import IR

extension Workflow.Job {
  /// Fails if generated files are not what the specs compile to.
  static func drift(_ plan: BuildPlan) -> Workflow.Job {
    let release = plan.pipeline.scantling
    let check = Workflow.Step(
      name: "Check", action: .run(.init([.text(release == nil ? findScript : releaseScript), .text(checkScript)])))
    return Workflow.Job(
      id: "drift", name: "spec drift",
      comment: ["The job to require: generated files are exactly what the specs compile to."],
      runner: plan.pipeline.jobRunner, timeoutMinutes: 30, permissions: [.checkout],
      steps: [.checkout(plan)] + (release.map { [install($0)] } ?? []) + [check], origin: plan.workspace.origin)
  }

  private static func install(_ release: ScantlingRelease) -> Workflow.Step {
    Workflow.Step(
      name: "Install Scantling \(release.version.value)",
      environment: [
        .init("URL", Workflow.Scalar(release.url.value), from: release.url.range),
        .init("SHA256", Workflow.Scalar(release.checksum.value), from: release.checksum.range),
      ],
      action: .run(
        #"""
        curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "$RUNNER_TEMP/scantling" "$URL"
        sha256sum --check --quiet <<<"$SHA256  $RUNNER_TEMP/scantling"
        chmod +x "$RUNNER_TEMP/scantling"
        """#))
  }

  private static let releaseScript: StaticString = #"scantling=$RUNNER_TEMP/scantling"#

  private static let findScript: StaticString = #"""
    if [[ -x scripts/scantling ]]; then
      scantling=scripts/scantling
    elif ! scantling=$(command -v scantling); then
      echo '::error title=no scantling::name its version, address and checksum in the workspace, under ci: scantling'
      exit 1
    fi
    """#

  private static let checkScript: StaticString = #"""
    status=0
    "$scantling" check --frozen --format github 2>"$RUNNER_TEMP/drift" || status=$?
    cat "$RUNNER_TEMP/drift"
    if ((status == 1)); then
      {
        echo 'Generated files are not what the specs compile to, or the specs have errors:'
        echo '```text'
        head --bytes 500000 "$RUNNER_TEMP/drift"
        echo '```'
      } >>"$GITHUB_STEP_SUMMARY"
    fi
    exit "$status"
    """#
}
