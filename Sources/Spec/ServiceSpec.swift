package import Diagnostics
import YAML

/// specs/<service>.yaml: what a service is.
package struct ServiceSpec: MappingDecodable {
  package static let noun = "service"
  package let name: Located<String>
  /// Name of the group whose defaults it has.
  package let group: Located<String>?
  package let description: Located<String>?
  package let path: Located<String>?
  /// Names of shared inputs.
  package let shared: [Located<String>]
  package let build: Located<BuildSpec>
  /// Further images of the same stages, by the end of their names.
  package let targets: [Entry<TargetSpec>]
  package let platforms: Located<[Located<Platform>]>?
  package let run: RunSpec?
  package let image: ImageSpec?
  package let deploy: DeploySpec?
  /// By the names of the template's stages.
  package let extensions: [Entry<StageExtension>]
  package let development: DevelopmentSpec?

  package init?(_ keys: inout Keys) {
    let name = keys.required("service", .name, "Name of the service, of its image and of its targets")
    group = keys.optional("group", .group, "Group of the workspace whose defaults the service has")
    keys.decoder.areDefaultsUnclear = keys.decoder.groups == nil || group == nil && keys.isMeant("group")
    description = keys.optional("description", .line, "What the service does, in a line")
    path = keys.optional(
      "path", .path, "Folder of the service's source; its name in the workspace's 'sources' if not written")
    shared = keys.list("shared", of: .name, "Shared inputs of the workspace that it builds with")
    let build = keys.required(
      "build", .build,
      "Language template and its options, stages or a Dockerfile of the service's own, an image, or 'undecided'")
    targets =
      keys.optional(
        "targets", .map(.name, to: .mapping(TargetSpec.self)),
        "Further images of the service, by the end of their names"
      )?.value ?? []
    let settings = SharedSettings(&keys)
    (platforms, run, image, deploy) = (settings.platforms, settings.run, settings.image, settings.deploy)
    if case .template(let use)? = build?.value {
      keys.decoder.template = keys.decoder.library?.language(use.template.value)
    }
    keys.decoder.isTemplateUnclear = build == nil
    extensions = keys.extensions()
    development = keys.optional("dev", .mapping(DevelopmentSpec.self), "The service in development")?.value
    guard let name, let build else { return nil }
    (self.name, self.build) = (name, build)
  }
}

/// The settings that services may have in common.
struct SharedSettings {
  let platforms: Located<[Located<Platform>]>?
  let run: RunSpec?
  let image: ImageSpec?
  let deploy: DeploySpec?

  init(_ keys: inout Keys) {
    platforms = keys.optional("platforms", .list(of: .platform), "Platforms to build for, instead of the workspace's")
    run = keys.optional("run", .mapping(RunSpec.self), "How the service runs")?.value
    image = keys.optional("image", .mapping(ImageSpec.self), "The image")?.value
    deploy =
      keys.optional("deploy", .mapping(DeploySpec.self), "How many of the service run, and how they are replaced")?
      .value
  }
}

package struct RunSpec: MappingDecodable {
  package static let noun = "run"
  package let port: Located<Int>?
  package let publish: Located<Int>?
  package let user: UserSpec?
  package let environment: [Entry<Setting>]
  package let health: Located<HealthSpec>?
  package let needs: [Located<String>]
  package let stopGracePeriod: Located<Duration>?
  package let container: ContainerSpec

  package init?(_ keys: inout Keys) {
    port = keys.optional("port", .port, "TCP port that the service listens on; it is told by the variable PORT")
    publish = keys.optional(
      "publish", .port, "Port of the host in production; with several replicas the first of so many")
    user = keys.optional("user", .mapping(UserSpec.self), "User that the service runs as")?.value
    environment =
      keys.optional("env", .map(.variable, to: .environmentValue), "Environment in production")?.value ?? []
    health = keys.optional("health", .health, "How to tell that the service is well")
    needs = keys.list("needs", of: .name, "Services and resources that have to be well before this one starts")
    stopGracePeriod = keys.optional("stop-grace-period", .duration, "Time between SIGTERM and SIGKILL")
    container = ContainerSpec(&keys)
  }
}

package struct UserSpec: MappingDecodable {
  package static let noun = "user"
  package let name: Located<String>?
  package let id: Located<Int>
  /// Why the service has to be root.
  package let rootReason: Located<String>?
  /// A reason is written, be it readable or not.
  package let hasRootReason: Bool

  package init?(_ keys: inout Keys) {
    name = keys.optional("name", .name, "Name of the user inside the image")
    let id = keys.required("uid", .userID, "Numeric id of the user and of its group")
    rootReason = keys.optional("root-because", .line, "Why the service has to run as root, where the uid is 0")
    hasRootReason = keys.isMeant("root-because")
    guard let id else { return nil }
    self.id = id
  }
}

