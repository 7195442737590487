import Diagnostics
import Spec

extension Resolver {
  mutating func pipeline(for services: [ServicePlan]) -> Pipeline? {
    let (defaults, ci) = (library.defaults, workspace.ci)
    guard let actions = actionPins(), let trivy = tool("trivy"), let cosign = tool("cosign"),
      let buildx = tool("buildx")
    else { return nil }
    let runners = runners(for: services.flatMap { $0.platforms.map(\.value) })
    let (sign, table) = (ci?.sign ?? defaults.sign, library.actions)
    let hasImages = services.contains { $0.image != nil }
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
      scantling: ci?.scantling.map { release($0.value) })
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

  private mutating func tool(_ name: String) -> Located<String>? {
    if let tool = library.actions.tools.first(where: { $0.key.value == name })?.value {
      if let reason = reasonAgainst(name, tool.value) {
        report(.knownBadPin, "\(name) \(tool.value) must not be used: \(reason)", at: tool.range)
      }
      return tool
    }
    report(.init(.missingKey, "the action table names no version of '\(name)'", at: nil))
    return nil
  }

  private mutating func actionPins() -> ActionPins? {
    var missing = false
    func pin(_ name: String) -> ActionPin {
      if let pin = library.actions.actions.first(where: { $0.action.value == name }) { return pin }
      missing = true
      return library.actions.actions[0]
    }
    guard !library.actions.actions.isEmpty else { return nil }
    let pins = ActionPins(
      checkout: pin("actions/checkout"), setupBuildx: pin("docker/setup-buildx-action"),
      setupQEMU: pin("docker/setup-qemu-action"), login: pin("docker/login-action"),
      buildPush: pin("docker/build-push-action"), uploadArtifact: pin("actions/upload-artifact"),
      downloadArtifact: pin("actions/download-artifact"), trivy: pin("aquasecurity/trivy-action"),
      uploadSARIF: pin("github/codeql-action/upload-sarif"), cosign: pin("sigstore/cosign-installer"),
      attest: pin("actions/attest"), awsCredentials: pin("aws-actions/configure-aws-credentials"),
      googleAuth: pin("google-github-actions/auth"), azureLogin: pin("azure/login"))
    guard !missing else {
      report(.init(.missingKey, "the action table lacks an action that workflows use", at: nil))
      return nil
    }
    for pin in library.actions.actions { checkPin(pin) }
    return pins
  }

  private mutating func checkPin(_ pin: ActionPin) {
    let (action, version) = (pin.action.value, pin.version.value)
    guard let reason = reasonAgainst(action, version) ?? reasonAgainst(pin.commit.value, "") else { return }
    report(.knownBadPin, "the action '\(action)' must not be used at \(version): \(reason)", at: pin.commit.range)
  }
}
