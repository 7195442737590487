package import Diagnostics
import IR
import Spec
import YAML

extension Compose {
  package func print() -> [PrintedLine] { Writer.lines(of: tree, origin: name.range) }

  var tree: YAML.Value {
    var fields = [Value.Field("name", .string(name.value), origin: name.range)]
    fields.append(.init("services", .mapping(services.map(\.field)), isSpaced: true))
    if !secrets.isEmpty { fields.append(.init("secrets", .mapping(secrets.map(\.field)))) }
    if !volumes.isEmpty {
      fields.append(.init("volumes", .mapping(volumes.map { .init($0.value, .null, origin: $0.range) })))
    }
    if !networks.isEmpty { fields.append(.init("networks", .mapping(networks.map(\.field)))) }
    return .mapping(fields)
  }
}

extension Compose.Service {
  fileprivate var field: Value.Field { .init(name.value, .mapping(fields), origin: name.range) }

  private var fields: [Value.Field] {
    var fields = [source.field]
    if !profiles.isEmpty {
      fields.append(.init("profiles", .strings(profiles.map(\.value)), origin: profiles[0].range))
    }
    if let user { fields.append(.init("user", .string("\(user.value):\(user.value)"), origin: user.range)) }
    if !entryPoint.isEmpty { fields.append(.init("entrypoint", .words(entryPoint))) }
    if !command.isEmpty { fields.append(.init("command", .words(command))) }
    if runsInit { fields.append(.init("init", .boolean(true))) }
    if !environment.isEmpty {
      fields.append(
        .init(
          "environment",
          .mapping(environment.map { .init($0.key.value, .string($0.value.value.text), origin: $0.value.range) })))
    }
    if !environmentFiles.isEmpty {
      fields.append(.init("env_file", .sequence(environmentFiles.map(\.item)), origin: environmentFiles[0].range))
    }
    if !ports.isEmpty { fields.append(.init("ports", .sequence(ports.map(\.item)), origin: ports[0].range)) }
    if !mounts.isEmpty { fields.append(.init("volumes", .sequence(mounts.map(\.item)), origin: mounts[0].range)) }
    if !secrets.isEmpty { fields.append(.init("secrets", .list(secrets), origin: secrets[0].range)) }
    if !dependencies.isEmpty {
      fields.append(.init("depends_on", .mapping(dependencies.map(\.field)), origin: dependencies[0].range))
    }
    if let health { fields.append(health.field) }
    if let withoutHealthCheck {
      let disabled = Value.mapping([.init("disable", .boolean(true))])
      fields.append(.init("healthcheck", disabled, origin: withoutHealthCheck))
    }
    if let deploy = deployField { fields.append(deploy) }
    if let restart { fields.append(.init("restart", .string(restart.value), origin: restart.range)) }
    if let grace = stopGracePeriod {
      fields.append(.init("stop_grace_period", .string(grace.value.description), origin: grace.range))
    }
    fields += hardening?.fields ?? []
    fields += placement
    if !temporaryFolders.isEmpty {
      fields.append(.init("tmpfs", .list(temporaryFolders), origin: temporaryFolders[0].range))
    }
    if !watch.isEmpty {
      fields.append(.init("develop", .mapping([.init("watch", .sequence(watch.map(\.item)))]), origin: watch[0].range))
    }
    return fields
  }
}

extension Value {
  fileprivate static func words(_ words: [Located<Compose.Interpolated>]) -> Self {
    .sequence(words.map { .init(.string($0.value.text), origin: $0.range) })
  }
}

extension Compose.Source {
  fileprivate var field: Value.Field {
    switch self {
    case .image(let image): .init("image", .string(image.value.text), origin: image.range)
    case .build(let build): .init("build", .mapping(build.fields), origin: build.origin)
    }
  }
}

extension Compose.Build {
  fileprivate var fields: [Value.Field] {
    var fields: [Value.Field] = [.init("context", .string(context)), .init("dockerfile", .string(dockerfile))]
    if let target { fields.append(.init("target", .string(target.value), origin: target.range)) }
    if !arguments.isEmpty {
      fields.append(
        .init(
          "args", .mapping(arguments.map { .init($0.key.value, .string($0.value.value.text), origin: $0.key.range) })))
    }
    if !secrets.isEmpty {
      let items = secrets.map { secret in
        Value.Item(
          .mapping([.init("source", .string(secret.value.value)), .init("target", .string(secret.key.value))]),
          origin: secret.key.range)
      }
      fields.append(.init("secrets", .sequence(items), origin: secrets[0].key.range))
    }
    if let ssh { fields.append(.init("ssh", .strings(["default"]), origin: ssh)) }
    return fields
  }
}