/// A command, an HTTP path, or none.
package enum HealthSpec: Sendable {
  case command([Located<String>], HealthTiming?)
  case http(HTTPHealthSpec)
  case none
}

package struct HTTPHealthSpec: MappingDecodable {
  package static let noun = "health"
  package let path: Located<String>?
  package let command: [Located<String>]
  package let port: Located<Int>?
  package let probe: Located<String>?
  package let timing: HealthTiming?

  package init?(_ keys: inout Keys) {
    path = keys.optional("http", .urlPath, "Path that answers with status 200 when the service is well")
    command =
      keys.optional("command", .words, "Command that exits with 0 when the service is well")?.value ?? []
    keys.requireOne(of: ["http", "command"])
    port = keys.optional("port", .port, "Port to ask, if it is not the service's")
    probe = keys.optional("probe", .name, "Static program to copy in for images that can ask for no HTTP path")
    timing = HealthTiming(&keys)
  }
}

extension ValueType<HealthSpec> {
  fileprivate static let health = Self(shape: { decoder in
    .either([words.shape(decoder), mapping.shape(decoder), .choice(["none"])])
  }) { node, decoder in
    switch node.content {
    case .scalar where node.isNear("none"): return none.decode(node, &decoder)
    case .sequence: return words.decode(node, &decoder).map { .command($0, nil) }
    case .mapping:
      return mapping.decode(node, &decoder).map {
        $0.path == nil ? .command($0.command, $0.timing) : .http($0)
      }
    default:
      decoder.report(
        .wrongType, "expected a command as a list, a mapping with 'http', or none; found \(node.quoted)", at: node.range
      )
      return nil
    }
  }

  private static let words = ValueType<[Located<String>]>.words
  private static let none = choice([("none", .none)])
  private static let mapping = ValueType<HTTPHealthSpec>.mapping(HTTPHealthSpec.self)
}

package struct ImageSpec: MappingDecodable {
  package static let noun = "image"
  package let sizeBudget: Located<ByteSize>?
  package let labels: [Entry<String>]

  package init?(_ keys: inout Keys) {
    sizeBudget = keys.optional("size-budget", .byteSize, "Compressed size that the image may have on each platform")
    labels =
      keys.optional("labels", .map(.labelName, to: .line), "Labels of the image, beside those of the workspace")?.value
      ?? []
  }
}

package struct DeploySpec: MappingDecodable {
  package static let noun = "deploy"
  package let replicas: Located<Int>?
  package let update: UpdateSpec?
  package let restart: Located<String>?

  package init?(_ keys: inout Keys) {
    replicas = keys.optional("replicas", .integer("a number of replicas", 1...1000), "How many run at once")
    update = keys.optional("update", .mapping(UpdateSpec.self), "How they are replaced")?.value
    restart = keys.optional(
      "restart", .choice([("none", "none"), ("on-failure", "on-failure"), ("any", "any")]),
      "When one that ended is started again")
  }
}

package struct UpdateSpec: MappingDecodable {
  package static let noun = "update"
  package let parallelism: Located<Int>?
  package let order: Located<String>?

  package init?(_ keys: inout Keys) {
    parallelism = keys.optional(
      "parallelism", .integer("a number of containers", 0...1000), "How many are replaced at once")
    order = keys.optional(
      "order", .choice([("start-first", "start-first"), ("stop-first", "stop-first")]),
      "Which of old and new goes first")
  }
}

package struct DevelopmentSpec: MappingDecodable {
  package static let noun = "dev"
  package let port: Located<Int>?
  /// nil where it is that of production.
  package let environment: [Entry<Setting>]?
  package let environmentFiles: Located<[Located<EnvironmentFile>]>?
  package let command: [Located<String>]
  package let options: [Entry<OptionValue>]

  package init?(_ keys: inout Keys) {
    port = keys.optional("port", .port, "Port in development, inside and on the loopback interface")
    environment =
      keys.optional(
        "env", .map(.variable, to: .environmentValue), "Environment in development, instead of that of 'run'")?
      .value
    environmentFiles = keys.optional(
      "env-files", .list(of: .environmentFile), "Files with more of the environment, instead of those of 'run'")
    command =
      keys.optional("command", .words, "Builds and starts the service, instead of the template's command")?.value ?? []
    options = keys.options(keys.decoder.template?.developmentOptions ?? [])
    if keys.decoder.isTemplateUnclear { keys.passOverTheRest() }
  }
}
