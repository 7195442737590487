package import Diagnostics
package import Spec

/// How one image is built, and from what of the workspace.
package struct Containerfile: Sendable {
  package enum Source: Sendable {
    case stages([Stage])
    case file(DockerfilePlan)
  }

  package let source: Source
  /// Paths from the workspace root that are copied, none inside another; the last segment may be a pattern.
  package let contextPaths: [Located<String>]
  /// Patterns, from the workspace root, of what is left out of them.
  package let excludedPaths: [Located<String>]
  package let origin: SourceRange

  /// Those that are generated; none for a Dockerfile that people write.
  package var stages: [Stage] { if case .stages(let stages) = source { stages } else { [] } }

  /// The Dockerfile that people write; nil where it is generated.
  package var file: DockerfilePlan? { if case .file(let file) = source { file } else { nil } }

  /// No command runs on the platform that is built for: it needs neither a processor of that kind nor an emulator.
  package var isCrossCompiled: Bool {
    file.map { $0.crossCompiles?.value ?? false } ?? !stages.contains(where: \.runsCommandsOnTarget)
  }

  /// The stage that runs the service: the last one, or what that starts from where it adds nothing.
  package var runtime: Stage? {
    guard let last = stages.last, last.steps.isEmpty, case .stage(let name) = last.base else { return stages.last }
    return stages.first { $0.name.value == name.value }
  }

  /// The images that stages start or copy from, in order, each once.
  package var images: [Located<PinnedImage>] { stages.flatMap(\.images).distinct(by: \.value) }
}

/// A Dockerfile that people write, with what it is built with.
package struct DockerfilePlan: Sendable {
  /// From the workspace root.
  package let path: Located<String>
  package let target: Located<String>?
  /// Folder that it copies from, from the workspace root; empty for the root itself.
  package let context: Located<String>
  package let supplies: Supplies
  package let crossCompiles: Located<Bool>?
  /// Labels that the image gets when it is built.
  package let labels: [Located<(name: String, value: String)>]
  /// Where the spec asks for no health check, whatever the Dockerfile has.
  package let withoutHealthCheck: SourceRange?
}

/// An image at its digest.
package struct PinnedImage: Hashable, Sendable {
  package let reference: ImageReference
  /// At its place in the lock.
  package let digest: Located<String>
}

package struct Stage: Sendable {
  package enum Base: Sendable {
    case image(Located<PinnedImage>)
    /// Nothing: the image holds what is copied into it.
    case scratch(SourceRange)
    case stage(Located<String>)
    /// Of the stages `<prefix>-<platform>`, the one for the platform built for.
    case platformStage(prefix: Located<String>)
  }

  package let name: Located<String>
  package let base: Base
  /// Programs of the stage run on the build platform; it has to produce for the target platform itself.
  package let runsOnBuildPlatform: Bool
  package let steps: [Located<Step>]

  fileprivate var runsCommandsOnTarget: Bool {
    !runsOnBuildPlatform
      && steps.contains { step in
        switch step.value {
        case .run, .install: true
        default: false
        }
      }
  }

  var images: [Located<PinnedImage>] {
    var images: [Located<PinnedImage>] = []
    if case .image(let image) = base { images.append(image) }
    for step in steps {
      if case .copyOut(.image(let image), _, _, _) = step.value { images.append(Located(image, step.range)) }
    }
    return images
  }
}

/// What one stage does. The order of the cases is that of a stage's life.
package enum Step: Sendable {
  /// For those who read the Dockerfile.
  case comment(String)
  case workdir(String)
  case environment([(name: String, value: BuildText)])
  /// A folder put before the others on the PATH.
  case searchPath(String)
  /// From the build context; paths are from the workspace root.
  case copy(paths: [String], destination: String, CopyOptions)
  case copyOut(CopySource, paths: [String], destination: String, CopyOptions)
  case fetch(Fetch, destination: String, CopyOptions)
  case run(RunStep)
  case install(packages: [String], PackageInstaller, onlyWhenCrossCompiling: Bool)
  /// Whom the service runs as.
  case user(id: Int)
  /// Whom the following steps run as, by name or number.
  case switchUser(String)
  /// The service listens on the port, and is told so by the variable PORT.
  case listen(port: Int)
  /// The service listens on the port, too.
  case expose(port: Int, NetworkProtocol)
  /// An empty folder of the user's: where a volume is mounted, which takes its owner from it.
  case folder(path: String, owner: Int)
  case labels([(name: String, value: String)])
  /// The signal that asks the program to end.
  case stopSignal(String)
  case healthCheck(HealthCheck)
  case noHealthCheck
  case entrypoint([String])
  case command([String])
  /// What the program is started with where whoever runs it says nothing else.
  case arguments([String])
}

package enum CopySource: Sendable {
  case stage(String)
  case image(PinnedImage)
}