extension Located<Compose.PublishedPort> {
  fileprivate var item: YAML.Value.Item {
    let range = value.published
    let published = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    var fields: [YAML.Value.Field] = [.init("target", .integer(value.target)), .init("published", .string(published))]
    if value.onLoopback { fields.append(.init("host_ip", .string("127.0.0.1"))) }
    if value.networkProtocol != .tcp { fields.append(.init("protocol", .string(value.networkProtocol.rawValue))) }
    return YAML.Value.Item(.mapping(fields), origin: self.range)
  }
}

extension Located<Compose.Mount> {
  fileprivate var item: YAML.Value.Item {
    let fields: [YAML.Value.Field]
    switch value {
    case .bind(let source, let target):
      fields = [.init("type", .string("bind")), .init("source", .string(source)), .init("target", .string(target))]
    case .volume(let name, let target):
      fields = [.init("type", .string("volume")), .init("source", .string(name)), .init("target", .string(target))]
    }
    return YAML.Value.Item(.mapping(fields), origin: range)
  }
}

extension Located<Compose.Dependency> {
  fileprivate var field: YAML.Value.Field {
    .init(value.name, .mapping([.init("condition", .string(value.condition.rawValue))]), origin: range)
  }
}

extension Compose.Health {
  fileprivate var field: Value.Field {
    let words = ["CMD"] + test.value.map(\.text)
    let fields: [Value.Field] = [
      .init("test", .strings(words), origin: test.range),
      .init("interval", .string(interval.value.description), origin: interval.range),
      .init("timeout", .string(timeout.value.description), origin: timeout.range),
      .init("start_period", .string(startPeriod.value.description), origin: startPeriod.range),
      .init("retries", .integer(retries.value), origin: retries.range),
    ]
    return .init("healthcheck", .mapping(fields), origin: test.range)
  }
}

extension Compose.Service {
  fileprivate var deployField: Value.Field? {
    let limited = limits?.field
    let fields = (deploy?.fields ?? []) + (limited.map { [$0] } ?? [])
    return fields.isEmpty ? nil : .init("deploy", .mapping(fields), origin: deploy?.origin ?? limits?.origin)
  }
}

extension DeployPlan {
  fileprivate var origin: SourceRange? {
    (replicas?.range ?? parallelism?.range) ?? order?.range ?? restart?.range
  }

  fileprivate var fields: [Value.Field] {
    var fields: [Value.Field] = []
    if let replicas { fields.append(.init("replicas", .integer(replicas.value), origin: replicas.range)) }
    var update: [Value.Field] = []
    if let parallelism { update.append(.init("parallelism", .integer(parallelism.value), origin: parallelism.range)) }
    if let order { update.append(.init("order", .string(order.value), origin: order.range)) }
    if !update.isEmpty {
      fields.append(.init("update_config", .mapping(update), origin: parallelism?.range ?? order?.range))
    }
    if let restart {
      let condition = Value.Field("condition", .string(restart.value), origin: restart.range)
      fields.append(.init("restart_policy", .mapping([condition]), origin: restart.range))
    }
    return fields
  }
}

extension Compose.Hardening {
  fileprivate var fields: [Value.Field] {
    var fields: [Value.Field] = []
    if !isOpen, writableRoot == nil { fields.append(.init("read_only", .boolean(true), origin: origin)) }
    if let privileged { fields.append(.init("privileged", .boolean(true), origin: privileged)) }
    if !isOpen, privileged == nil { fields.append(.init("cap_drop", .strings(["ALL"]), origin: origin)) }
    if !addedCapabilities.isEmpty {
      fields.append(.init("cap_add", .strings(addedCapabilities.map(\.value)), origin: addedCapabilities[0].range))
    }
    if !isOpen { fields.append(.init("security_opt", .strings(["no-new-privileges:true"]), origin: origin)) }
    return fields
  }
}

extension Located<Compose.WatchRule> {
  fileprivate var item: YAML.Value.Item {
    switch value {
    case .rebuild(let path):
      YAML.Value.Item(.mapping([.init("action", .string("rebuild")), .init("path", .string(path))]), origin: range)
    case .restart(let path, let ignored):
      YAML.Value.Item(
        .mapping([
          .init("action", .string("restart")), .init("path", .string(path)), .init("ignore", .strings(ignored)),
        ]), origin: range)
    }
  }
}

extension Compose.Secret {
  fileprivate var field: Value.Field {
    let field: Value.Field =
      switch source {
      case .file(let path): .init("file", .string(path.text))
      case .variable(let name): .init("environment", .string(name))
      }
    return .init(name.value, .mapping([field]), origin: name.range, comment: ["The \(description)."])
  }
}

extension Compose.Interpolated {
  /// As compose reads it: a dollar of a literal is doubled, a variable stands in braces.
  var text: String {
    pieces.map { piece -> String in
      switch piece {
      case .literal(let text): replacing("$", by: "$$", in: text)
      case .required(let name, let message): "${\(name):?\(message)}"
      case .defaulted(let name, let value): "${\(name):-\(value)}"
      }
    }.joined()
  }
}
