import Diagnostics
import IR
import Spec

/// A compose file.
package struct Compose: Sendable {
  package enum Purpose: Sendable { case production, development }

  let name: Located<String>
  let services: [Service]
  let volumes: [Located<String>]
  let secrets: [Secret]
  var networks: [Network] = []

  struct Service: Sendable {
    let name: Located<String>
    let source: Source
    var entryPoint: [Located<Interpolated>] = []
    var command: [Located<Interpolated>] = []
    var environment: [Entry<Interpolated>] = []
    var ports: [Located<PublishedPort>] = []
    var mounts: [Located<Mount>] = []
    var temporaryFolders: [Located<String>] = []
    var secrets: [Located<String>] = []
    var dependencies: [Located<Dependency>] = []
    var health: Health?
    /// The image may have a check, and it is not to be run.
    var withoutHealthCheck: SourceRange?
    /// Where the image may name another one.
    var user: Located<Int>?
    var deploy: DeployPlan?
    var restart: Located<String>?
    var stopGracePeriod: Located<Duration>?
    var hardening: Hardening?
    var runsInit = false
    var watch: [Located<WatchRule>] = []
    /// Started only where one of them is named; always where there is none.
    var profiles: [Located<String>] = []
    var environmentFiles: [Located<EnvironmentFile>] = []
    var networks: [Located<String>] = []
    var devices: [Located<String>] = []
    var limits: Limits?
    var ulimits: [Entry<Ulimit>] = []
    var logging: Logging?
  }

  enum Source: Sendable {
    case image(Located<Interpolated>)
    case build(Build)
  }

  struct Build: Sendable {
    /// The Dockerfile from the context.
    let context, dockerfile: String
    let origin: SourceRange
    /// The stage that is built, where it is not the last one.
    var target: Located<String>?
    var arguments: [Entry<Interpolated>] = []
    /// By their ids, each with the name of a secret of the file.
    var secrets: [Entry<String>] = []
    /// Where the SSH keys of whoever builds are asked for.
    var ssh: SourceRange?
  }

  struct PublishedPort: Sendable {
    let target: Int
    let published: ClosedRange<Int>
    /// Reachable from this machine only.
    let onLoopback: Bool
    var networkProtocol = NetworkProtocol.tcp
  }

  enum Mount: Sendable {
    case bind(source: String, target: String)
    case volume(name: String, target: String)
  }

  struct Dependency: Sendable {
    /// What has to have happened to the other before.
    enum Condition: String, Sendable {
      case started = "service_started"
      case healthy = "service_healthy"
      case completed = "service_completed_successfully"
    }

    let name: String
    let condition: Condition
  }

  /// A file of `NAME=value` lines, by its path from the compose file.
  struct EnvironmentFile: Sendable {
    let path: String
    let isOptional: Bool
  }

  struct Network: Sendable {
    let name: Located<String>
    let isInternal: Bool
    /// The name under which it is there already.
    let external: Located<String>?
  }

  struct Health: Sendable {
    let test: Located<[Interpolated]>
    let interval, timeout, startPeriod: Located<Duration>
    let retries: Located<Int>
  }

  /// What is taken from a container, except for what it is given for a reason.
  struct Hardening: Sendable {
    let addedCapabilities: [Located<String>]
    let origin: SourceRange
    /// Where it is said that it may do whatever the host may, and that it may write to its root file system.
    var privileged, writableRoot: SourceRange?
    /// Nothing is taken away: in development.
    var isOpen = false
  }

  /// What `compose watch` does when a path changes.
  enum WatchRule: Sendable {
    case rebuild(path: String)
    case restart(path: String, ignored: [String])
  }

  struct Secret: Sendable {
    let name: Located<String>
    let description: String
    let source: Source

    enum Source: Sendable {
      /// Path of a file.
      case file(Interpolated)
      /// Environment variable of whoever runs compose.
      case variable(String)
    }
  }

  /// A text with variables that compose fills in.
  struct Interpolated: Sendable {
    enum Piece: Sendable {
      case literal(String)
      case required(String, message: String)
      case defaulted(String, to: String)
    }

    let pieces: [Piece]
  }
}
