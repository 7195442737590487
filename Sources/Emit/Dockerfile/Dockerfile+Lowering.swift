import Diagnostics
package import IR
import Spec

extension Dockerfile {
  package init(lowering file: Containerfile) {
    let folders = file.stages.flatMap(\.steps).compactMap { step -> Located<Instruction>? in
      if case .folder(let path, _) = step.value { Located(.workdir(path), step.range) } else { nil }
    }
    let origin = folders.first?.range
    let empty = origin.map {
      Stage(
        base: .scratch, name: Self.folderStage, onBuildPlatform: false, origin: $0,
        instructions: folders)
    }
    stages = (empty.map { [$0] } ?? []) + file.stages.flatMap { $0.toolStages + [Stage(lowering: $0)] }
  }
}

extension Stage {
  /// BuildKit takes the target platform's files of an image that COPY names. A stage whose programs run on the build
  /// platform copies them from stages that are of that platform.
  fileprivate var toolStages: [Dockerfile.Stage] {
    tools.map { Dockerfile.Stage(toolsOf: $0.value, for: self, origin: $0.range) }
  }

  private var tools: [Located<PinnedImage>] {
    guard runsOnBuildPlatform else { return [] }
    return steps.compactMap { step in step.value.image.map { Located($0, step.range) } }.distinct(by: \.value)
  }

  /// No stage of a spec has a dot in its name.
  fileprivate func nameOfTools(in image: PinnedImage) -> String {
    let namesakes = tools.map(\.value).filter { $0.shortName == image.shortName }
    let index = namesakes.firstIndex(of: image) ?? 0
    return "\(name.value).\(image.shortName)" + (index == 0 ? "" : "-\(index + 1)")
  }
}

extension Step {
  /// The image that files are copied out of.
  fileprivate var image: PinnedImage? {
    if case .copyOut(.image(let image), _, _, _) = self { image } else { nil }
  }
}

extension PinnedImage {
  fileprivate var shortName: Substring { reference.repository.split(separator: "/").last ?? "" }
}

extension Dockerfile.Stage {
  fileprivate init(lowering stage: Stage) {
    name = stage.name.value
    onBuildPlatform = stage.runsOnBuildPlatform && stage.base.isImage
    (base, origin) = Self.base(of: stage)
    var declared: Set<String> = []
    var comment: [Located<Dockerfile.Instruction>] = []
    instructions = stage.steps.flatMap { step -> [Located<Dockerfile.Instruction>] in
      let lowered = Dockerfile.Instruction.lower(step.value, in: stage).map { Located($0, step.range) }
      if case .comment = step.value {
        comment = lowered
        return []
      }
      defer { comment = [] }
      // An automatic argument is declared where it is first used: whatever is before it stays cached across platforms.
      let arguments = step.value.arguments.filter { declared.insert($0.name).inserted }
      return arguments.map { Located(.arg($0.name, default: $0.standard, description: $0.description), step.range) }
        + comment + lowered
    }
  }

  fileprivate init(toolsOf image: PinnedImage, for stage: Stage, origin: SourceRange) {
    (name, onBuildPlatform, self.origin) = (stage.nameOfTools(in: image), true, origin)
    (base, instructions) = (.image(image), [])
  }

  private static func base(of stage: Stage) -> (Dockerfile.Base, SourceRange) {
    switch stage.base {
    case .image(let image): (.image(image.value), image.range)
    case .scratch(let range): (.scratch, range)
    case .stage(let name): (.stage(name.value), stage.name.range)
    case .platformStage(let prefix): (.platformStage(prefix: prefix.value), stage.name.range)
    }
  }
}

extension Stage.Base {
  fileprivate var isImage: Bool { if case .image = self { true } else { false } }
}

extension Step {
  /// The automatic platform arguments that the step needs, and those that whoever builds supplies.
  fileprivate var arguments: [BuildArgument] {
    let crossing = isOnlyForCrossing ? ["BUILDPLATFORM", "TARGETPLATFORM"] : []
    let automatic = crossing + texts.flatMap(\.properties).map(\.argument)
    return automatic.map { BuildArgument(name: $0, standard: nil) } + texts.flatMap(\.arguments)
  }
}

extension Command {
  /// Writes lines that a linter takes for expressions which somebody forgot to have expanded.
  fileprivate var writesDollars: Bool {
    if case .write(_, let lines, _) = self { lines.contains { $0.contains("$") } } else { false }
  }
}

extension TargetProperty {
  /// The automatic platform argument that holds the property.
  var argument: String {
    switch self {
    case .os: "TARGETOS"
    case .architecture: "TARGETARCH"
    case .variant, .armVersion: "TARGETVARIANT"
    }
  }
}

