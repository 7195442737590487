package import Diagnostics
package import Emit
package import IR
package import Spec
package import YAML

/// The files that are compiled, read by the workspace room.
package struct Input: Sendable {
  package let workspace: SourceFile
  package let services: [SourceFile]
  package let lock: SourceFile?
  /// In the place of those that are built in.
  package let templates: [SourceFile]?
  /// Of the workspace's own, in the folders that `templateFolders` names.
  package let ownTemplates: [SourceFile]
  /// The day by which waivers are judged; nil where none is to expire.
  package let today: CalendarDate?
  /// Only what is in the lock may be used, not what is built in.
  package let isFrozen: Bool

  package init(
    workspace: SourceFile, services: [SourceFile], lock: SourceFile?, templates: [SourceFile]? = nil,
    ownTemplates: [SourceFile] = [], today: CalendarDate? = nil, isFrozen: Bool = false
  ) {
    self.today = today
    self.isFrozen = isFrozen
    self.templates = templates
    self.ownTemplates = ownTemplates
    self.workspace = workspace
    self.services = services
    self.lock = lock
  }

  /// The same workspace with another lock, if there is one, and other specs in the place of those with their paths.
  package func replacing(lock bytes: [UInt8]?, specs: [SourceFile] = []) -> Input {
    let lock = bytes.map { SourceFile(path: self.lock?.path ?? "specs/scantling.lock", bytes: $0) } ?? self.lock
    let replaced = { (file: SourceFile) in specs.first { $0.path == file.path } ?? file }
    return Input(
      workspace: replaced(workspace), services: services.map(replaced), lock: lock, templates: templates,
      ownTemplates: ownTemplates, today: today, isFrozen: isFrozen)
  }
}

extension Input {
  /// The lock, the workspace file and the specs, by path.
  package var files: [SourceFile] {
    (services + [workspace] + (lock.map { [$0] } ?? [])).sorted { $0.path < $1.path }
  }

  /// The folders that hold the templates of a workspace's own, of languages and of resources; none unless it names one.
  package static func templateFolders(in workspace: SourceFile) -> [String] {
    var (sources, diagnostics) = (SourceMap(), [Diagnostic]())
    let id = sources.add(workspace)
    guard let node = Parser.parse(id, in: sources, diagnostics: &diagnostics),
      let folder = WorkspaceSpec.templates(in: node)
    else { return [] }
    return TemplateKind.allCases.map { $0.folder(in: folder) }
  }
}

/// What came of compiling: artifacts, or the errors that kept them from being made.
package struct Compilation: Sendable {
  package var sources = SourceMap()
  package var diagnostics: [Diagnostic] = []
  /// The templates that specs were read against.
  package var library: TemplateLibrary?
  /// What each spec, the workspace file and the lock say, as far as they could be parsed.
  package var nodes: [FileID: Node] = [:]
  package var plan: BuildPlan?
  package var workspace: WorkspaceSpec?
  package var lock: Lock?
  /// What has to be in the lock.
  package var needs = PinNeeds()
  /// There is nothing wrong, and nothing to make.
  package var hasNoServices: Bool { plan?.services.isEmpty ?? false }
  package var artifacts: [Artifact] = []
  /// Paths of what people write beside the specs, where specs name them.
  package var namedFiles: [Located<String>] = []
  package var folders = GeneratedFolders(output: "", github: "")
  /// The version of Scantling in the lock, where it is another than this one.
  package var otherVersion: OtherVersion?
}

