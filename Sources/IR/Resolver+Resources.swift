import Diagnostics
import Spec

extension Resolver {
  mutating func resource(_ resource: ResourceSpec) -> ResourcePlan? {
    guard resource.use.isComplete, let template = library.resource(resource.use.template.value) else { return nil }
    let scope = scope(of: resource, template)
    guard let pinned = pin(template.image, in: scope, user: resource.use.template.range) else { return nil }
    checkTool(of: template, pinned.facts)
    let defaults = library.defaults
    let volumes = template.volumes.filter { holds($0.condition, in: scope) }
    return ResourcePlan(
      name: resource.name, template: resource.use.template, options: resource.use.options,
      description: template.description, image: pinned.image,
      platforms: published(pinned.image.value.reference, pinned.facts), port: template.port,
      outsidePort: template.outsidePort, developmentPort: developmentPort(of: resource, template),
      otherPorts: otherPorts(of: resource, template),
      entryPoint: template.entryPoint.compactMap { runtimeText($0, in: scope) },
      command: runtimeCommand(template.command, in: scope),
      environment: texts(template.environment, scope), secrets: secrets(of: resource, template),
      volumes: volumes.map { volume in
        Entry(key: volume.name.map { "\(resource.name.value)-\($0)" }, value: volume.path)
      },
      temporaryFolders: template.temporaryFolders, health: health(template, scope), isReadOnly: template.isReadOnly,
      capabilities: template.capabilities, stopGracePeriod: template.stopGracePeriod ?? defaults.stopGracePeriod,
      restart: defaults.restart, developmentRestart: defaults.developmentRestart,
      outputs: outputs(of: template, scope))
  }

  private mutating func scope(of resource: ResourceSpec, _ template: ResourceTemplate) -> Scope {
    var scope = Scope()
    scope.add("resource", resource.name)
    scope.add("port", template.port.map(String.init))
    scope.add("publish", developmentPort(of: resource, template).map(String.init))
    for port in template.otherPorts { scope.add("ports.\(port.key.value)", port.value.map(String.init)) }
    for secret in secrets(of: resource, template) {
      let key = String(secret.name.value.dropFirst(resource.name.value.count + 1))
      scope.add("secret.\(key)", secret.name.map { "/run/secrets/\($0)" })
    }
    add(resource.use.options, to: &scope, declared: template.options)
    return scope
  }

  /// Each secret of a resource is told by a variable of its own: DB_PASSWORD_FILE for the password of db.
  private func secrets(of resource: ResourceSpec, _ template: ResourceTemplate) -> [Secret] {
    let offered = template.outputs.flatMap(\.value.value.parts)
    return template.secrets.map { secret in
      let name = "\(resource.name.value)-\(secret.key.value)"
      let variable = name.uppercased().map { $0 == "-" ? "_" : $0 }
      let isOffered = offered.contains { part in
        if case .reference(let name) = part { name.value == "secret.\(secret.key.value)" } else { false }
      }
      return Secret(
        name: Located(name, resource.name.range), variable: String(variable) + "_FILE",
        description: secret.value.value, isOffered: isOffered)
    }
  }

  private mutating func texts(_ entries: [Entry<Text>], _ scope: Scope) -> [Entry<RuntimeText>] {
    entries.compactMap { entry in
      runtimeText(entry.value, in: scope).map { Entry(key: entry.key, value: $0) }
    }
  }

  /// What options put into an address must not be taken for its punctuation.
  private mutating func outputs(of template: ResourceTemplate, _ scope: Scope) -> [Entry<RuntimeText>] {
    let isAddress = { (output: Entry<Text>) in output.key.value == "url" }
    return texts(template.outputs.filter { !isAddress($0) }, scope)
      + texts(template.outputs.filter(isAddress), scope.percentEncoded)
  }

  private mutating func health(_ template: ResourceTemplate, _ scope: Scope) -> ResourceHealth? {
    guard let first = template.health.first else { return nil }
    let command = template.health.compactMap { runtimeText($0, in: scope)?.value }
    let (own, standard) = (template.healthTiming, library.defaults.health)
    let missing = Located(Duration.unset, first.range)
    return ResourceHealth(
      command: Located(command, first.range), interval: own?.interval ?? standard.interval ?? missing,
      timeout: own?.timeout ?? standard.timeout ?? missing,
      startPeriod: own?.startPeriod ?? standard.startPeriod ?? missing,
      retries: own?.retries ?? standard.retries ?? Located(3, first.range))
  }

  /// The image has the program that its health check begins with.
  private mutating func checkTool(of template: ResourceTemplate, _ facts: ImageFacts) {
    guard let tool = template.health.first, !facts.tools.contains(where: { $0.value == tool.value.written }) else {
      return
    }
    report(
      .init(
        .healthTool, "the image '\(facts.image.value.familiar)' has no '\(tool.value.written.printable)'",
        at: tool.range, unknown: tool.value.written, among: facts.tools.map(\.value)))
  }
}
