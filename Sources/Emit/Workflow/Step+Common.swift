import Diagnostics
import IR
import Spec

extension Workflow.Step {
  /// With `history` all commits and tags are there, otherwise only the commit that the run is for.
  static func checkout(_ plan: BuildPlan, history: Bool = false) -> Self {
    let depth = history ? [Workflow.Setting("fetch-depth", 0)] : []
    return Self(
      name: "Check out",
      action: .uses(plan.pipeline.actions.checkout, with: depth + [.init("persist-credentials", false)]))
  }

  /// For the rows that need it; no step if none does.
  static func emulation(_ plan: BuildPlan, for table: Workflow.ServiceTable) -> [Self] {
    let isNeeded = table.rows.contains { $0.builds.contains(where: \.isEmulated) }
    guard let image = plan.pipeline.emulator, isNeeded else { return [] }
    return [
      Self(
        name: "Set up emulation", condition: .matrix("emulated"),
        action: .uses(
          plan.pipeline.actions.setupQEMU,
          with: [
            .init("image", Workflow.Scalar(image.value.pinnedName), from: image.range),
            .init("platforms", .matrix("platform")), .init("cache-image", false),
          ]))
    ]
  }

  /// Buildx with a BuildKit of its own to build with.
  static func builder(_ plan: BuildPlan) -> Self {
    let image = plan.pipeline.buildkit.map { image in
      Workflow.Setting("driver-opts", "image=\(image.value.pinnedName)", from: image.range)
    }
    return buildx(plan, "Set up Buildx and BuildKit", image.map { [$0] } ?? [])
  }

  /// Buildx for what it does with a registry; nothing is started to build with.
  static func buildx(_ plan: BuildPlan) -> Self { buildx(plan, "Set up Buildx", [.init("driver", "docker")]) }

  private static func buildx(_ plan: BuildPlan, _ name: String, _ driver: [Workflow.Setting]) -> Self {
    let version = plan.pipeline.buildxVersion
    return Self(
      name: name,
      action: .uses(
        plan.pipeline.actions.setupBuildx,
        with: [.init("version", Workflow.Scalar(release(version.value)), from: version.range)] + driver
          + [.init("cache-binary", false)]))
  }

  /// Hands `path` of the temporary folder on to later jobs.
  static func upload(
    _ plan: BuildPlan, _ artifact: Workflow.Scalar, path: String, if condition: Workflow.Expression? = nil
  ) -> Self {
    Self(
      name: "Hand on the digest", condition: condition,
      action: .uses(
        plan.pipeline.actions.uploadArtifact,
        with: [
          .init("name", artifact), .init("path", "\(.temporaryFolder)/\(path)"), .init("if-no-files-found", "error"),
          .init("overwrite", true, comment: "When a job is run again, what it handed on before is still there."),
          .init("retention-days", 7),
        ]))
  }

  /// Two steps that read the digest of a service's index.
  static func indexDigest(_ plan: BuildPlan) -> [Self] {
    [
      Self(
        name: "Fetch the digest",
        action: .uses(
          plan.pipeline.actions.downloadArtifact,
          with: [
            .init("name", "index-\(.matrix("service"))"), .init("path", "\(.temporaryFolder)/index"),
          ])),
      Self(
        name: "Read the digest", id: "index",
        action: .run(#"echo "digest=$(<"$RUNNER_TEMP/index/digest")" >>"$GITHUB_OUTPUT""#)),
    ]
  }
}

extension Workflow.Expression {
  static let indexDigest = Self.output("digest", ofStep: "index")
}

extension Pipeline {
  /// Where jobs run that build nothing.
  var jobRunner: Workflow.Setting { .init("runs-on", Workflow.Scalar(defaultRunner.value), from: defaultRunner.range) }
}

/// A version as its tag is written.
func release(_ version: String) -> String { version.first?.isNumber == true ? "v" + version : version }
