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

  struct Service: Sendable {
    let name: Located<String>
    let source: Source
    var command: [Located<Interpolated>] = []
    var environment: [Entry<Interpolated>] = []
    var ports: [Located<PublishedPort>] = []
    var mounts: [Located<Mount>] = []
    var temporaryFolders: [Located<String>] = []
    var secrets: [Located<String>] = []
    var dependencies: [Located<Dependency>] = []
    var health: Health?
    var deploy: DeployPlan?
    var restart: Located<String>?
    var stopGracePeriod: Located<Duration>?
    var hardening: Hardening?
    var runsInit = false
    /// Started only where it is named.
    var profile: Located<String>?
    var watch: [Located<WatchRule>] = []
  }

  enum Source: Sendable {
    case image(Located<Interpolated>)
    case build(Build)
  }

  struct Build: Sendable {
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
  }

  enum Mount: Sendable {
    case bind(source: String, target: String)
    case volume(name: String, target: String)
  }

  struct Dependency: Sendable {
    let name: String
    let waitsForHealth: Bool
  }

  struct Health: Sendable {
    let test: Located<[Interpolated]>
    let interval, timeout, startPeriod: Located<Duration>
    let retries: Located<Int>
  }

  struct Hardening: Sendable {
    let addedCapabilities: [Located<String>]
    let origin: SourceRange
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
