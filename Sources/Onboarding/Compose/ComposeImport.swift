import Diagnostics
import Driver
import YAML

/// The services of a compose file.
struct ComposeImport {
  /// A network of the file, as the workspace has it.
  enum Network: Equatable {
    case open, `internal`
    case external(String)
  }

  private(set) var services: [ComposedService] = []
  /// By their names in the file.
  private(set) var networks: [String: Network] = [:]
  /// What came of keys beside the services.
  private(set) var findings: [ImportFinding] = []
  /// Secrets by name, as the file declares them.
  private(set) var secrets: [Node.Entry] = []
  /// Folder of the file, which its paths start from.
  let folder: String
  let variables: ComposeVariables

  init(_ node: Node, folder: String, variables: ComposeVariables = ComposeVariables()) {
    (self.folder, self.variables) = (folder, variables)
    for entry in node["networks"]?.entries ?? [] { addNetwork(entry) }
    secrets = node["secrets"]?.entries ?? []
    let all = node["services"]?.entries ?? []
    for entry in all { services.append(service(entry, among: all)) }
    for entry in node.entries where ["include", "models"].contains(entry.key.value) {
      add(entry.key, .missing("each file is read by itself, and there is no key for it"))
    }
  }

  private mutating func add(_ key: Located<String>, _ outcome: Outcome) {
    findings.append(
      ImportFinding(what: key.value, range: key.range, grade: outcome.grade, reason: outcome.reason))
  }

  private mutating func addNetwork(_ entry: Node.Entry) {
    let (name, network) = (entry.key.value, entry.value)
    let isExternal = network["external"].map { $0.text == "true" || !$0.entries.isEmpty } ?? false
    if isExternal {
      let given = network["name"]?.text ?? network["external"]?["name"]?.text ?? name
      let word = variables.text(given)
      guard isWord(word) else {
        return add(entry.key, .missing("'\(word.printable)' is no name of a network"))
      }
      networks[name] = .external(word)
    } else {
      networks[name] = network["internal"]?.text == "true" ? .internal : .open
    }
    let known: Set<String> = ["name", "external", "internal", "driver"]
    if let other = network.entries.first(where: { !known.contains($0.key.value) }) {
      add(entry.key, .missing("'\(other.key.value.printable)' of a network has no key"))
    } else if let driver = network["driver"]?.text, driver != "bridge", driver != "default" {
      add(entry.key, .missing("networks are of the driver 'bridge', and this is '\(driver.printable)'"))
    }
  }

  private func service(_ entry: Node.Entry, among all: [Node.Entry]) -> ComposedService {
    var service = ComposedService(
      name: serviceName(entry.key.value) ?? "service", range: entry.key.range)
    var node = entry.value
    if let extended = node["extends"], extended["file"] == nil,
      let base = all.first(where: { $0.key.value == (extended["service"]?.text ?? extended.text) })
    {
      node = node.merging(base.value) { _, own, base in own.merging(base) }
    }
    for key in node.entries {
      let outcome = read(key.key.value, key.value, into: &service)
      service.findings.append(
        ImportFinding(what: key.key.value, range: key.key.range, grade: outcome.grade, reason: outcome.reason))
    }
    return service
  }

  /// Takes a key over; what came of it.
  private func read(_ key: String, _ value: Node, into service: inout ComposedService) -> Outcome {
    switch key {
    case "image": return readImage(value, into: &service)
    case "build": return readBuild(value, into: &service)
    case "extends":
      return value["file"] == nil ? .expressed : .missing("what another file says of the service is not read")
    case "ports", "expose": return readPorts(value, isPublished: key == "ports", into: &service)
    case "environment": return readEnvironment(value, into: &service)
    case "env_file": return readEnvironmentFiles(value, into: &service)
    case "depends_on": return readNeeds(value, into: &service)
    case "links": return readLinks(value, into: &service)
    case "healthcheck": return readHealth(value, into: &service)
    case "command", "entrypoint": return readCommand(key, value, into: &service)
    case "working_dir", "stop_signal", "user": return readProcess(key, value, into: &service)
    case "restart":
      let restart = variables.text(value.text ?? "")
      service.restart = restart == "no" ? "none" : restart.hasPrefix("on-failure") ? "on-failure" : "any"
    case "stop_grace_period":
      service.stopGracePeriod = value.text.flatMap { specDuration(variables.text($0)) }
      return service.stopGracePeriod == nil ? .missing("the duration is none of whole seconds") : .expressed
    case "platform": service.platforms = value.text.map { [variables.text($0)] } ?? []
    case "volumes": return readMounts(value, into: &service)
    case "tmpfs": return readTemporaryFolders(value, into: &service)
    case "networks": return readNetworks(value, into: &service)
    case "profiles":
      service.profiles = value.texts.compactMap { serviceName($0) }.filter { $0.utf8.count > 1 }.distinct
      return service.profiles.count == value.texts.distinct.count
        ? .expressed : .missing("a profile has another name here")
    case "deploy", "scale", "mem_limit", "cpus", "pids_limit", "ulimits", "logging", "log_driver", "log_opt":
      return readLimits(key, value, into: &service)
    case "cap_add", "cap_drop", "devices", "privileged", "read_only", "security_opt":
      return readHardening(key, value, into: &service)
    case "init": service.needsInit = value.text == "true"
    case "secrets": service.secrets = value.items
    case "container_name":
      guard value.text != service.name else { return .expressed }
      return .expressed("compose names the container; others reach it as '\(service.name)'")
    case "version", "pull_policy", "attach": return .expressed
    case "develop": return .expressed("the spec says what development watches")
    case _ where key.hasPrefix("x-"): return .expressed
    default: return overlay(key, value, into: &service)
    }
    return .expressed
  }

