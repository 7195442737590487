import YAML

/// Changes of a service in the compose files, which say what specs cannot.
struct ImportedOverlay {
  /// Keys of the service.
  var keys: [Value.Field] = []
  /// Variables of its environment, which its spec has too.
  var environment: [Value.Field] = []
  /// Mounts beside those of its spec.
  var mounts: [Value.Item] = []
  /// Ports that are published at one address of the host alone; in development all of them are.
  var ports: [Value.Item] = []
  /// What is said of its networks, by the names that they have in the compose file.
  var networks: [(name: String, value: Value)] = []
  /// The command of its health check.
  var healthTest: Value?
  /// Secrets of the project.
  var secrets: [Value.Item] = []

  var isEmpty: Bool {
    keys.isEmpty && environment.isEmpty && mounts.isEmpty && ports.isEmpty && networks.isEmpty && healthTest == nil
      && secrets.isEmpty
  }

  /// What the documents have of the service already.
  struct Present {
    var mounts = false
    var ports = false
    var health = false
  }

  /// What stands under the overlay's name.
  func value(of service: String, besides present: Present, because: String) -> Value {
    let place = ["services", service]
    var (set, changes): ([Value.Field], [Value.Item]) = (keys, [])
    func change(_ path: [String], _ edit: Value.Field) -> Value.Item {
      .init(.mapping([.init("at", .strings(place + path)), edit]))
    }
    if !networks.isEmpty { set.append(.init("networks", .mapping(networks.map { .init($0.name, $0.value) }))) }
    if !secrets.isEmpty { set.append(.init("secrets", .sequence(secrets))) }
    if !mounts.isEmpty, !present.mounts { set.append(.init("volumes", .sequence(mounts))) }
    if !mounts.isEmpty, present.mounts { changes.append(change(["volumes"], .init("append", .sequence(mounts)))) }
    if !environment.isEmpty { changes.append(change(["environment"], .init("set", .mapping(environment)))) }
    // Development publishes every port, and checks no health.
    var production: [Value.Item] = []
    if let healthTest, present.health {
      production.append(change(["healthcheck"], .init("set", .mapping([.init("test", healthTest)]))))
    }
    if !ports.isEmpty, present.ports { production.append(change(["ports"], .init("append", .sequence(ports)))) }
    if !ports.isEmpty, !present.ports {
      production.append(change([], .init("set", .mapping([.init("ports", .sequence(ports))]))))
    }
    let common = (set.isEmpty ? [] : [change([], .init("set", .mapping(set)))]) + changes
    let documents = [("compose", common + production), ("development", common)].filter { !$0.1.isEmpty }
    return .mapping([.init("because", .string(because))] + documents.map { .init($0.0, .sequence($0.1)) })
  }
}
