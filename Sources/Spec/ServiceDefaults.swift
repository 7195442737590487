package import Diagnostics
package import YAML

/// What services say unless they say otherwise: the keys of a spec that several may share, none of them required.
package struct ServiceDefaults: MappingDecodable {
  package static let noun = "defaults"

  package init?(_ keys: inout Keys) {
    _ = SharedSettings(&keys)
    _ = keys.optional(
      "build", .buildDefaults, "Options of language templates, for the services that are built with these")
    // Which options there are under 'dev', the template of each service says.
    keys.decoder.isTemplateUnclear = true
    _ = keys.optional("dev", .mapping(DevelopmentSpec.self), "Services in development")
    keys.decoder.isTemplateUnclear = false
  }
}

extension ValueType<[TemplateUse]> {
  /// Templates by name, with some of their options.
  fileprivate static let buildDefaults = Self(shape: { decoder in
    let languages = (decoder.library?.languages ?? []).map {
      KeyDeclaration(
        template: $0.name, of: "language", options: $0.options.map(\.optional), $0.description, in: decoder)
    }
    return .mapping(noun: "build", keys: languages)
  }) { node, decoder in
    guard case .mapping(let entries) = node.content else {
      decoder.expected(.mapping(noun: "build", keys: []), found: node)
      return nil
    }
    let library = decoder.library
    let names = (library?.languages ?? []).map(\.name.value)
    return entries.compactMap { entry in
      decoder.templateUse(entry, kind: "language", names: names) {
        library?.language($0)?.options.map(\.optional)
      }
    }
  }
}

extension ValueType<String> {
  /// The name of a group that the workspace has.
  static let group = Self(shape: ValueType<String>.name.shape) { node, decoder in
    guard let name = ValueType<String>.name.decode(node, &decoder) else { return nil }
    guard let groups = decoder.groups, !groups.contains(name) else { return name }
    decoder.diagnostics.append(
      .init(.unknownReference, "the workspace has no group '\(name)'", at: node.range, unknown: name, among: groups))
    return nil
  }
}

extension Node {
  /// The names of the groups that a workspace file declares; nil if that or what they say is lost in a mistake.
  package func groupNames(unlessIn mistakes: [Diagnostic]) -> [String]? {
    let places = entries.filter { nearestName(to: $0.key.value, among: ["defaults", "groups"]) != nil }.flatMap {
      [$0.key.range, $0.value.range]
    }
    let isLost = mistakes.contains { mistake in
      mistake.range.map { range in places.contains { $0.contains(range) } } ?? false
    }
    return isLost ? nil : self["groups"]?.entries.map(\.key.value) ?? []
  }

  /// A spec with what it leaves open taken from its group and from the defaults of `workspace`, the more particular
  /// first. Every value keeps the place where it is written.
  package func completed(byDefaultsIn workspace: Node) -> Node {
    guard case .mapping = content else { return self }
    let group = self["group"]?.text.flatMap { workspace["groups"]?[$0] }
    return [group, workspace["defaults"]].compactMap(\.self).reduce(self) { $0.completed(by: $1) }
  }

  /// Values that are one thing, which no part of another may be mixed into.
  private static let whole: Set = ["health", "user", "logging"]

  private func completed(by defaults: Node) -> Node {
    // Where there are several templates, it is for the spec to say which one the service is built with.
    let isClear = self["build"] != nil || defaults["build"]?.entries.count == 1
    return merging(isClear ? defaults : defaults.removing("build")) { key, own, standard in
      if key == "build" { return own.merging(standard.keeping(own)) { $1.merging($2) } }
      return own.merging(standard) { key, own, standard in
        Self.whole.contains(key) ? own : own.merging(standard)
      }
    }
  }
}
