package import Diagnostics
import YAML

/// A file or folder outside the folders of services that builds of several of them take; or the workspace of a
/// language, of which they take the manifests.
package struct SharedInput: MappingDecodable {
  package static let noun = "shared input"
  /// What it has to be there for.
  package enum Need: Sendable { case dependencies, sources }

  package let path: Located<String>
  package let need: Need
  /// Folders of packages, from `path`, which is the root of the workspace that they are members of. Empty where all of
  /// the path is taken.
  package let members: [Located<String>]

  package init?(_ keys: inout Keys) {
    let path = keys.required("path", .path, "The file or folder, from the workspace root")
    need =
      keys.optional(
        "before", .choice([("dependencies", .dependencies), ("sources", .sources)]),
        "What it is copied before; a change of what comes before sources alone keeps the layer of dependencies")?
      .value ?? .dependencies
    members = keys.list(
      "members", of: .path,
      "Folders of the packages in it, where it is the root of a workspace of Cargo, Go, npm or the like: all that its manifest lists. Only manifests are copied"
    )
    guard let path else { return nil }
    self.path = path
  }

  fileprivate init(path: Located<String>) {
    self.path = path
    need = .dependencies
    members = []
  }
}

extension ValueType<SharedInput> {
  /// `libs/common`, or `{ path: proto, before: sources }`.
  static let sharedInput = Self(shape: { decoder in
    .either([ValueType<String>.path.shape(decoder), mapping.shape(decoder)])
  }) { node, decoder in
    if case .mapping = node.content { return mapping.decode(node, &decoder) }
    return ValueType<String>.path.decode(node, &decoder).map { SharedInput(path: Located($0, node.range)) }
  }

  private static let mapping = ValueType<SharedInput>.mapping(SharedInput.self)
}
