package import Diagnostics
package import Spec

/// What the specs mean: everything that is generated, as checked values, each with its origin.
///
/// A plan exists only if nothing is wrong with it; after this nothing is left to interpret and nothing can fail.
package struct BuildPlan: Sendable {
  package private(set) var workspace: WorkspacePlan
  /// By name.
  package let services: [ServicePlan]
  /// By name.
  package let resources: [ResourcePlan]
  package let pipeline: Pipeline
  package let overlays: [OverlayPlan]

  /// The services whose language is chosen.
  package var built: [(service: ServicePlan, image: ImagePlan)] {
    services.compactMap { service in service.image.map { (service, $0) } }
  }

  /// Every platform that some service is built for, sorted by name.
  package var platforms: [Platform] {
    Set(built.flatMap { $0.service.platforms.map(\.value) }).sorted { $0.description < $1.description }
  }

  /// The same for files that nobody generates any more.
  package var standingAlone: BuildPlan {
    var plan = self
    plan.workspace.standsAlone = true
    return plan
  }

  package func resource(_ name: String) -> ResourcePlan? { resources.first { $0.name.value == name } }
}

package struct WorkspacePlan: Sendable {
  package let name: Located<String>
  /// Registry and path that images are pushed under.
  package let registry: Located<String>
  package let repository: Located<String>?
  /// Path of workspace.yaml, and of the folder that it and the specs are in.
  package let specPath, specFolder: String
  /// Folders relative to the workspace root; empty for the root.
  package let output, github: Located<String>
  /// Where it is asked for that generated files are marked for reviewers; nil where it is not.
  package let gitAttributes: SourceRange?
  package let networks: [Entry<NetworkKind>]
  /// Where the logs of resources go; a container's are with it.
  package let logging: Logging?
  /// Where lines come from that only the workspace as a whole accounts for.
  package let origin: SourceRange
  /// Nothing is generated any more, and nothing reads the specs.
  package fileprivate(set) var standsAlone = false
}

package struct ServicePlan: Sendable {
  package let name: Located<String>
  package let description: Located<String>?
  package let specPath: String
  /// Folder of the source, relative to the workspace root.
  package let folder: Located<String>
  /// What is taken from outside of it.
  package let shared: [SharedPlan]
  package let platforms: [Located<Platform>]
  /// Name of the image without a tag: ghcr.io/acme/api.
  package let repository: Located<String>
  package let sizeBudget: Located<ByteSize>?
  /// nil while the language is undecided; `buildOrigin` says where that is written.
  package let image: ImagePlan?
  /// nil unless this stands for the image of a target.
  package let target: TargetOrigin?
  package let buildOrigin: SourceRange
  package let run: RunPlan
  package let deploy: DeployPlan
  package let development: DevelopmentPlan?
}

/// How a service's images are made.
package struct ImagePlan: Sendable {
  /// Name of the language template, or of what stands in place of one, where the spec names it.
  package let language: Located<String>
  /// What the spec writes under the template's name, or the template has for it.
  package let options: [Entry<OptionValue>]
  /// The labels that are written, in the workspace and in the spec.
  package let labels: [Entry<String>]
  package let production: Containerfile
  /// nil where the production image does for development.
  package let development: Containerfile?
  package let targets: [TargetPlan]
}

/// How a service runs in production.
package struct RunPlan: Sendable {
  package let port: Located<Int>?
  /// Ports of the host, one for each replica.
  package let published: Located<ClosedRange<Int>>?
  package let user: UserPlan
  package let environment: [Entry<RuntimeText>]
  package let health: HealthCheck?
  package let needs: [Dependency]
  package let secrets: [Secret]
  package let stopGracePeriod: Located<Duration>
  /// Writable folders in memory; the rest of the root file system is read-only.
  package let temporaryFolders: [Located<String>]
  /// An init runs before the program, which does not do as the first process.
  package let runsInit: Located<Bool>?
  package let restart: Located<String>
  package let container: ContainerPlan
}

package struct UserPlan: Sendable {
  package let name: Located<String>?
  package let id: Located<Int>
  /// The reason that the spec gives for running as root.
  package let rootReason: Located<String>?
}

package struct DeployPlan: Sendable {
  package let replicas: Located<Int>?
  package let parallelism: Located<Int>?
  package let order: Located<String>?
  package let restart: Located<String>?
}

/// How a service runs in development: its source mounted, restarted or rebuilt when that changes.
package struct DevelopmentPlan: Sendable {
  /// That it listens on, and that of the loopback interface; the same where its image is one for development.
  package let port, published: Located<Int>?
  /// What the spec writes of the template's options for development, or the template has for it.
  package let options: [Entry<OptionValue>]
  package let environment: [Entry<RuntimeText>]
  /// Where the source is mounted; nil where it is not.
  package let workingDirectory: Located<String>?
  /// Named volumes, named after the service, and where they are mounted.
  package let volumes: [Entry<String>]
  /// Paths from the workspace root whose change needs a new image.
  package let rebuildOn: [Located<String>]
  package let reloadsItself: Located<Bool>
  package let restart: Located<String>
  /// What compose starts the service with; none where the image has the command.
  package let command: [Located<String>]
}

