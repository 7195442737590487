package import Diagnostics
import YAML

/// One step of a stage. Exactly one of the kinds is written; the rest of the keys belong to it.
package struct StepTemplate: MappingDecodable {
  package static let noun = "step"
  package enum Kind: Sendable {
    case workdir(Located<Text>)
    case copy(CopyTemplate)
    case run(RunTemplate)
    case fetch(FetchTemplate)
    /// System packages, by the program of the stage's image.
    case packages([Located<Text>])
    case environment([Entry<Text>])
    /// A folder put before the others on the PATH.
    case searchPath(Located<Text>)
    /// Whom the following steps run as.
    case user(Located<String>)
    /// The signal that asks the program to end, where that is not SIGTERM.
    case stopSignal(Located<String>)
    /// Nothing by itself: where a spec may put steps of its own.
    case point(Located<String>)
  }

  package let kind: Kind
  package let condition: Located<Condition>?
  /// A comment for those who read the Dockerfile.
  package let comment: Located<String>?

  /// Keys that say what a step does. An environment is a step of its own only where it is no command's.
  private static let kinds = [
    "workdir", "copy", "run", "script", "fetch", "git", "packages", "path", "user", "stop-signal",
  ]

  package init?(_ keys: inout Keys) {
    let isOfTemplate = keys.decoder.isOfTemplate
    let workdir = keys.optional("workdir", .textLine(of: .imagePath), "Folder that the following steps run in")
    let placement = Placement(&keys)
    let copy = CopyTemplate(&keys, placement)
    let fetch = FetchTemplate(&keys, placement)
    let environment = keys.optional(
      "env", .map(.variableText, to: .textLineOrNothing), "Environment, of the command or of what follows")
    let run = RunTemplate(&keys, environment: environment?.value ?? [])
    let packages = keys.optional("packages", .list(of: .textLine(of: .packageName)), "System packages to install")
    let searchPath = keys.optional("path", .textLine(of: .imagePath), "Folder to put first on the PATH")
    let user = keys.optional("user", .imageUser, "User that the following steps run as, by name or by number")
    let stopSignal = keys.optional(
      "stop-signal", .choice(["SIGINT", "SIGQUIT", "SIGTERM", "SIGWINCH"].map { ($0, $0) }),
      "Signal that asks the program to end, if it is not SIGTERM")
    let point =
      isOfTemplate
      ? keys.optional("point", .name, "Where a spec may put steps of its own under 'extend', by this name") : nil
    condition = keys.optional("when", .condition, "When the step is there")
    comment = keys.optional("comment", .line, "Why, for those who read the Dockerfile")
    let isCommand = keys.isMeant("run") || keys.isMeant("script")
    keys.requireExactlyOne(
      of: Self.kinds + (isOfTemplate ? ["point"] : []) + (isCommand ? [] : ["env"]))
    keys.require(["to", "owner", "mode"], beside: ["copy", "fetch", "git"])

    if let workdir {
      kind = .workdir(workdir)
    } else if let copy {
      kind = .copy(copy)
    } else if let fetch {
      kind = .fetch(fetch)
    } else if let run {
      kind = .run(run)
    } else if let packages {
      kind = .packages(packages.value)
    } else if let searchPath {
      kind = .searchPath(searchPath)
    } else if let user {
      kind = .user(user)
    } else if let stopSignal {
      kind = .stopSignal(stopSignal)
    } else if let point {
      kind = .point(point)
    } else if let environment {
      kind = .environment(environment.value)
    } else {
      return nil
    }
  }

  init(_ kind: Kind) {
    self.kind = kind
    (condition, comment) = (nil, nil)
  }
}
