import Diagnostics
package import IR
package import Spec

/// A Dockerfile: stages of instructions.
package struct Dockerfile: Sendable {
  package struct Stage: Sendable {
    let base: Base
    let name: String
    let onBuildPlatform: Bool
    let origin: SourceRange
    let instructions: [Located<Instruction>]
  }

  /// What follows FROM.
  package enum Base: Sendable {
    case image(PinnedImage)
    case stage(String)
    /// `<prefix>-${TARGETARCH}${TARGETVARIANT}`
    case platformStage(prefix: String)
    case scratch
  }

  package enum Instruction: Sendable {
    case comment(String)
    case arg(String, default: String? = nil, description: String? = nil)
    case env([(name: String, value: EnvValue)])
    case workdir(String)
    case copy(from: String?, sources: [String], destination: String, CopyOptions = CopyOptions())
    case add(Fetch, destination: String, CopyOptions = CopyOptions())
    case run(Run)
    case label([(name: String, value: String)])
    case stopsignal(String)
    case expose(Int, NetworkProtocol = .tcp)
    /// An empty folder from the stage of empty folders, for the user of this id.
    case folder(String, owner: Int)
    case user(Int)
    /// For the following instructions, by name or number.
    case switchUser(String)
    /// nil for NONE.
    case healthcheck(HealthCheck?)
    case entrypoint([String])
    case cmd([String])
  }

  package struct Run: Sendable {
    let mounts: [Mount]
    let commands: [Shell.Command]
    /// Skipped where the build platform is the target platform.
    let onlyWhenCrossCompiling: Bool
    /// Rules of hadolint that the commands break for the reason given.
    let waiver: Waiver?
  }

  /// What commands get beside the stage's files.
  package enum Mount: Sendable {
    case cache(CacheMount)
    case secret(SecretMount)
    /// The SSH keys of whoever builds.
    case ssh
  }

  package struct Waiver: Sendable {
    let rules: [String]
    let reason: String
  }

  package enum EnvValue: Sendable {
    case text(BuildText)
    /// A folder before what the variable held so far.
    case prepending(String)
  }

  /// Where empty folders come from. No name of a template's or spec's stage has a '.' in it.
  static let folderStage = "folders.empty"

  let stages: [Stage]
}

/// Commands of a POSIX shell, as far as Dockerfiles need them.
package enum Shell {
  package enum Command: Sendable {
    case simple(environment: [(name: String, value: BuildText)], words: [BuildText])
    /// Removes what is in a folder.
    case clear(String)
    /// Writes lines to a file, or appends them.
    case write(path: String, lines: [String], isAppending: Bool)
    /// Lines as they are, with variables exported to them; it stops at the first that fails.
    case script(environment: [(name: String, value: BuildText)], lines: [String])
  }
}
