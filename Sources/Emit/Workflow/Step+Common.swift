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
            .init("image", "\(image.value.pinnedName)", from: image.range),
            .init("platforms", .matrix("platform")), .init("cache-image", false),
          ]))
    ]
  }

  static func buildx(_ plan: BuildPlan) -> Self {
    let version = plan.pipeline.buildxVersion
    return Self(
      name: "Set up Buildx",
      action: .uses(
        plan.pipeline.actions.setupBuildx,
        with: [
          .init("version", Workflow.Scalar(release(version.value)), from: version.range), .init("cache-binary", false),
        ]))
  }

  static func login(_ plan: BuildPlan, if condition: Workflow.Expression? = nil) -> Self {
    let registry = Registry(plan)
    let (user, password): (Workflow.Expression, Workflow.Expression) =
      registry.isGitHub
      ? (.property("github.actor"), .secret("GITHUB_TOKEN"))
      : (.property("vars.REGISTRY_USERNAME"), .secret("REGISTRY_PASSWORD"))
    return Self(
      name: "Log in to the registry", condition: condition,
      action: .uses(
        plan.pipeline.actions.login,
        with: [
          .init("registry", Workflow.Scalar(registry.host), from: plan.workspace.registry.range),
          .init("username", user), .init("password", password),
        ]))
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

/// The registry that images are pushed to, and how workflows get at it.
struct Registry {
  let host: String
  let origin: SourceRange

  init(_ plan: BuildPlan) {
    let registry = plan.workspace.registry
    let first = String(registry.value.prefix { $0 != "/" })
    let isHost = first.contains(".") || first.contains(":") || first == "localhost"
    (host, origin) = (isHost ? first : "docker.io", registry.range)
  }

  /// Docker Hub goes by another name with 'actions/attest', which then cannot find what the image's name says.
  var storesAttestations: Bool { host != "docker.io" }

  /// GitHub's own: the token of the job opens it.
  var isGitHub: Bool { host == "ghcr.io" }

  func permission(_ permission: Workflow.Permission) -> [Workflow.Permission] { isGitHub ? [permission] : [] }

  /// The deployment environment that any other registry's credentials are in.
  func environment(if condition: Workflow.Expression? = nil) -> Workflow.Setting? {
    guard !isGitHub else { return nil }
    let name = condition.map { Workflow.Scalar(.choice($0, .literal("registry"), else: .literal(""))) } ?? "registry"
    return .init(
      "environment", name, from: origin,
      comment: "Holds the variable REGISTRY_USERNAME and the secret REGISTRY_PASSWORD.")
  }
}

/// A version as its tag is written.
func release(_ version: String) -> String { version.first?.isNumber == true ? "v" + version : version }
