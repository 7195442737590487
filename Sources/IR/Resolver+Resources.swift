import Diagnostics
import Spec

extension Resolver {
  mutating func resource(_ resource: ResourceSpec) -> ResourcePlan? {
    guard resource.use.isComplete, let template = library.resource(resource.use.template.value) else { return nil }
    let scope = scope(of: resource, template)
    guard let pinned = pin(template.image, in: scope, user: resource.use.template.range) else { return nil }
    let defaults = library.defaults
    let volumes = template.volumes.filter { holds($0.condition, in: scope) }
    return ResourcePlan(
      name: resource.name, template: resource.use.template, options: resource.use.options,
      description: template.description, image: pinned.image, port: template.port,
      developmentPort: resource.publish ?? template.port,
      command: template.command.compactMap { runtimeText($0, in: scope) },
      environment: texts(template.environment, scope), secrets: secrets(of: resource, template),
      volumes: volumes.map { volume in
        Entry(key: volume.name.map { "\(resource.name.value)-\($0)" }, value: volume.path)
      },
      temporaryFolders: template.temporaryFolders, health: health(template, scope),
      capabilities: template.capabilities, stopGracePeriod: template.stopGracePeriod ?? defaults.stopGracePeriod,
      restart: defaults.restart, developmentRestart: defaults.developmentRestart,
      outputs: texts(template.outputs, scope))
  }

  private mutating func scope(of resource: ResourceSpec, _ template: ResourceTemplate) -> Scope {
    var scope = Scope()
    scope.add("resource", resource.name)
    scope.add("port", template.port.map(String.init))
    for secret in secrets(of: resource, template) {
      let key = String(secret.name.value.dropFirst(resource.name.value.count + 1))
      scope.add("secret.\(key)", secret.name.map { "/run/secrets/\($0)" })
    }
    add(resource.use.options, to: &scope, declared: template.options)
    return scope
  }

  /// Each secret of a resource is told by a variable of its own: DB_PASSWORD_FILE for the password of db.
  private func secrets(of resource: ResourceSpec, _ template: ResourceTemplate) -> [Secret] {
    template.secrets.map { secret in
      let name = "\(resource.name.value)-\(secret.key.value)"
      let variable = name.uppercased().map { $0 == "-" ? "_" : $0 }
      return Secret(
        name: Located(name, resource.name.range), variable: String(variable) + "_FILE", description: secret.value.value)
    }
  }

  private mutating func texts(_ entries: [Entry<Text>], _ scope: Scope) -> [Entry<RuntimeText>] {
    entries.compactMap { entry in
      runtimeText(entry.value, in: scope).map { Entry(key: entry.key, value: $0) }
    }
  }

  private mutating func health(_ template: ResourceTemplate, _ scope: Scope) -> ResourceHealth? {
    guard let first = template.health.first else { return nil }
    let command = template.health.compactMap { runtimeText($0, in: scope)?.value }
    let standard = library.defaults.health
    let missing = Located(Duration.unset, first.range)
    return ResourceHealth(
      command: Located(command, first.range), interval: standard.interval ?? missing,
      timeout: standard.timeout ?? missing, startPeriod: standard.startPeriod ?? missing,
      retries: standard.retries ?? Located(3, first.range))
  }
}