/// A service or resource that has to be there first.
package struct Dependency: Sendable {
  package let name: Located<String>
  package let isResource: Bool
  /// It has to have ended, and well.
  package let isJob: Bool
  /// There is a health check to wait for; otherwise only its start can be waited for.
  package let hasHealthCheck: Bool
}

/// A secret that whoever starts the services supplies as a file.
package struct Secret: Sendable {
  /// Name in compose, and of the file under /run/secrets.
  package let name: Located<String>
  /// Environment variable that holds the path of the file.
  package let variable: String
  package let description: String
  /// Services that need the resource may read it: one of its outputs is the path of the file.
  package let isOffered: Bool
}

package struct HealthCheck: Sendable {
  package let command: Located<[String]>
  package let interval, timeout, startPeriod: Located<Duration>
  package let retries: Located<Int>
}

/// How to tell that a resource is ready.
package struct ResourceHealth: Sendable {
  package let command: Located<[RuntimeText]>
  package let interval, timeout, startPeriod: Located<Duration>
  package let retries: Located<Int>
}

/// A backing service.
package struct ResourcePlan: Sendable {
  package let name: Located<String>
  package let template: Located<String>
  /// What the workspace writes under the template's name, or the template has for it.
  package let options: [Entry<OptionValue>]
  package let description: Located<String>
  package let image: Located<PinnedImage>
  /// What the image is published for.
  package let platforms: [Platform]
  package let port: Located<Int>
  /// Where clients outside of its network are answered, if not at that port.
  package let outsidePort: Located<Int>?
  /// Port of the loopback interface in development.
  package let developmentPort: Located<Int>
  package let otherPorts: [ResourcePort]
  /// In place of the image's own; empty for that.
  package let entryPoint: [Located<RuntimeText>]
  package let command: [Located<RuntimeText>]
  package let environment: [Entry<RuntimeText>]
  package let secrets: [Secret]
  /// Named volumes, named after the resource, and where they are mounted.
  package let volumes: [Entry<String>]
  package let temporaryFolders: [Located<String>]
  package let health: ResourceHealth?
  /// The root file system is read-only, which it is if nothing says otherwise.
  package let isReadOnly: Located<Bool>?
  package let capabilities: [Located<String>]
  package let stopGracePeriod: Located<Duration>
  package let restart, developmentRestart: Located<String>
  /// What services may refer to as `${<resource>.<output>}`.
  package let outputs: [Entry<RuntimeText>]

  /// All ports of the loopback interface in development.
  package var developmentPorts: [Located<Int>] { [developmentPort] + otherPorts.map(\.developmentPort) }
}

/// A port of a resource beside its own: that of a console, of a monitor.
package struct ResourcePort: Sendable {
  package let name: Located<String>
  package let number: Located<Int>
  /// Port of the loopback interface in development.
  package let developmentPort: Located<Int>
}

/// A text whose variables are filled in when the services are started.
package struct RuntimeText: Hashable, Sendable {
  package enum Piece: Hashable, Sendable {
    case literal(String)
    /// An environment variable of whoever starts the services.
    case variable(HostVariable)
  }

  package let pieces: [Piece]

  init(pieces: [Piece]) { self.pieces = pieces }

  init(_ text: String) { pieces = [.literal(text)] }

  /// The text, if it holds no variable.
  package var literal: String? {
    pieces.reduce("") { text, piece in
      if case .literal(let literal) = piece { text.map { $0 + literal } } else { nil }
    }
  }
}

/// What the workflows need to know beside the services.
package struct Pipeline: Sendable {
  package let branch: Located<String>
  package let severity: [Located<Severity>]
  /// Findings are reported to GitHub's code scanning, not only in summaries.
  package let codeScanning: Located<Bool>
  package let sign: Located<Signing>
  package let attest: Located<Attesting>
  package let provenance: Located<Provenance>
  package let division: Located<WorkflowDivision>
  package let schedule: Located<String>
  package let actions: ActionPins
  /// Runner for jobs that build nothing.
  package let defaultRunner: Located<String>
  package let runners: [PlatformRunner]
  package let trivyVersion, cosignVersion, buildxVersion: Located<String>
  /// Image that registers emulators; nil where every platform has a native runner.
  package let emulator: Located<PinnedImage>?
  /// Image of BuildKit; nil where nothing is built.
  package let buildkit: Located<PinnedImage>?
  /// Image that lists what is in an image; nil where images are published without such a list.
  package let sbomGenerator: Located<PinnedImage>?
  /// What the drift check installs; nil where Scantling has to be at hand.
  package let scantling: ScantlingRelease?
  package let bots: BotsPlan?

  package func runner(for platform: Platform) -> PlatformRunner? { runners.first { $0.platform == platform } }
}

/// A release of Scantling: the address of the program, and the 64 hexadecimal digits of its SHA-256.
package struct ScantlingRelease: Sendable {
  package let version, url, checksum: Located<String>
}

package struct PlatformRunner: Sendable {
  package let platform: Platform
  package let runner: Located<String>
  /// The runner's processor is that of the platform; otherwise target-platform stages are emulated.
  package let isNative: Bool
}

/// The actions that workflows use, each at its commit.
package struct ActionPins: Sendable {
  package let checkout, setupBuildx, setupQEMU, login, buildPush, uploadArtifact, downloadArtifact: ActionPin
  package let trivy, uploadSARIF, cosign, attest: ActionPin
  package let awsCredentials, googleAuth, azureLogin: ActionPin
}
