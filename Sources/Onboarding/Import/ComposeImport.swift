import Diagnostics
import Driver
import Spec
import YAML

/// What a compose file says of one of its services, as far as a spec can say it.
struct ComposedService {
  let name: String
  let range: SourceRange
  /// Reference of the image; nil where it is built.
  var image: String?
  /// Folder of the build context from the root, and the Dockerfile in it.
  var build: (context: String, dockerfile: String, target: String?, arguments: [String: String])?
  var port, publish: Int?
  var environment: [(name: String, value: String)] = []
  var needs: [String] = []
  var health: ImportedHealth?
  var entrypoint, command: [String]?
  var user: Int?
  var restart: String?
  var replicas: Int?
  var stopGracePeriod: String?
  var platforms: [String] = []
  var findings: [ImportFinding] = []
}

/// The services of a compose file.
struct ComposeImport {
  var services: [ComposedService] = []
  /// Folder of the file, which its paths start from.
  let folder: String

  init(_ node: Node, folder: String) {
    self.folder = folder
    for entry in node["services"]?.entries ?? [] { services.append(service(entry)) }
  }

  private func service(_ entry: Node.Entry) -> ComposedService {
    var service = ComposedService(
      name: serviceName(entry.key.value) ?? "service", range: entry.key.range)
    for key in entry.value.entries {
      let reason = read(key.key.value, key.value, into: &service)
      service.findings.append(
        ImportFinding(
          what: key.key.value, range: key.key.range, grade: reason == nil ? .expressed : .missing, reason: reason))
    }
    return service
  }

  /// Takes a key over; why that could not be done, or nil.
  private func read(_ key: String, _ value: Node, into service: inout ComposedService) -> String? {
    switch key {
    case "image": service.image = value.text.map { interpolated($0) }
    case "build": return readBuild(value, into: &service)
    case "ports": return readPorts(value, into: &service)
    case "environment": return readEnvironment(value, into: &service)
    case "depends_on": service.needs = value.texts + value.entries.map(\.key.value)
    case "links": service.needs += value.texts.map { String($0.prefix { $0 != ":" }) }
    case "healthcheck": return readHealth(value, into: &service)
    case "command": service.command = words(value)
    case "entrypoint": service.entrypoint = words(value)
    case "restart": service.restart = ["no": "none", "on-failure": "on-failure"][value.text ?? ""] ?? "any"
    case "stop_grace_period":
      service.stopGracePeriod = value.text.flatMap { specDuration($0) }
      return service.stopGracePeriod == nil ? "the duration is none of whole seconds" : nil
    case "platform": service.platforms = value.text.map { [interpolated($0)] } ?? []
    case "user":
      service.user = value.text.flatMap { Int($0.prefix { $0 != ":" }) }.flatMap {
        (0..<4_294_967_294).contains($0) ? $0 : nil
      }
      return service.user == nil ? "a user is a number in a spec" : nil
    case "deploy": return readDeploy(value, into: &service)
    case "expose":
      service.port = service.port ?? value.texts.first.flatMap { portNumber($0) }
    case "container_name", "hostname", "networks", "tty", "stdin_open", "init", "version", "pull_policy", "logging",
      "attach":
      return nil
    case "volumes": return "what is mounted: sources are mounted in development, and data is a resource's"
    case "env_file": return "variables are written in 'env'"
    case "profiles": return "every service of a spec runs"
    default: return "there is no key for it"
    }
    return nil
  }

  private func readBuild(_ value: Node, into service: inout ComposedService) -> String? {
    let context = interpolated(value.text ?? value["context"]?.text ?? ".")
    guard let folder = path(context) else { return "the context '\(context.printable)' is not inside the repository" }
    let file = interpolated(value["dockerfile"]?.text ?? "Dockerfile")
    var arguments: [String: String] = [:]
    for (name, text) in pairs(value["args"]) { arguments[name] = text.map { interpolated($0) } }
    service.build = (folder, file, value["target"]?.text.map { interpolated($0) }, arguments)
    let known: Set<String> = ["context", "dockerfile", "target", "args", "cache_from", "cache_to", "platforms", "tags"]
    return value.entries.first { !known.contains($0.key.value) }.map { "'\($0.key.value)' of a build has no key" }
  }