extension Dockerfile.Instruction {
  fileprivate static func lower(_ step: Step, in stage: Stage) -> [Dockerfile.Instruction] {
    switch step {
    case .comment(let text): [.comment(text)]
    case .workdir(let path): [.workdir(path)]
    case .environment(let entries): [.env(entries.map { ($0.name, .text($0.value)) })]
    case .searchPath(let path): [.env([("PATH", .prepending(path))])]
    case .copy(let paths, let destination, let options):
      [.copy(from: nil, sources: paths, destination: destination, options)]
    case .copyOut(let source, let paths, let destination, let options):
      [.copy(from: name(of: source, in: stage), sources: paths, destination: destination, options)]
    case .fetch(let fetch, let destination, let options): [.add(fetch, destination: destination, options)]
    case .run(let run): [.run(lower(run))]
    case .install(let packages, let installer, let onlyCross):
      [.run(install(packages, installer, onlyWhenCrossCompiling: onlyCross))]
    case .user(let id): [.user(id)]
    case .switchUser(let user): [.switchUser(user)]
    case .listen(let port): [.env([("PORT", .text(BuildText(String(port))))]), .expose(port)]
    case .expose(let port, let networkProtocol): [.expose(port, networkProtocol)]
    case .folder(let path, let owner): [.folder(path, owner: owner)]
    case .stopSignal(let signal): [.stopsignal(signal)]
    case .labels(let labels): [.label(labels)]
    case .healthCheck(let check): [.healthcheck(check)]
    case .noHealthCheck: [.healthcheck(nil)]
    case .entrypoint(let words): [.entrypoint(words)]
    case .command(let words), .arguments(let words): [.cmd(words)]
    }
  }

  private static func name(of source: CopySource, in stage: Stage) -> String {
    switch source {
    case .stage(let name): name
    case .image(let image): stage.runsOnBuildPlatform ? stage.nameOfTools(in: image) : image.pinnedName
    }
  }

  private static func lower(_ run: RunStep) -> Dockerfile.Run {
    var folders: Set<String> = []
    let commands = run.commands.flatMap { command -> [Shell.Command] in
      switch command {
      case .words(let words): return [.simple(environment: run.environment, words: words)]
      case .write(let path, let lines, let isAppending):
        let write = Shell.Command.write(path: path, lines: lines, isAppending: isAppending)
        guard !isAppending, let folder = folder(of: path), folders.insert(folder).inserted else { return [write] }
        return [.simple(environment: [], words: ["mkdir", "-p", folder].map { BuildText($0) }), write]
      case .script(let lines): return [.script(environment: run.environment, lines: lines)]
      }
    }
    return Dockerfile.Run(
      mounts: run.caches.map { .cache($0) } + run.secrets.map { .secret($0) } + (run.usesSSH ? [.ssh] : []),
      commands: commands, onlyWhenCrossCompiling: run.onlyWhenCrossCompiling,
      waiver: run.commands.contains(where: \.writesDollars) ? dollars : nil)
  }

  private static let dollars = Dockerfile.Waiver(rules: ["SC2016"], reason: "The dollars are for the file.")

  private static func folder(of path: String) -> String? {
    path.lastIndex(of: "/").flatMap { $0 == path.startIndex ? nil : String(path[..<$0]) }
  }

  private static func install(
    _ packages: [String], _ installer: PackageInstaller, onlyWhenCrossCompiling: Bool
  ) -> Dockerfile.Run {
    let command = { (words: [String]) in
      Shell.Command.simple(environment: [], words: words.map { BuildText($0) })
    }
    switch installer {
    case .apt:
      let waiver = Dockerfile.Waiver(
        rules: ["DL3008"],
        reason: "Debian keeps one version of a package; naming it would break the build when it moves.")
      return Dockerfile.Run(
        mounts: [],
        commands: [
          command(["apt-get", "update"]),
          command(["apt-get", "install", "--yes", "--no-install-recommends"] + packages),
          .clear("/var/lib/apt/lists"),
        ], onlyWhenCrossCompiling: onlyWhenCrossCompiling, waiver: waiver)
    case .apk:
      let waiver = Dockerfile.Waiver(
        rules: ["DL3018"],
        reason: "Alpine keeps one version of a package; naming it would break the build when it moves.")
      return Dockerfile.Run(
        mounts: [], commands: [command(["apk", "add", "--no-cache"] + packages)],
        onlyWhenCrossCompiling: onlyWhenCrossCompiling, waiver: waiver)
    }
  }
}

extension PinnedImage {
  /// As people write it, with its digest: golang:1.27.0-alpine@sha256:…
  package var pinnedName: String { "\(reference.familiar)@\(digest.value)" }
}
