import Diagnostics
package import IR
import Spec

extension Record {
  /// Of what all services have in common.
  package init(lowering plan: BuildPlan) {
    let workspace = plan.workspace
    let fields: [Field?] = [
      Field("workspace", workspace.name), Field("registry", workspace.registry),
      Field("repository", workspace.repository), Field("output", workspace.output.map(orDot)),
      Field("github", workspace.github.map(orDot)),
      workspace.gitAttributes.map { Field("git-attributes", Located("true", $0)) },
      Field("networks", workspace.networks.map { Field(lowering: $0) }),
      workspace.logging.map { Field($0) },
      Field("resources", plan.resources.map { Field(lowering: $0) }),
      Field(lowering: plan.pipeline), Field("images", plan.images.map { Field($0.reference.familiar, $0.digest) }),
      Field("ignore", plan.ignored), Field("overlays", plan.overlays.compactMap { Field(lowering: $0) }),
    ]
    self.fields = fields.compactMap { $0 }
    origin = workspace.origin
  }
}

extension Record.Field {
  fileprivate init(lowering resource: ResourcePlan) {
    let fields: [Self?] = [
      Self(template: resource.template, resource.options), Self("description", resource.description),
      Self("image", resource.image.map(\.reference.familiar)), Self("port", resource.port),
      Self("outside-port", resource.outsidePort), Self("publish", resource.developmentPort),
      Self("ports", resource.otherPorts.map { Self(lowering: $0) }),
      Self("entrypoint", resource.entryPoint.map { $0.map(\.written) }),
      Self("command", resource.command.map { $0.map(\.written) }),
      Self("env", resource.environment.map { Self($0) }), Self("secrets", resource.secrets.map { Self(lowering: $0) }),
      Self("volumes", resource.volumes.map { Self($0.key.value, $0.value) }), Self("tmpfs", resource.temporaryFolders),
      resource.health.flatMap { Self($0) },
      resource.isReadOnly.map { Self(key: "read-only", value: .flag($0)) }, Self("capabilities", resource.capabilities),
      Self("stop-grace-period", resource.stopGracePeriod.map(\.description)), Self("restart", resource.restart),
      Self("development-restart", resource.developmentRestart),
    ]
    self.init(key: resource.name.value, value: .fields(fields.compactMap { $0 }))
  }

  fileprivate init?(lowering port: ResourcePort) {
    self.init(port.name.value, [Self("port", port.number), Self("publish", port.developmentPort)])
  }

  /// The secret itself is nowhere.
  fileprivate init?(lowering secret: Secret) {
    self.init(
      secret.name.value,
      [
        Self("file", secret.name.map { _ in secret.variable }),
        Self("description", secret.name.map { _ in secret.description }),
      ])
  }

  fileprivate init?(_ check: ResourceHealth) {
    let words = check.command.map { words in words.map { shellQuoted($0.written) }.joined(separator: " ") }
    self.init("health", words, check.interval, check.timeout, check.startPeriod, check.retries)
  }

  fileprivate init?(lowering pipeline: Pipeline) {
    let tools = [
      Self("buildx", pipeline.buildxVersion), Self("cosign", pipeline.cosignVersion),
      Self("trivy", pipeline.trivyVersion),
    ]
    let severity = pipeline.severity.map { $0.map(\.rawValue) }
    self.init(
      "ci",
      [
        Self("branch", pipeline.branch),
        Self(
          "scan",
          [
            Self("severity", severity), Self("schedule", pipeline.schedule),
            Self("code-scanning", pipeline.codeScanning.map { $0 ? "true" : "false" }),
          ]),
        Self("sign", pipeline.sign.map(\.written)), Self("attest", pipeline.attest.map(\.rawValue)),
        Self("provenance", pipeline.provenance.map(\.rawValue)),
        Self("sbom", pipeline.sbomGenerator?.map(\.reference.familiar)),
        Self("buildkit", pipeline.buildkit?.map(\.reference.familiar)),
        Self("workflows", pipeline.division.map(\.rawValue)),
        Self(
          "scantling",
          [
            Self("version", pipeline.scantling?.version), Self("url", pipeline.scantling?.url),
            Self("checksum", pipeline.scantling?.checksum),
          ]),
        pipeline.bots.flatMap { Self(lowering: $0) }, Self("default-runner", pipeline.defaultRunner),
        Self("runners", pipeline.runners.map { Self(lowering: $0) }),
        Self("emulator", pipeline.emulator?.map(\.reference.familiar)), Self("tools", tools),
        Self("actions", pipeline.actions.all.map { Self(lowering: $0) }),
      ])
  }

  fileprivate init?(lowering bots: BotsPlan) {
    self.init(
      "bots",
      [
        Self("settings", bots.bots.map { $0.map(\.rawValue) }), Self("cooldown", bots.cooldown.map { "\($0)d" }),
        Self("repositories", bots.repositories.map { Self($0.key.value, $0.value) }),
      ])
  }

  fileprivate init(lowering runner: PlatformRunner) {
    self.init(
      runner.platform.description, runner.runner.map { $0 + (runner.isNative ? "" : " (not native)") })
  }

  fileprivate init(lowering pin: ActionPin) {
    self.init(pin.action.value, pin.commit.map { "\(pin.version.value) \($0)" })
  }
}

extension Signing {
  fileprivate var written: String {
    switch self {
    case .keyless: "keyless"
    case .key(let publicKey): "key \(publicKey)"
    case .none: "none"
    }
  }
}

extension ActionPins {
  fileprivate var all: [ActionPin] {
    [
      checkout, setupBuildx, setupQEMU, login, buildPush, uploadArtifact, downloadArtifact, trivy, uploadSARIF, cosign,
      attest, awsCredentials, googleAuth, azureLogin,
    ]
  }
}

extension BuildPlan {
  /// Every image that something is made from or runs, once, by name.
  fileprivate var images: [PinnedImage] {
    let built = built.flatMap(\.image.files).flatMap(\.images)
    let used =
      built + resources.map(\.image) + [pipeline.emulator, pipeline.buildkit, pipeline.sbomGenerator].compactMap { $0 }
    return Set(used.map(\.value)).sorted { $0.reference.familiar < $1.reference.familiar }
  }

  /// Patterns of what is left out of every build context, not only out of the folder of one service.
  fileprivate var ignored: [Located<String>] {
    built.flatMap { built in
      built.image.production.excludedPaths.filter { built.service.inFolder($0.value) == nil }
    }.distinct(by: \.value)
  }
}