/// How files land in an image.
package struct CopyOptions: Sendable {
  /// User and group; nil for root.
  package var owner: String?
  /// Permissions in octal digits; nil for those that the files have.
  package var mode: String?
  /// The layer does not depend on those before it.
  package var isLinked = false
  /// Patterns of what is left out of what is copied.
  package var excluded: [String] = []

  package init() {}
}

/// What others publish, at what it was when it was pinned.
package enum Fetch: Sendable {
  /// `sha256:` and 64 hexadecimal digits.
  case file(url: BuildText, checksum: String)
  case repository(url: BuildText, commit: String)
}

/// Commands of one layer.
package struct RunStep: Sendable {
  package let commands: [Command]
  package let environment: [(name: String, value: BuildText)]
  package let caches: [CacheMount]
  package let secrets: [SecretMount]
  /// The commands may use the SSH keys of whoever builds.
  package let usesSSH: Bool
  package let onlyWhenCrossCompiling: Bool

  init(
    commands: [Command], environment: [(name: String, value: BuildText)] = [], caches: [CacheMount] = [],
    secrets: [SecretMount] = [], usesSSH: Bool = false, onlyWhenCrossCompiling: Bool = false
  ) {
    (self.commands, self.environment, self.caches) = (commands, environment, caches)
    (self.secrets, self.usesSSH, self.onlyWhenCrossCompiling) = (secrets, usesSSH, onlyWhenCrossCompiling)
  }
}

/// A secret of whoever builds, which stays in no layer.
package struct SecretMount: Sendable {
  package enum Target: Sendable {
    case variable(String)
    /// Path of a file.
    case file(String)
  }

  package let id: String
  package let target: Target
  /// The commands do without it where whoever builds has none.
  package let isOptional: Bool

  init(id: String, target: Target, isOptional: Bool) {
    (self.id, self.target, self.isOptional) = (id, target, isOptional)
  }

  init?(_ entry: Entry<SecretTemplate>) {
    let secret = entry.value.value
    let target = secret.variable.map { Target.variable($0.value) } ?? secret.file.map { .file($0.value) }
    guard let target else { return nil }
    self.init(id: entry.key.value, target: target, isOptional: secret.isOptional)
  }

  /// Environment variable of whoever builds that holds the secret.
  package var source: String {
    switch target {
    case .variable(let name): name
    case .file: id.uppercased().split(separator: "-").joined(separator: "_")
    }
  }
}

package enum Command: Sendable {
  case words([BuildText])
  /// Puts lines into a file of their own, or at the end of one that is there.
  case write(path: String, lines: [String], isAppending: Bool)
  /// Lines that the stage's shell runs as they are: what they do is known to whoever wrote them.
  case script([String])

  fileprivate var words: [BuildText] { if case .words(let words) = self { words } else { [] } }
}

/// A folder that the builder keeps between builds.
package struct CacheMount: Sendable {
  /// Carries the workspace's name, so that workspaces on one builder do not share it.
  package let id: String
  package let target: String
  /// One build at a time uses it.
  package let isLocked: Bool
}

/// A text that may hold properties of the platform built for, known only to the builder.
package struct BuildText: Sendable {
  package enum Piece: Sendable {
    case literal(String)
    case target(TargetProperty)
    case argument(BuildArgument)
  }

  package let pieces: [Piece]

  package init(_ literal: String) { pieces = [.literal(literal)] }
  init(pieces: [Piece]) { self.pieces = pieces }

  /// The target properties in it.
  package var properties: [TargetProperty] {
    pieces.compactMap { if case .target(let property) = $0 { property } else { nil } }
  }

  /// The arguments in it.
  package var arguments: [BuildArgument] {
    pieces.compactMap { if case .argument(let argument) = $0 { argument } else { nil } }
  }
}

/// What whoever builds supplies, in an environment variable of this name.
package struct BuildArgument: Hashable, Sendable {
  package let name: String
  /// nil where a value has to be supplied.
  package let standard: String?
  package let description: String?

  package init(name: String, standard: String?, description: String? = nil) {
    (self.name, self.standard, self.description) = (name, standard, description)
  }

  init(_ argument: ArgumentTemplate) {
    self.init(
      name: argument.name.value, standard: argument.standard?.value, description: argument.description?.value)
  }
}

package enum TargetProperty: String, CaseIterable, Sendable {
  case os, architecture, variant
  /// The 7 of arm/v7; empty for what is not arm.
  case armVersion = "arm-version"
}

extension Step {
  /// The texts of it that may hold what only the builder knows.
  package var texts: [BuildText] {
    switch self {
    case .environment(let entries): entries.map(\.value)
    case .run(let run):
      run.environment.map(\.value) + run.commands.flatMap(\.words)
    case .fetch(.file(let url, _), _, _), .fetch(.repository(let url, _), _, _): [url]
    default: []
    }
  }

  /// It is skipped where the build platform is the target platform.
  package var isOnlyForCrossing: Bool {
    switch self {
    case .run(let run): run.onlyWhenCrossCompiling
    case .install(_, _, let onlyWhenCrossCompiling): onlyWhenCrossCompiling
    default: false
    }
  }
}
