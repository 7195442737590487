package import Diagnostics
import IR
import Spec
import YAML

extension Compose {
  package func print() -> [PrintedLine] {
    var fields = [Value.Field("name", .string(name.value), origin: name.range)]
    fields.append(.init("services", .mapping(services.map(\.field)), isSpaced: true))
    if !secrets.isEmpty { fields.append(.init("secrets", .mapping(secrets.map(\.field)))) }
    if !volumes.isEmpty {
      fields.append(.init("volumes", .mapping(volumes.map { .init($0.value, .null, origin: $0.range) })))
    }
    return Writer.lines(of: .mapping(fields), origin: name.range)
  }
}

extension Compose.Service {
  fileprivate var field: Value.Field { .init(name.value, .mapping(fields), origin: name.range) }

  private var fields: [Value.Field] {
    var fields = [source.field]
    if !command.isEmpty {
      fields.append(.init("command", .sequence(command.map { .init(.string($0.value.text), origin: $0.range) })))
    }
    if let profile { fields.append(.init("profiles", .strings([profile.value]), origin: profile.range)) }
    if runsInit { fields.append(.init("init", .boolean(true))) }
    if !environment.isEmpty {
      fields.append(
        .init(
          "environment",
          .mapping(environment.map { .init($0.key.value, .string($0.value.value.text), origin: $0.value.range) })))
    }
    if !ports.isEmpty { fields.append(.init("ports", .sequence(ports.map(\.item)), origin: ports[0].range)) }
    if !mounts.isEmpty { fields.append(.init("volumes", .sequence(mounts.map(\.item)), origin: mounts[0].range)) }
    if !secrets.isEmpty { fields.append(.init("secrets", .list(secrets), origin: secrets[0].range)) }
    if !dependencies.isEmpty {
      fields.append(.init("depends_on", .mapping(dependencies.map(\.field)), origin: dependencies[0].range))
    }
    if let health { fields.append(health.field) }
    if let deploy = deploy?.field { fields.append(deploy) }
    if let restart { fields.append(.init("restart", .string(restart.value), origin: restart.range)) }
    if let grace = stopGracePeriod {
      fields.append(.init("stop_grace_period", .string(grace.value.description), origin: grace.range))
    }
    fields += hardening?.fields ?? []
    if !temporaryFolders.isEmpty {
      fields.append(.init("tmpfs", .list(temporaryFolders), origin: temporaryFolders[0].range))
    }
    if !watch.isEmpty {
      fields.append(.init("develop", .mapping([.init("watch", .sequence(watch.map(\.item)))]), origin: watch[0].range))
    }
    return fields
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
    let condition = value.waitsForHealth ? "service_healthy" : "service_started"
    return .init(value.name, .mapping([.init("condition", .string(condition))]), origin: range)
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

extension DeployPlan {
  fileprivate var field: Value.Field? {
    var fields: [Value.Field] = []
    if let replicas { fields.append(.init("replicas", .integer(replicas.value), origin: replicas.range)) }
    var update: [Value.Field] = []
    if let parallelism { update.append(.init("parallelism", .integer(parallelism.value), origin: parallelism.range)) }
    if let order { update.append(.init("order", .string(order.value), origin: order.range)) }
    if !update.isEmpty { fields.append(.init("update_config", .mapping(update))) }
    if let restart {
      let condition = Value.Field("condition", .string(restart.value), origin: restart.range)
      fields.append(.init("restart_policy", .mapping([condition]), origin: restart.range))
    }
    guard !fields.isEmpty else { return nil }
    return .init(
      "deploy", .mapping(fields), origin: (replicas?.range ?? parallelism?.range) ?? order?.range ?? restart?.range)
  }
}

extension Compose.Hardening {
  fileprivate var fields: [Value.Field] {
    var fields: [Value.Field] = [
      .init("read_only", .boolean(true), origin: origin), .init("cap_drop", .strings(["ALL"]), origin: origin),
    ]
    if !addedCapabilities.isEmpty {
      fields.append(.init("cap_add", .strings(addedCapabilities.map(\.value)), origin: addedCapabilities[0].range))
    }
    fields.append(.init("security_opt", .strings(["no-new-privileges:true"]), origin: origin))
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
  fileprivate var text: String {
    pieces.map { piece -> String in
      switch piece {
      case .literal(let text): replacing("$", by: "$$", in: text)
      case .required(let name, let message): "${\(name):?\(message)}"
      case .defaulted(let name, let value): "${\(name):-\(value)}"
      }
    }.joined()
  }
}
