import Diagnostics
import Driver
import YAML

/// What a container may take, and what it is allowed.
extension ComposeImport {
  func readLimits(_ key: String, _ value: Node, into service: inout ComposedService) -> Outcome {
    switch key {
    case "deploy": return readDeploy(value, into: &service)
    case "scale": return readReplicas(value, into: &service)
    case "mem_limit": return addLimit("memory", value, into: &service)
    case "cpus": return addLimit("cpus", value, into: &service)
    case "pids_limit": return addLimit("pids", value, into: &service)
    case "ulimits":
      var outcome = Outcome.expressed
      for entry in value.entries {
        let limit = ulimit(entry.value)
        if let limit, Self.ulimits.contains(entry.key.value) {
          service.ulimits.append(.init(entry.key.value, limit))
        } else {
          outcome = .missing("'\(entry.key.value.printable)' is no limit that a spec takes")
        }
      }
      return outcome
    default:
      let driver = variables.text(value["driver"]?.text ?? "json-file")
      let options = pairs(value["options"]).map { ($0.0, variables.text($0.1 ?? "")) }
      guard key == "logging", isWord(driver), options.allSatisfy({ isWord($0.0) && isLine($0.1) }) else {
        return .missing("it is not said as 'logging' with words")
      }
      service.logging = [.init("driver", .string(driver))]
      if !options.isEmpty {
        service.logging.append(.init("options", .mapping(options.map { .init($0.0, .string($0.1)) })))
      }
      return .expressed
    }
  }

  private static let ulimits: Set<String> = [
    "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
    "rttime", "sigpending", "stack",
  ]

  private func ulimit(_ value: Node) -> Value? {
    let numbers = [value["soft"] ?? value, value["hard"] ?? value].map { node in
      node.text.flatMap { Int(variables.text($0)) }
    }
    guard let soft = numbers[0], let hard = numbers[1], soft >= -1, hard >= -1,
      hard == -1 || (soft >= 0 && soft <= hard),
      max(soft, hard) <= 1_000_000_000_000
    else { return nil }
    if soft == hard { return .integer(soft) }
    return .mapping([.init("soft", .integer(soft)), .init("hard", .integer(hard))])
  }

  func isWord(_ text: String) -> Bool {
    !text.isEmpty && isImagePath(text.filter { $0 != ":" } + "x")
  }

  private func addLimit(_ name: String, _ value: Node?, into service: inout ComposedService) -> Outcome {
    guard let text = value?.text.map({ variables.text($0) }) else { return .expressed }
    let limit: Value?
    switch name {
    case "memory": limit = memory(text).map { .string($0) }
    case "cpus": limit = processors(text).map { .string($0) }
    default: limit = Int(text).flatMap { (1...4_194_304).contains($0) ? .integer($0) : nil }
    }
    guard let limit else { return .missing("'\(text.printable)' is no limit that a spec takes") }
    service.limits.removeAll { $0.key == name }
    service.limits.append(.init(name, limit))
    return .expressed
  }

