import Diagnostics
import Spec

extension Resolver {
  mutating func service(_ service: SpecSet.Service, resources: [ResourcePlan]) -> ServicePlan? {
    let spec = service.spec
    let folder = folder(of: spec)
    let platforms = platforms(of: spec)
    checkDistinct(platforms.map { $0.map(\.description) }, "platform")
    checkDistinct(spec.run?.needs ?? [], "need")
    let user = user(spec)
    checkPort(spec, user)
    var image: ResolvedImages?
    let build = build(of: spec)
    let tree = tree(of: spec, folder: folder, top: build?.top.value ?? topOfOwn(spec, folder))
    if let build {
      image = self.image(spec, build, tree: tree, platforms: platforms, user: user)
      if image == nil { return nil }
    }
    if case .dockerfile(let own) = spec.build.value {
      image = self.image(spec, own, folder: folder)
      if image == nil { return nil }
    }
    checkDevelopment(ofJob: spec, reloadsItself: image?.reloadsItself ?? false)
    let needs = (spec.run?.needs ?? []).map { dependency($0, resources) }
    checkPlatforms(platforms, of: spec, resources)
    let used = resources.filter { resource in needs.contains { $0.name.value == resource.name.value } }
    var scope = environmentScope(spec, resources: used)
    scope.unresolved = unresolvedResources(neededBy: spec, resources)
    let run = run(spec, user: user, image, needs: needs, resources: used, scope: scope)
    return ServicePlan(
      name: spec.name, description: spec.description, specPath: service.path, folder: folder, shared: tree.shared,
      platforms: platforms,
      repository: spec.name.map { "\(workspace.registry.value)/\($0)" }, sizeBudget: spec.image?.sizeBudget,
      image: image?.plan, target: nil, buildOrigin: spec.build.range, run: run, deploy: deploy(spec),
      development: image.flatMap { image in
        if case .dockerfile(let own) = spec.build.value, let written = own.value.development {
          return development(spec, written, image, folder: folder, scope: scope)
        }
        guard let template = build?.template.development else { return development(spec, image, scope: scope) }
        return development(spec, template, image, tree, scope: scope)
      })
  }

  func platforms(of spec: ServiceSpec) -> [Located<Platform>] { spec.platforms?.value ?? workspace.platforms }

  /// Folder that has the workspace's tree where people write the Dockerfile: above the place of the service's folder.
  private func topOfOwn(_ spec: ServiceSpec, _ folder: Located<String>) -> String {
    guard case .dockerfile(let own) = spec.build.value, let place = own.value.development?.workingDirectory?.value,
      place.hasSuffix("/\(folder.value)")
    else { return "" }
    return String(place.dropLast(folder.value.count + 1))
  }

  /// nil where no stages are generated.
  private func build(of spec: ServiceSpec) -> ResolvedBuild? {
    switch spec.build.value {
    case .undecided, .dockerfile, .custom(_, nil): nil
    case .custom(let use, let template?):
      ResolvedBuild(use: use, name: use.template, template: template, options: [])
    case .template(let use):
      library.language(use.template.value).map {
        ResolvedBuild(use: use, name: $0.name, template: $0.build, options: $0.options)
      }
    }
  }

  private func folder(of spec: ServiceSpec) -> Located<String> {
    if let path = spec.path { return path }
    let sources = workspace.sources.value
    return spec.name.map { sources.isEmpty ? $0 : "\(sources)/\($0)" }
  }

  /// No name of a list stands in it twice.
  mutating func checkDistinct(_ names: [Located<String>], _ what: String) {
    for (index, name) in names.enumerated() {
      guard let first = names[..<index].first(where: { $0.value == name.value }) else { continue }
      report(
        .duplicateName, "\(what) '\(name.value)' is named twice", at: name.range,
        notes: [.init("first named here", at: first.range)])
    }
  }

  private mutating func user(_ spec: ServiceSpec) -> UserPlan {
    guard let user = spec.run?.user else { return UserPlan(name: nil, id: library.defaults.userID, rootReason: nil) }
    if user.id.value == 0, !user.hasRootReason {
      report(
        .rootUser, "the service runs as root", at: user.id.range,
        notes: [.init("give it another uid, or say why it has to be root with 'root-because'")])
    }
    if let name = user.name, name.value == "root", user.id.value != 0 {
      report(.invalidValue, "'root' is the name of the user 0", at: name.range, notes: [.init("give it another name")])
    }
    return UserPlan(name: user.name, id: user.id, rootReason: user.rootReason)
  }

  private mutating func checkPort(_ spec: ServiceSpec, _ user: UserPlan) {
    if let port = spec.run?.port { checkPrivileged(port, spec, user) }
    if let publish = spec.run?.publish, spec.run?.port == nil, !isDamaged(publish.range) {
      report(.missingKey, "'publish' without the 'port' that the service listens on", at: publish.range)
    }
  }

  mutating func checkPrivileged(_ port: Located<Int>, _ spec: ServiceSpec, _ user: UserPlan) {
    // A user that could not be read may be root.
    let mayBeRoot = user.id.value == 0 || spec.run?.user == nil && isDamaged(spec.name.range)
    guard port.value < 1024, !mayBeRoot else { return }
    report(
      .privilegedPort, "port \(port.value) is below 1024, and the service does not run as root", at: port.range,
      notes: [.init("listen at 8080 or the like, and publish it as \(port.value) with 'publish'")])
  }

