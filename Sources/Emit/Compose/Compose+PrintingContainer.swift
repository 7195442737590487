import Diagnostics
import IR
import Spec
import YAML

extension Compose.Service {
  /// Where the container is put, and what it gets of the machine.
  var placement: [Value.Field] {
    var fields: [Value.Field] = []
    if !devices.isEmpty {
      let mapped = devices.map { device in device.map { "\($0):\($0)" } }
      fields.append(.init("devices", .list(mapped), origin: devices[0].range))
    }
    if !ulimits.isEmpty {
      fields.append(.init("ulimits", .mapping(ulimits.map(\.field)), origin: ulimits[0].key.range))
    }
    if let logging { fields.append(logging.field) }
    if !networks.isEmpty { fields.append(.init("networks", .list(networks), origin: networks[0].range)) }
    return fields
  }
}

extension Located<Compose.EnvironmentFile> {
  var item: YAML.Value.Item {
    let required: [YAML.Value.Field] = value.isOptional ? [.init("required", .boolean(false))] : []
    return YAML.Value.Item(.mapping([.init("path", .string(value.path))] + required), origin: range)
  }
}

extension Compose.Network {
  var field: Value.Field {
    if let external {
      let fields: [Value.Field] = [
        .init("name", .string(external.value), origin: external.range), .init("external", .boolean(true)),
      ]
      return .init(name.value, .mapping(fields), origin: name.range)
    }
    return .init(name.value, isInternal ? .mapping([.init("internal", .boolean(true))]) : .null, origin: name.range)
  }
}

extension Limits {
  var origin: SourceRange? { (processors?.range ?? memory?.range) ?? processes?.range }

  /// Under `deploy`.
  var field: Value.Field? {
    var fields: [Value.Field] = []
    if let processors { fields.append(.init("cpus", .string(processors.value), origin: processors.range)) }
    if let memory { fields.append(.init("memory", .string(memory.value.composed), origin: memory.range)) }
    if let processes { fields.append(.init("pids", .integer(processes.value), origin: processes.range)) }
    guard let origin else { return nil }
    let limits = Value.Field("limits", .mapping(fields), origin: origin)
    return .init("resources", .mapping([limits]), origin: origin)
  }
}

extension ByteSize {
  /// As compose writes it, whose kilobyte has 1024 bytes.
  fileprivate var composed: String {
    for (unit, shift) in [("g", 30), ("m", 20), ("k", 10)] where bytes % (1 << shift) == 0 {
      return "\(bytes >> shift)\(unit)"
    }
    return "\(bytes)b"
  }
}

extension Entry<Ulimit> {
  fileprivate var field: YAML.Value.Field {
    let (soft, hard) = (value.value.soft, value.value.hard)
    if soft.range == hard.range { return .init(key.value, .integer(soft.value), origin: soft.range) }
    let fields: [YAML.Value.Field] = [
      .init("soft", .integer(soft.value), origin: soft.range), .init("hard", .integer(hard.value), origin: hard.range),
    ]
    return .init(key.value, .mapping(fields), origin: key.range)
  }
}

extension Logging {
  fileprivate var field: Value.Field {
    var fields: [Value.Field] = [.init("driver", .string(driver.value), origin: driver.range)]
    if !options.isEmpty {
      let written = options.map { option in
        let text = Compose.Interpolated(pieces: [.literal(option.value.value)]).text
        return Value.Field(option.key.value, .string(text), origin: option.value.range)
      }
      fields.append(.init("options", .mapping(written), origin: options[0].value.range))
    }
    return .init("logging", .mapping(fields), origin: driver.range)
  }
}