  /// `1.5g` as whole mebibytes or kibibytes; nil where a container cannot run with it.
  private func memory(_ text: String) -> String? {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count).lowercased().filter { $0 != "i" }
    let factors: [String: Double] = [
      "": 1, "b": 1, "k": 1024, "kb": 1024, "m": 1_048_576, "mb": 1_048_576, "g": 1_073_741_824, "gb": 1_073_741_824,
    ]
    guard let amount = Double(number), let factor = factors[unit], amount * factor < 1e15 else { return nil }
    let bytes = Int(amount * factor)
    guard bytes >= 6 << 20, bytes >> 20 <= 1_000_000 else { return nil }
    return bytes % (1 << 20) == 0 || bytes >> 10 > 1_000_000 ? "\(bytes >> 20)MiB" : "\(bytes >> 10)KiB"
  }

  /// A number with up to two decimals.
  private func processors(_ text: String) -> String? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }), let whole = parts.first,
      whole.count <= 4
    else { return nil }
    let decimals = parts.count > 1 ? parts[1].prefix(2) : ""
    let number = (whole.isEmpty ? "0" : String(whole)) + (decimals.isEmpty ? "" : ".\(decimals)")
    return number.contains { ("1"..."9").contains($0) } ? number : nil
  }

  // MARK: Deployment

  private func readDeploy(_ value: Node, into service: inout ComposedService) -> Outcome {
    var outcome = Outcome.expressed
    func add(_ new: Outcome) { if new.grade == .missing || outcome.reason == nil { outcome = new } }
    for entry in value.entries {
      switch entry.key.value {
      case "replicas": add(readReplicas(entry.value, into: &service))
      case "restart_policy":
        service.restart = ["none": "none", "on-failure": "on-failure"][entry.value["condition"]?.text ?? ""] ?? "any"
        if entry.value.entries.count > 1 { add(.missing("of 'restart_policy' there is a key for 'condition' alone")) }
      case "update_config":
        let parallelism = entry.value["parallelism"]?.text.flatMap { Int($0) }
        if let parallelism, (0...1000).contains(parallelism) {
          service.update.append(.init("parallelism", .integer(parallelism)))
        }
        if let order = entry.value["order"]?.text, ["start-first", "stop-first"].contains(order) {
          service.update.append(.init("order", .string(order)))
        }
        if entry.value.entries.count > service.update.count {
          add(.missing("of 'update_config' there are keys for 'parallelism' and 'order' alone"))
        }
      case "resources":
        let limits = entry.value["limits"]
        for name in ["memory", "cpus", "pids"] { add(addLimit(name, limits?[name], into: &service)) }
        if entry.value["reservations"] != nil {
          add(.missing("'reservations' has no key; 'limits' are what a service may take at most"))
        }
      case let other: add(.missing("'\(other.printable)' of a deployment has no key"))
      }
    }
    return outcome
  }

  private func readReplicas(_ value: Node, into service: inout ComposedService) -> Outcome {
    guard let number = value.text.flatMap({ Int(variables.text($0)) }) else { return .missing("it is no number") }
    if number == 0 {
      // What runs none is started when it is asked for.
      service.profiles = service.profiles.isEmpty ? ["on-demand"] : service.profiles
      return .expressed("with no replicas it starts when it is asked for: it has the profile 'on-demand'")
    }
    guard (1...1000).contains(number) else { return .missing("\(number) is no number of replicas") }
    service.replicas = number
    return ComposeText(value.text ?? "").isLiteral
      ? .expressed : .expressed("it is the number that the variables say by default")
  }

  // MARK: Hardening

  func readHardening(_ key: String, _ value: Node, into service: inout ComposedService) -> Outcome {
    switch key {
    case "cap_drop": return .expressed
    case "privileged": service.isPrivileged = value.text == "true"
    case "read_only": service.isReadOnly = value.text == "true"
    case "cap_add":
      for text in value.texts {
        let name = text.uppercased()
        let capability = name.hasPrefix("CAP_") ? String(name.dropFirst(4)) : name
        guard Self.capabilities.contains(capability) else {
          return .missing("'\(text.printable)' is no capability")
        }
        if !service.capabilities.contains(capability) { service.capabilities.append(capability) }
      }
    case "devices":
      for item in value.items {
        let parts = (item.text ?? "").split(separator: ":")
        let isSame = parts.count < 2 || parts[0] == parts[1]
        guard let path = parts.first.map(String.init), path.hasPrefix("/dev/"), isSame, isImagePath(path),
          !path.contains("/.")
        else {
          guard let tree = value.overlaid else { return .missing("it holds control characters") }
          service.devices = []
          service.overlay.keys.append(.init(key, tree))
          return .overlaid
        }
        service.devices.append(path)
      }
    default:
      let others = value.texts.filter {
        !["no-new-privileges:true", "no-new-privileges", "no-new-privileges=true"].contains($0)
      }
      return others.isEmpty ? .expressed : overlay(key, value, into: &service)
    }
    return .expressed
  }

  private static let capabilities: Set<String> = [
    "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN",
    "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
    "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST",
    "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT",
    "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG",
    "WAKE_ALARM",
  ]
}