/// The pipeline: bytes, nodes, specs, plan, documents, artifacts. A pure function.
package func compile(_ input: Input) -> Compilation {
  var result = Compilation()
  if input.templates == nil, input.ownTemplates.isEmpty {
    (result.library, result.sources, result.diagnostics) = TemplateLibrary.builtIn
  } else {
    result.library = TemplateLibrary.decode(
      input.templates ?? embeddedTemplates(), input.ownTemplates, in: &result.sources,
      diagnostics: &result.diagnostics)
  }
  guard let library = result.library,
    let specs = decode(input, library, &result),
    let plan = BuildPlan(
      resolving: specs, with: library, needs: &result.needs, diagnostics: &result.diagnostics),
    !result.diagnostics.hasErrors
  else { return result }
  result.plan = plan
  // A workspace without services makes nothing; files about nothing would only be in the way.
  let placed = plan.services.isEmpty ? [] : documents(of: plan, diagnostics: &result.diagnostics)
  guard !result.diagnostics.hasErrors else { return result }
  result.artifacts = placed.map { Artifact(printing: $0) }
  result.folders = plan.layout.folders
  result.otherVersion = specs.lockedVersion.flatMap { OtherVersion($0) }
  return result
}

/// Parses and decodes every file, so that the mistakes of all of them are found in one run.
private func decode(_ input: Input, _ library: TemplateLibrary, _ result: inout Compilation) -> SpecSet? {
  result.library = library
  let knownBad = library.actions.knownBad
  var decoder = Decoder(library: library)
  let workspaceNode = parse(input.workspace, knownBad, &result)
  let workspace = workspaceNode.flatMap { decoder.decode(WorkspaceSpec.self, from: $0) }
  let inWorkspace = decoder.diagnostics
  decoder.groups = workspaceNode?.groupNames(unlessIn: inWorkspace)
  var services: [SpecSet.Service] = []
  var broken: [String] = []
  for file in input.services.sorted(by: { $0.path < $1.path }) {
    let node = parse(file, knownBad, &result)
    let completed = workspaceNode.map { node?.completed(byDefaultsIn: $0) } ?? node
    let spec = completed.flatMap { decoder.decode(ServiceSpec.self, from: $0) }
    if let spec { services.append(.init(spec, path: file.path)) } else { broken.append(serviceName(of: file)) }
  }
  let lock = input.lock.flatMap { parse($0, knownBad, &result) }.flatMap { decoder.decode(Lock.self, from: $0) }
  // What is wrong in defaults is so in every service that has them, and was found in the workspace already.
  let places = Set(inWorkspace.compactMap(\.range))
  let further = decoder.diagnostics.dropFirst(inWorkspace.count).filter { $0.range.map(places.contains) != true }
  result.diagnostics += inWorkspace + further.distinct
  (result.workspace, result.lock) = (workspace, lock)
  result.namedFiles = services.flatMap(\.spec.namedFiles)
  guard let workspace else { return nil }
  if let folder = workspace.templates, input.ownTemplates.isEmpty {
    let folders = TemplateKind.allCases.map { "'\($0.folder(in: folder.value))'" }.joined(separator: " nor in ")
    result.diagnostics.append(.init(.unknownReference, "there is no template in \(folders)", at: folder.range))
  }
  let damaged = Set(result.diagnostics.filter { $0.severity == .error }.compactMap { $0.range?.file })
  return SpecSet(
    workspace: workspace, workspacePath: input.workspace.path, services: services, broken: broken, lock: lock,
    damaged: damaged, today: input.today, isFrozen: input.isFrozen, sources: result.sources)
}

/// The name that a spec's file promises.
private func serviceName(of file: SourceFile) -> String {
  String(file.path.split(separator: "/").last?.split(separator: ".").first ?? "")
}

private func parse(_ file: SourceFile, _ knownBad: KnownBadList, _ result: inout Compilation) -> Node? {
  let id = result.sources.add(file)
  let before = result.diagnostics.count
  let node = Parser.parse(id, in: result.sources, diagnostics: &result.diagnostics)
  if node == nil, result.diagnostics.count == before {
    result.diagnostics.append(.init(.missingKey, "the file is empty", at: SourceRange(startOf: id)))
  }
  result.nodes[id] = node
  if let node { result.diagnostics += knownBad.findings(in: node) }
  return node
}
