package import Diagnostics
import YAML

/// What a container is given and allowed beside what every container has: keys of `run`.
package struct ContainerSpec: Sendable {
  package let kind: Located<ServiceKind>?
  package let arguments: Located<[Located<Text>]>?
  package let ports: [Entry<PortSpec>]
  package let environmentFiles: Located<[Located<EnvironmentFile>]>?
  /// Where named volumes are mounted.
  package let volumes: [Entry<String>]
  package let temporaryFolders: [Located<String>]
  package let profiles: [Located<String>]
  package let networks: [Located<String>]
  package let limits: Limits?
  package let ulimits: [Entry<Ulimit>]
  package let logging: Logging?
  /// Each with the reason why it is needed.
  package let capabilities, devices: [Entry<String>]
  package let privilegedReason, writableRootReason: Located<String>?

  package init(_ keys: inout Keys) {
    kind = keys.optional("kind", .serviceKind, "A job runs to its end, once, before what needs it; else a service")
    arguments = keys.optional(
      "arguments", .list(of: .text), "What the program is started with, instead of the template's arguments")
    ports =
      keys.optional(
        "ports", .map(.name, to: .namedPort), "More ports that the service listens on, by what they are for")?.value
      ?? []
    environmentFiles = keys.optional(
      "env-files", .list(of: .environmentFile), "Files with more of the environment, from the workspace root")
    volumes =
      keys.optional(
        "volumes", .map(.name, to: .containerPath), "Folders of the container whose data outlives it, by name")?.value
      ?? []
    temporaryFolders = keys.list("tmpfs", of: .containerPath, "More folders in memory that can be written to")
    profiles = keys.list("profiles", of: .profile, "Starts only when one of these profiles is asked for")
    networks = keys.list("networks", of: .name, "Networks of the workspace that it is on, instead of the default one")
    limits = keys.optional("limits", .mapping(Limits.self), "What it may take of the machine in production")?.value
    ulimits =
      keys.optional("ulimits", .map(.ulimitName, to: .ulimit), "Limits of each of its processes in production")?.value
      ?? []
    logging = keys.optional("logging", .mapping(Logging.self), "Where its log goes in production")?.value
    capabilities =
      keys.optional("capabilities", .map(.capability, to: .line), "Capabilities that root keeps, each with the reason")?
      .value ?? []
    devices =
      keys.optional("devices", .map(.devicePath, to: .line), "Devices of the host, each with the reason")?.value ?? []
    privilegedReason = keys.optional("privileged-because", .line, "Why it may do whatever the host may")
    writableRootReason = keys.optional(
      "writable-root-because", .line, "Why it may write to its root file system, which is read-only otherwise")
  }
}

/// A service runs until it is stopped; a job until its work is done.
package enum ServiceKind: String, CaseIterable, Sendable { case service, job }

package enum NetworkProtocol: String, CaseIterable, Sendable { case tcp, udp }

/// A port beside the main one. A number alone is one that is published in development only.
package struct PortSpec: MappingDecodable {
  package static let noun = "port"
  package let port: Located<Int>
  package let publish, developmentPort: Located<Int>?
  package let networkProtocol: Located<NetworkProtocol>?

  package init?(_ keys: inout Keys) {
    let port = keys.required("port", .port, "Port that the service listens on")
    publish = keys.optional(
      "publish", .port, "Port of the host in production; with several replicas the first of so many")
    developmentPort = keys.optional(
      "dev", .port, "Port of the loopback interface in development; that of the service if not written")
    networkProtocol = keys.optional(
      "protocol", .choice(NetworkProtocol.allCases.map { ($0.rawValue, $0) }), "Protocol; tcp if not written")
    guard let port else { return nil }
    self.port = port
  }

  fileprivate init(_ port: Located<Int>) {
    (self.port, publish, developmentPort, networkProtocol) = (port, nil, nil, nil)
  }
}

/// A file of `NAME=value` lines, by its path from the workspace root.
package struct EnvironmentFile: MappingDecodable {
  package static let noun = "environment file"
  package let path: Located<String>
  /// It need not be there.
  package let isOptional: Located<Bool>?

  package init?(_ keys: inout Keys) {
    let path = keys.required("path", .path, "Path of the file")
    isOptional = keys.optional("optional", .boolean, "The file need not be there")
    guard let path else { return nil }
    self.path = path
  }

  fileprivate init(_ path: Located<String>) { (self.path, isOptional) = (path, nil) }
}

package struct Limits: MappingDecodable {
  package static let noun = "limits"
  package let memory: Located<ByteSize>?
  /// A decimal number.
  package let processors: Located<String>?
  package let processes: Located<Int>?

  package init?(_ keys: inout Keys) {
    memory = keys.optional("memory", .byteSize, "Memory, after which it is ended")
    processors = keys.optional("cpus", .processors, "Processors, or parts of one")
    processes = keys.optional("pids", .integer("a number of processes", 1...4_194_304), "Processes and threads")
  }
}

/// A limit of a process that it may raise itself up to the hard one; -1 is none. A number alone is both.
package struct Ulimit: MappingDecodable {
  package static let noun = "ulimit"
  package let soft, hard: Located<Int>

  package init?(_ keys: inout Keys) {
    let soft = keys.required("soft", .ulimitValue, "What holds at first")
    let hard = keys.required("hard", .ulimitValue, "What it may be raised to")
    guard let soft, let hard else { return nil }
    (self.soft, self.hard) = (soft, hard)
  }

  fileprivate init(_ both: Located<Int>) { (soft, hard) = (both, both) }
}

package struct Logging: MappingDecodable {
  package static let noun = "logging"
  package let driver: Located<String>
  package let options: [Entry<String>]

  package init?(_ keys: inout Keys) {
    let driver = keys.required("driver", .word, "Docker's logging driver, such as local, journald or a plugin")
    options = keys.optional("options", .map(.word, to: .line), "Options of the driver")?.value ?? []
    guard let driver else { return nil }
    self.driver = driver
  }
}

/// A network of the workspace: `internal` has no way out, and nothing on it can be published.
package enum NetworkKind: Sendable {
  case open, `internal`
  /// One that is there already, under this name.
  case external(Located<String>)
}

private struct ExternalNetwork: MappingDecodable {
  static let noun = "network"
  let name: Located<String>

  init?(_ keys: inout Keys) {
    let name = keys.required("external", .word, "Name of a network that is there already in production")
    guard let name else { return nil }
    self.name = name
  }
}

extension ValueType<ServiceKind> {
  fileprivate static let serviceKind = choice(ServiceKind.allCases.map { ($0.rawValue, $0) })
}

extension ValueType<PortSpec> { fileprivate static let namedPort = short(ValueType<Int>.port) { PortSpec($0) } }

extension ValueType<EnvironmentFile> {
  static let environmentFile = short(ValueType<String>.path) { EnvironmentFile($0) }
}

extension ValueType<Ulimit> { fileprivate static let ulimit = short(ValueType<Int>.ulimitValue) { Ulimit($0) } }

extension ValueType<NetworkKind> {
  private static let kind = choice([("open", .open), ("internal", .internal)])
  private static let external = ValueType<ExternalNetwork>.mapping(ExternalNetwork.self)

  static let network = Self(shape: { .either([kind.shape($0), external.shape($0)]) }) { node, decoder in
    if case .mapping = node.content { return external.decode(node, &decoder).map { .external($0.name) } }
    return kind.decode(node, &decoder)
  }
}
