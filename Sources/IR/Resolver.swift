package import Diagnostics
package import Spec

/// The specs of a workspace as they were decoded.
package struct SpecSet: Sendable {
  package struct Service: Sendable {
    package let spec: ServiceSpec
    package let path: String

    package init(_ spec: ServiceSpec, path: String) {
      self.spec = spec
      self.path = path
    }
  }

  let workspace: WorkspaceSpec
  let workspacePath: String
  let services: [Service]
  /// Names of specs so broken that they could not be decoded; what refers to them is not wrong for that.
  let broken: [String]
  let lock: Lock?
  /// The version of Scantling that the lock names.
  package var lockedVersion: Located<String>? { lock?.scantling }
  /// Files that were not decoded whole: what else they say is not known.
  let damaged: Set<FileID>
  /// The day by which waivers are judged; nil where none is to expire.
  let today: CalendarDate?
  /// Only what is in the lock may be used.
  let isFrozen: Bool
  /// Paths of template files by their ids, for the places that only a template accounts for.
  let sources: SourceMap

  package init(
    workspace: WorkspaceSpec, workspacePath: String, services: [Service], broken: [String], lock: Lock?,
    damaged: Set<FileID>, today: CalendarDate?, isFrozen: Bool, sources: SourceMap
  ) {
    self.today = today
    self.isFrozen = isFrozen
    self.broken = broken
    self.damaged = damaged
    self.workspace = workspace
    self.workspacePath = workspacePath
    self.services = services.sorted { $0.spec.name.value < $1.spec.name.value }
    self.lock = lock
    self.sources = sources
  }
}

extension BuildPlan {
  /// Resolves the specs against the templates; nil where an error was found, and all of them are reported.
  package init?(
    resolving specs: SpecSet, with library: TemplateLibrary, needs: inout PinNeeds, diagnostics: inout [Diagnostic]
  ) {
    var resolver = Resolver(specs: specs, library: library)
    let plan = resolver.resolve()
    resolver.checkLock()
    needs = resolver.needs
    diagnostics += resolver.diagnostics
    guard let plan, !resolver.diagnostics.hasErrors else { return nil }
    self = plan
  }
}

/// Turns specs into a plan: fills in defaults, evaluates templates, pins images, and checks what that shows.
struct Resolver {
  let specs: SpecSet
  let library: TemplateLibrary
  var diagnostics: [Diagnostic] = []
  var needs = PinNeeds()

  init(specs: SpecSet, library: TemplateLibrary) {
    self.specs = specs
    self.library = library
  }

  var workspace: WorkspaceSpec { specs.workspace }

  mutating func report(_ rule: Rule, _ message: String, at range: SourceRange, notes: [Diagnostic.Note] = []) {
    report(.init(rule, message, at: range, notes: notes))
  }

  /// Reports with the severity that the workspace gives to the rule, if it gives one.
  mutating func report(_ diagnostic: Diagnostic) {
    guard let setting = workspace.rules.first(where: { $0.key.value == diagnostic.rule.name })?.value.value else {
      return diagnostics.append(diagnostic)
    }
    if let severity = setting.severity { diagnostics.append(diagnostic.with(severity)) }
  }

  /// What a mistake found at `range` might only follow from: the file was not decoded whole.
  func isDamaged(_ range: SourceRange) -> Bool { specs.damaged.contains(range.file) }

  /// Reports a name that nothing has, unless what has it may be lost in a file that was not decoded whole.
  mutating func reportUnknown(
    _ rule: Rule, _ message: String, at range: SourceRange, unknown name: String, among candidates: [String]
  ) {
    let isSure = !isDamaged(range) && !isDamaged(workspace.name.range)
    guard isSure || nearestName(to: name, among: candidates) != nil else { return }
    report(.init(rule, message, at: range, unknown: name, among: candidates))
  }

  mutating func resolve() -> BuildPlan? {
    checkNames()
    checkTargets()
    checkOutput()
    checkDependencies()
    checkShared()
    checkGroups()
    let resources = workspace.resources.compactMap { resource($0) }.sorted { $0.name.value < $1.name.value }
    let services = specs.services.compactMap { service($0, resources: resources) }
    checkPorts(services, resources)
    checkContainers(services, resources)
    let overlays = overlays()
    guard let pipeline = pipeline() else { return nil }
    let plan = BuildPlan(
      workspace: workspacePlan, services: services, resources: resources, pipeline: pipeline, overlays: overlays)
    checkPolicy(plan)
    return plan
  }

  private var workspacePlan: WorkspacePlan {
    let folder = specs.workspacePath.split(separator: "/").dropLast().joined(separator: "/")
    return WorkspacePlan(
      name: workspace.name, registry: workspace.registry, repository: workspace.repository,
      specPath: specs.workspacePath, specFolder: folder, output: workspace.output,
      github: workspace.github ?? workspace.output,
      gitAttributes: workspace.gitAttributes.flatMap { $0.value ? $0.range : nil }, networks: workspace.networks,
      logging: workspace.logging, origin: workspace.name.range)
  }
}
