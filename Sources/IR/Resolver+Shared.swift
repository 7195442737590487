import Diagnostics
import Spec

extension Resolver {
  /// Where the sources of a service are, in the folder that the template names.
  mutating func tree(of spec: ServiceSpec, folder: Located<String>, top: String) -> SourceTree {
    checkDistinct(spec.shared, "shared input")
    var shared: [(name: Located<String>, input: SharedInput)] = []
    var workspace: LanguageWorkspace?
    for name in spec.shared where !shared.contains(where: { $0.name.value == name.value }) {
      guard let input = self.workspace.shared.first(where: { $0.key.value == name.value })?.value.value else {
        reportUnknown(
          .unknownReference, "no shared input is named '\(name.value)'", at: name.range, unknown: name.value,
          among: self.workspace.shared.map(\.key.value))
        continue
      }
      if input.members.isEmpty {
        if hasPlace(name, input, beside: folder, shared) { shared.append((name, input)) }
      } else if let other = workspace?.name, other.value != name.value {
        report(
          .workspaceMember, "'\(name.value)' is a second workspace; a service is a member of one", at: name.range,
          notes: [.init("the first one is named here", at: other.range)])
      } else if workspace == nil {
        workspace = languageWorkspace(name, input, folder)
      }
    }
    return SourceTree(folder: folder, shared: shared, workspace: workspace, top: top)
  }

  /// What is shared is neither in the service's folder or around it, nor so with other inputs.
  private mutating func hasPlace(
    _ name: Located<String>, _ input: SharedInput, beside folder: Located<String>,
    _ others: [(name: Located<String>, input: SharedInput)]
  ) -> Bool {
    let path = input.path
    guard isWhole(name) else { return true }
    if pathsOverlap(path.value, folder.value) {
      report(
        .sharedPlace, "the shared input '\(name.value)' and the service's folder overlap", at: name.range,
        notes: [.init("it is '\(orDot(path.value))'", at: path.range)]
          + [.init("the service's folder is '\(orDot(folder.value))'", at: folder.range)])
      return false
    }
    guard let other = others.first(where: { pathsOverlap($0.input.path.value, path.value) }) else { return true }
    report(
      .sharedPlace, "the shared inputs '\(other.name.value)' and '\(name.value)' overlap", at: name.range,
      notes: [other.input.path, path].map { .init("one is '\(orDot($0.value))'", at: $0.range) })
    return false
  }

  /// What is read of the service's folder and of the input is all that is written of them.
  private func isWhole(_ name: Located<String>) -> Bool {
    !isDamaged(name.range) && !isDamaged(workspace.name.range)
  }

  private mutating func languageWorkspace(
    _ name: Located<String>, _ input: SharedInput, _ folder: Located<String>
  ) -> LanguageWorkspace? {
    let members = input.members.map { member in
      member.map { contextPath($0, in: input.path.value) }.map { $0 == "." ? "" : $0 }
    }
    guard members.contains(where: { $0.value == folder.value }) || !isWhole(name) else {
      report(
        .workspaceMember, "the service's folder '\(orDot(folder.value))' is no member of '\(name.value)'",
        at: name.range, notes: [.init("its members are listed here", at: input.members[0].range)])
      return nil
    }
    return LanguageWorkspace(name: name, root: input.path, others: members.filter { $0.value != folder.value })
  }

  /// What is shared is shared by someone. A name may be lost in a file that was not decoded whole.
  mutating func checkShared() {
    guard specs.damaged.isEmpty, specs.broken.isEmpty else { return }
    let used = specs.services.flatMap { $0.spec.shared.map(\.value) }
    for input in workspace.shared where !used.contains(input.key.value) {
      report(
        .unusedShared, "no service builds with '\(input.key.value)'", at: input.key.range,
        notes: [.init("name it under 'shared' of the services that do, or remove it")])
    }
  }

  /// A group has services.
  mutating func checkGroups() {
    guard specs.damaged.isEmpty, specs.broken.isEmpty else { return }
    let used = specs.services.compactMap(\.spec.group?.value)
    for group in workspace.groups where !used.contains(group.key.value) {
      report(
        .unusedGroup, "no service is in the group '\(group.key.value)'", at: group.key.range,
        notes: [.init("write 'group: \(group.key.value)' in the specs of those that are, or remove it")])
    }
  }

  /// Some stage works in the service's folder, beside others; and takes the manifests of members, if there are any.
  /// `name` is that of the template where it is declared, or of what stands in place of one.
  mutating func checkTree(_ stages: [ResolvedStage], _ inputs: ImageInputs, declared name: Located<String>) {
    let tree = inputs.tree
    let build = inputs.isCustom ? "'\(name.value)'" : "the template '\(name.value)'"
    if let first = tree.shared.first?.name ?? tree.workspace?.name, !stages.contains(where: { tree.isIn($0.steps) }) {
      report(
        .sharedPlace, "\(build) has no place for shared inputs", at: first.range,
        notes: [.init("a stage of it has to work in '${source}', the service's folder, for that", at: name.range)])
    } else if let workspace = tree.workspace, !takesMembers(inputs) {
      report(
        .workspaceMember, "\(build) builds in no workspace\(inputs.isCustom ? "" : " with these options")",
        at: workspace.name.range,
        notes: [.init("a stage of it has to copy manifests 'of: members' for that", at: name.range)])
    }
  }

  private mutating func takesMembers(_ inputs: ImageInputs) -> Bool {
    inputs.stages.flatMap(\.steps).contains { step in
      if case .copy(let copy) = step.value.kind, copy.part == .members {
        holds(step.value.condition, in: inputs.scope)
      } else {
        false
      }
    }
  }
}

private func orDot(_ path: String) -> String { path.isEmpty ? "." : path }
