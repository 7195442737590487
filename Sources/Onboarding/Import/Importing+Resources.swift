import Diagnostics
import Driver
import Spec
import YAML

/// Services of compose files that are resources.
extension Importing {
  /// Writes a service as a resource, and grades what of it the template does not decide.
  mutating func carry(
    _ service: inout ComposedService, as name: String, _ resource: (template: String, options: [Value.Field]),
    _ names: ComposeNames
  ) {
    let template = library.resource(resource.template)
    var options = resource.options
    if let command = service.command { addArguments(command, template, &options, &service) }
    resources.append((name, resource.template, publishing(resource.template, options)))
    for mount in service.mounts {
      guard case .bind(let path, let written, let target, let isReadOnly) = mount else { continue }
      service.overlay.mounts.append(
        .init(.string("\(path.map { "../\($0)" } ?? written):\(target)\(isReadOnly ? ":ro" : "")")))
      service.grade("volumes", .overlaid("an overlay mounts '\(written.printable)'"))
    }
    if !service.profiles.isEmpty {
      service.overlay.keys.append(.init("profiles", .strings(service.profiles)))
      service.grade("profiles", .overlaid)
    }
    if service.ports.contains(where: { $0.publish != nil }) {
      service.grade("ports", .expressed("a resource is published in development alone"))
    }
    // The rest is the template's: the same process, whoever describes it.
    service.overlay.keys.removeAll { ["command", "entrypoint", "labels"].contains($0.key) }
    service.overlay.environment = []
    service.overlay.ports = []
    service.overlay.networks = []
    service.overlay.healthTest = nil
    let decided: Set<String> = [
      "environment", "env_file", "healthcheck", "networks", "user", "ports", "secrets", "entrypoint",
    ]
    service.findings = service.findings.map { finding in
      decided.contains(finding.what) && finding.grade != .expressed
        ? ImportFinding(
          what: finding.what, range: finding.range, grade: .expressed,
          reason: "the template of the resource '\(resource.template)' decides it") : finding
    }
    addOverlay(service, as: name, besides: .init(mounts: template?.volumes.isEmpty == false), from: names.path)
  }

  /// What follows the program in the command, where the template takes arguments.
  private func addArguments(
    _ command: [String], _ template: ResourceTemplate?, _ options: inout [Value.Field], _ service: inout ComposedService
  ) {
    let program = command.first.map { !$0.hasPrefix("-") } ?? false
    let arguments = Array(command.dropFirst(program ? 1 : 0))
    let isPlain =
      program == false
      || ["mysqld", "mariadbd", "postgres", "mongod", "redis-server", "valkey-server", "nats-server"].contains(
        command[0])
    let isTaken = template?.options.contains { $0.name.value == "arguments" } ?? false
    guard !arguments.isEmpty else { return }
    guard isPlain, isTaken, arguments.allSatisfy(isLine) else {
      return service.grade("command", .missing("the resource has a command of its own"))
    }
    // A password in an argument is a secret of the resource.
    guard !arguments.contains(where: { $0.contains("requirepass") }) else {
      return service.grade("command", .missing("it holds a password, and the resource has none or one of its own"))
    }
    options.append(.init("arguments", .strings(arguments)))
  }

  /// The resource template of an image, with the options that its tag and environment tell.
  func resource(_ image: String, _ service: ComposedService) -> (template: String, options: [Value.Field])? {
    var name = String(image.prefix { $0 != "@" })
    if name.hasPrefix("docker.io/"), name.split(separator: "/").count == 2 {
      name = String(name.dropFirst("docker.io/".count))
    }
    guard let reference = try? ImageReference(parsing: name) else { return nil }
    for template in library.resources {
      guard case .literal(let start)? = template.image.value.parts.first,
        start.prefix(while: { $0 != ":" }) == reference.repository
      else { continue }
      var fields: [Value.Field] = []
      for option in template.options {
        guard !option.isVersion else {
          let release = reference.tag.flatMap { version(in: $0) } ?? option.example?.value.written
          if let release, option.accepts(release) { fields.append(.init(option.name.value, .string(release))) }
          continue
        }
        let variable = template.environment.first { $0.value.value.soleReference?.value == option.name.value }
        let setting = service.environment.first { $0.name == variable?.key.value }?.value
        switch (setting, option.kind) {
        case (.literal(let text)?, _) where option.accepts(text):
          fields.append(.init(option.name.value, .string(text)))
        case (.variable(_, let standard, _)?, .setting) where standard?.isEmpty != true:
          if let setting { fields.append(.init(option.name.value, value(of: setting))) }
        case (.variable(_, let standard?, _)?, _) where option.accepts(standard):
          fields.append(.init(option.name.value, .string(standard)))
        default: break
        }
      }
      return (template.name.value, fields)
    }
    return nil
  }

  /// The resource at a port of the loopback interface that no other has.
  private mutating func publishing(_ template: String, _ options: [Value.Field]) -> Value {
    let fields = [Value.Field(template, .mapping(options))]
    guard let resource = library.resource(template) else { return .mapping(fields) }
    let own = resource.port.value
    let free = freePort(own)
    var published = free == own ? [] : [Value.Field("port", .integer(free))]
    for port in resource.otherPorts {
      let free = freePort(port.value.value)
      if free != port.value.value { published.append(.init(port.key.value, .integer(free))) }
    }
    return .mapping(published.isEmpty ? fields : fields + [.init("publish", .mapping(published))])
  }
}
