package import Diagnostics
import YAML

/// A file or folder outside the folders of services that builds of several of them take.
package struct SharedInput: MappingDecodable {
  package static let noun = "shared input"
  /// What it has to be there for.
  package enum Need: Sendable { case dependencies, sources }

  package let path: Located<String>
  package let need: Need

  package init?(_ keys: inout Keys) {
    let path = keys.required("path", .path, "The file or folder, from the workspace root")
    need =
      keys.optional(
        "before", .choice([("dependencies", .dependencies), ("sources", .sources)]),
        "What it is copied before; a change of what comes before sources alone keeps the layer of dependencies")?
      .value ?? .dependencies
    guard let path else { return nil }
    self.path = path
  }

  fileprivate init(path: Located<String>) {
    self.path = path
    need = .dependencies
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