  /// A path from the root of the repository; nil where it leads outside.
  private func path(_ relative: String) -> String? {
    guard !relative.hasPrefix("/"), !relative.contains("://") else { return nil }
    var parts = folder.split(separator: "/").map(String.init)
    for part in relative.split(separator: "/") where part != "." {
      if part == "..", parts.popLast() == nil { return nil }
      if part != ".." { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }

  private func readPorts(_ value: Node, into service: inout ComposedService) -> String? {
    var reason: String?
    for item in value.items {
      var (target, published): (Int?, Int?)
      if let text = item.text.map({ interpolated($0) }) {
        let parts = text.prefix { $0 != "/" }.split(separator: ":")
        target = parts.last.flatMap { portNumber($0) }
        published = parts.count > 1 ? portNumber(parts[parts.count - 2]) : nil
      } else {
        target = item["target"]?.text.flatMap { portNumber($0) }
        published = item["published"]?.text.flatMap { portNumber($0) }
      }
      guard let target else {
        reason = "'\(item.quoted)' is no single port"
        continue
      }
      if service.publish == nil, service.port == nil || service.port == target {
        (service.port, service.publish) = (target, published)
      } else {
        reason = "a service publishes one port, \(service.port ?? target); \(target) is another"
      }
    }
    return reason
  }

  private func readEnvironment(_ value: Node, into service: inout ComposedService) -> String? {
    var reason: String?
    for (name, text) in pairs(value) {
      guard isVariable(name), let text else {
        reason = "'\(name.printable)' has no value: it is that of whoever starts the service"
        continue
      }
      guard let known = fullyInterpolated(text) else {
        reason = "the value of '\(name)' is that of whoever starts the service"
        continue
      }
      guard !isSecretName(name), !hasPassword(known) else {
        reason = "'\(name)' holds a secret, which has to be supplied as one"
        continue
      }
      let isText = known.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control }
      if isText { service.environment.append((name, known)) }
    }
    return reason
  }

  /// An address with a password in it.
  private func hasPassword(_ text: String) -> Bool {
    guard let scheme = text.firstRange(of: "://"), let at = text[scheme.upperBound...].firstIndex(of: "@") else {
      return false
    }
    return text[scheme.upperBound..<at].contains(":")
  }

  private func readHealth(_ value: Node, into service: inout ComposedService) -> String? {
    if value["disable"]?.text == "true" {
      service.health = ImportedHealth()
      return nil
    }
    guard let test = value["test"] else { return "it has no command" }
    var command = test.texts.map { interpolated($0) }
    if let text = test.text { command = ["CMD-SHELL", interpolated(text)] }
    guard let form = command.first, command.count > 1 else {
      if command.first == "NONE" { service.health = ImportedHealth() }
      return command.first == "NONE" ? nil : "it has no command"
    }
    let words = form == "CMD" ? Array(command.dropFirst()) : ["/bin/sh", "-c", command[1]]
    guard words.allSatisfy(isLine) else { return "the command has more than one line" }
    var fields: [Value.Field] = []
    for (key, name) in [("interval", "interval"), ("timeout", "timeout"), ("start_period", "start-period")] {
      if let text = value[key]?.text.flatMap({ specDuration($0) }) { fields.append(.init(name, .string(text))) }
    }
    if let retries = value["retries"]?.text.flatMap({ Int($0) }), (1...100).contains(retries) {
      fields.append(.init("retries", .integer(retries)))
    }
    service.health = ImportedHealth(command: words, timing: fields)
    return nil
  }

  private func readDeploy(_ value: Node, into service: inout ComposedService) -> String? {
    service.replicas = value["replicas"]?.text.flatMap { Int($0) }.flatMap { (1...1000).contains($0) ? $0 : nil }
    return value.entries.first { $0.key.value != "replicas" }.map { "'\($0.key.value)' of a deployment is not taken" }
  }

  private func words(_ value: Node) -> [String]? {
    if let text = value.text {
      let words = quotedWords(interpolated(text)).map { word in
        (try? StageVariables().expand(word))?.literal ?? word
      }
      return words.isEmpty ? nil : words
    }
    let texts = value.texts.map { interpolated($0) }
    return texts.isEmpty ? nil : texts
  }

  /// Names and values, of a mapping or of a list of name=value.
  private func pairs(_ node: Node?) -> [(String, String?)] {
    guard let node else { return [] }
    return node.entries.map { ($0.key.value, $0.value.isEmpty ? nil : $0.value.text) }
      + node.texts.map { text in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
      }
  }
}
