import Diagnostics
import Spec

extension Resolver {
  /// Asks the specs, not the plans of services: what a workspace needs does not hang on what is pinned already.
  mutating func pipeline() -> Pipeline? {
    let (defaults, ci) = (library.defaults, workspace.ci)
    guard let actions = actionPins(), let trivy = tool("trivy"), let cosign = tool("cosign"),
      let buildx = tool("buildx")
    else { return nil }
    let runners = runners(for: specs.services.flatMap { platforms(of: $0.spec).map(\.value) })
    let (sign, table) = (ci?.sign ?? defaults.sign, library.actions)
    let hasImages = specs.services.contains { $0.spec.build.value.isDecided }
    let listsContents = ci?.sbom ?? defaults.sbom
    return Pipeline(
      branch: ci?.branch ?? defaults.branch, severity: ci?.scan?.severity ?? defaults.severity,
      codeScanning: ci?.scan?.codeScanning ?? defaults.codeScanning,
      sign: sign, attest: ci?.attest ?? (sign.value == .none ? sign.map { _ in Attesting.never } : defaults.attest),
      provenance: ci?.provenance ?? defaults.provenance, division: ci?.workflows ?? defaults.workflows,
      schedule: defaults.schedule, actions: actions,
      defaultRunner: library.platforms.defaultRunner, runners: runners, trivyVersion: trivy,
      cosignVersion: cosign, buildxVersion: buildx, emulator: emulator(for: runners),
      buildkit: hasImages ? toolImage(table.buildkit) : nil,
      sbomGenerator: hasImages && listsContents.value ? toolImage(table.sbomGenerator) : nil,
      scantling: ci?.scantling.map { release($0.value) }, bots: bots())
  }

  /// Needed, and therefore pinned, only where some platform has no native runner.
  private mutating func emulator(for runners: [PlatformRunner]) -> Located<PinnedImage>? {
    guard runners.contains(where: { !$0.isNative }) else { return nil }
    return toolImage(library.platforms.emulator)
  }

  /// An image that workflows need for themselves: whoever publishes asks for it.
  private mutating func toolImage(_ image: Located<ImageReference>) -> Located<PinnedImage>? {
    pin(image.map(\.description), user: workspace.registry.range)?.image
  }

  private func release(_ release: Release) -> ScantlingRelease {
    ScantlingRelease(
      version: release.version, url: release.url,
      checksum: release.checksum.map { String($0.dropFirst("sha256:".count)) })
  }

  private func runners(for platforms: [Platform]) -> [PlatformRunner] {
    library.platforms.facts.filter { platforms.contains($0.platform.value) }.map { facts in
      PlatformRunner(
        platform: facts.platform.value, runner: facts.runner ?? library.platforms.defaultRunner,
        isNative: facts.runner != nil)
    }
  }

  private mutating func actionPins() -> ActionPins? {
    guard let checkout = action("actions/checkout"), let setupBuildx = action("docker/setup-buildx-action"),
      let setupQEMU = action("docker/setup-qemu-action"), let login = action("docker/login-action"),
      let buildPush = action("docker/build-push-action"), let upload = action("actions/upload-artifact"),
      let download = action("actions/download-artifact"), let trivy = action("aquasecurity/trivy-action"),
      let uploadSARIF = action("github/codeql-action/upload-sarif"), let cosign = action("sigstore/cosign-installer"),
      let attest = action("actions/attest"), let aws = action("aws-actions/configure-aws-credentials"),
      let google = action("google-github-actions/auth"), let azure = action("azure/login")
    else { return nil }
    return ActionPins(
      checkout: checkout, setupBuildx: setupBuildx, setupQEMU: setupQEMU, login: login, buildPush: buildPush,
      uploadArtifact: upload, downloadArtifact: download, trivy: trivy, uploadSARIF: uploadSARIF, cosign: cosign,
      attest: attest, awsCredentials: aws, googleAuth: google, azureLogin: azure)
  }
}