  /// Keys of the compose file format that an overlay says as they were.
  private static let overlaidKeys: Set<String> = [
    "annotations", "blkio_config", "cgroup", "cgroup_parent", "cpu_count", "cpu_percent", "cpu_period", "cpu_quota",
    "cpu_rt_period", "cpu_rt_runtime", "cpu_shares", "cpuset", "device_cgroup_rules", "dns", "dns_opt", "dns_search",
    "domainname", "extra_hosts", "gpus", "group_add", "hostname", "ipc", "isolation", "labels", "mac_address",
    "mem_reservation", "mem_swappiness", "memswap_limit", "network_mode", "oom_kill_disable", "oom_score_adj", "pid",
    "runtime", "security_opt", "shm_size", "stdin_open", "storage_opt", "sysctls", "tty", "userns_mode", "uts",
  ]

  func overlay(_ key: String, _ value: Node, into service: inout ComposedService) -> Outcome {
    guard Self.overlaidKeys.contains(key) else { return .missing("there is no key for it") }
    if key == "hostname", value.text == service.name { return .expressed }
    // These name another service, which may be called otherwise here.
    if ["ipc", "network_mode", "pid"].contains(key), value.text?.contains(":") == true {
      return .missing("there is no key for it; an overlay can say it")
    }
    guard let tree = value.overlaid else { return .missing("it holds control characters") }
    service.overlay.keys.append(.init(key, tree))
    return .overlaid
  }

  private func readImage(_ value: Node, into service: inout ComposedService) -> Outcome {
    guard let text = value.text else { return .missing("it is no name") }
    service.image = variables.text(text)
    let isKnown = variables.complete(text) != nil
    if service.build == nil, !isKnown { return .missing("it depends on variables that only whoever starts it knows") }
    return ComposeText(text).isLiteral ? .expressed : .expressed("it is that which the variables say by default")
  }

  private func readBuild(_ value: Node, into service: inout ComposedService) -> Outcome {
    let context = variables.text(value.text ?? value["context"]?.text ?? ".")
    guard let folder = path(context) else {
      return .missing("the context '\(context.printable)' is not inside the repository")
    }
    if let text = value["dockerfile_inline"]?.text {
      service.build = .inline(context: folder, text: text)
    } else {
      let file = variables.text(value["dockerfile"]?.text ?? "Dockerfile")
      guard let path = joined(folder, file) else {
        return .missing("the Dockerfile '\(file.printable)' is not inside the repository")
      }
      service.build = .file(context: folder, path: path)
    }
    service.target = value["target"]?.text.map { variables.text($0) }
    for (name, text) in pairs(value["args"]) {
      let supplied = ComposeText.Variable(name: name, operation: nil, operand: "")
      service.buildArguments[name] = text.map { variables.text($0) } ?? variables.standard(supplied)
    }
    let known: Set<String> = [
      "context", "dockerfile", "dockerfile_inline", "target", "args", "cache_from", "cache_to", "platforms", "tags",
      "pull", "no_cache",
    ]
    service.platforms += value["platforms"]?.texts ?? []
    guard let other = value.entries.first(where: { !known.contains($0.key.value) }) else { return .expressed }
    return .missing("'\(other.key.value.printable)' of a build has no key")
  }

  // MARK: What values are

  /// A path from the root of the repository; nil where it leads outside.
  func path(_ relative: String) -> String? { joined(folder, relative) }

  private func joined(_ folder: String, _ relative: String) -> String? {
    guard !relative.hasPrefix("/"), !relative.hasPrefix("~"), !relative.contains("://") else { return nil }
    var parts = folder.split(separator: "/").map(String.init)
    for part in relative.split(separator: "/") where part != "." {
      if part == "..", parts.popLast() == nil { return nil }
      if part != ".." { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }

  /// Names and values, of a mapping or of a list of name=value.
  func pairs(_ node: Node?) -> [(String, String?)] {
    guard let node else { return [] }
    return node.entries.map { ($0.key.value, $0.value.isEmpty ? nil : $0.value.text) }
      + node.texts.map { text in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
      }
  }
}