  /// Resources of which what they offer is not known: those that are wrong, and those whose need is misspelt.
  private func unresolvedResources(neededBy spec: ServiceSpec, _ resources: [ResourcePlan]) -> Set<String> {
    let names = workspace.resources.map(\.name.value)
    let misspelt = (spec.run?.needs ?? []).filter { need in
      !names.contains(need.value) && !specs.services.contains { $0.spec.name.value == need.value }
    }
    return Set(names).subtracting(resources.map(\.name.value))
      .union(misspelt.compactMap { nearestName(to: $0.value, among: names) })
  }

  private func dependency(_ need: Located<String>, _ resources: [ResourcePlan]) -> Dependency {
    if let resource = resources.first(where: { $0.name.value == need.value }) {
      return Dependency(name: need, isResource: true, isJob: false, hasHealthCheck: resource.health != nil)
    }
    let other = specs.services.first { $0.spec.name.value == need.value }?.spec.run
    let isJob = other?.container.kind?.value == .job
    switch other?.health?.value {
    case .command, .http: return Dependency(name: need, isResource: false, isJob: isJob, hasHealthCheck: true)
    case .some(.none), nil: return Dependency(name: need, isResource: false, isJob: isJob, hasHealthCheck: false)
    }
  }

  /// What a service's environment may refer to: itself, and the outputs of the resources it needs.
  private func environmentScope(_ spec: ServiceSpec, resources: [ResourcePlan]) -> Scope {
    var scope = Scope()
    scope.add("service", spec.name)
    if let port = spec.run?.port { scope.add("port", port.map(String.init)) }
    scope.add(spec.run?.container.ports ?? [])
    for resource in resources {
      for output in resource.outputs {
        let pieces = output.value.value.pieces.map { piece -> Scope.Piece in
          switch piece {
          case .literal(let text): .literal(text)
          case .variable(let variable): .variable(variable)
          }
        }
        scope.add("\(resource.name.value).\(output.key.value)", .pieces(pieces, output.value.range))
      }
    }
    return scope
  }

  private mutating func run(
    _ spec: ServiceSpec, user: UserPlan, _ image: ResolvedImages?, needs: [Dependency],
    resources: [ResourcePlan], scope: Scope
  ) -> RunPlan {
    let (run, defaults) = (spec.run, library.defaults)
    let container = container(spec, user: user)
    return RunPlan(
      port: run?.port, published: published(run?.publish, spec.deploy?.replicas?.value ?? 1), user: user,
      environment: environment(run?.environment ?? [], scope),
      health: image?.health, needs: needs, secrets: resources.flatMap(\.secrets).filter(\.isOffered),
      stopGracePeriod: run?.stopGracePeriod ?? defaults.stopGracePeriod,
      temporaryFolders: defaults.temporaryFolders + (image?.temporaryFolders ?? []) + container.temporaryFolders,
      runsInit: image?.needsInit, restart: defaults.restart, container: container)
  }

  /// Evaluates an environment. The value's place is where the spec writes it, or what it refers to.
  mutating func environment(_ entries: [Entry<Setting>], _ scope: Scope) -> [Entry<RuntimeText>] {
    entries.compactMap { entry in
      guard let value = runtimeText(entry.value, in: scope) else { return nil }
      if let literal = value.value.literal, isSecretName(entry.key.value), !literal.isEmpty, !literal.hasPrefix("/") {
        report(
          .clearSecret, "'\(entry.key.value)' would hold a secret in the clear", at: entry.value.range,
          notes: [.init("have the service read it from a file, and tell the file's path in '\(entry.key.value)_FILE'")])
      }
      if value.value.holdsPassword {
        report(
          .clearSecret, "the address in '\(entry.key.value)' would hold a password in the clear", at: entry.value.range,
          notes: [.init("have the service read the password from a file, and put it into the address itself")])
      }
      return Entry(key: entry.key, value: Located(value.value, entry.value.range))
    }
  }

  private mutating func runtimeText(_ setting: Located<Setting>, in scope: Scope) -> Located<RuntimeText>? {
    switch setting.value {
    case .literal(let text): runtimeText(Located(text, setting.range), in: scope)
    case .variable(let variable): setting.map { _ in RuntimeText(pieces: [.variable(variable)]) }
    }
  }

  private func deploy(_ spec: ServiceSpec) -> DeployPlan {
    let deploy = spec.deploy
    return DeployPlan(
      replicas: deploy?.replicas, parallelism: deploy?.update?.parallelism, order: deploy?.update?.order,
      restart: deploy?.restart)
  }
}

extension RuntimeText {
  /// A password between ':' and '@' before the host of an address, any of it written here.
  fileprivate var holdsPassword: Bool {
    let written = pieces.map { if case .literal(let text) = $0 { text } else { "" } }.joined()
    guard let scheme = written.firstRange(of: "://") else { return false }
    let authority = written[scheme.upperBound...].prefix { !"/?# ".contains($0) }
    guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { return false }
    return authority.index(after: colon) < at
  }
}

/// Names that hold secrets, by BuildKit's rule SecretsUsedInArgOrEnv: a word of the name says so, and none denies it.
/// The ID of a key, as in AWS_ACCESS_KEY_ID, is its name.
func isSecretName(_ name: String) -> Bool {
  let words = name.lowercased().split(separator: "_").map(String.init)
  let secret = ["apikey", "auth", "credential", "credentials", "key", "password", "pword", "passwd", "secret", "token"]
  guard words.suffix(2) != ["key", "id"] else { return false }
  return words.contains { secret.contains($0) } && !words.contains { ["public", "file", "version"].contains($0) }
}
