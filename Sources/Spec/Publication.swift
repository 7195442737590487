package import Diagnostics
import YAML

/// The ports of the loopback interface that a resource is published at in development.
package struct Publication: Sendable {
  /// For its own port.
  package let port: Located<Int>?
  /// For its other ports, by their names.
  package let others: [Entry<Int>]
}

extension ValueType<Publication> {
  /// `15432`, or by name `{ port: 5673, management: 25672 }`.
  static let publication = Self(shape: { .either([ValueType<Int>.port.shape($0), byName.shape($0)]) }) {
    node, decoder in
    guard case .mapping = node.content else {
      return ValueType<Int>.port.decode(node, &decoder).map { Publication(port: Located($0, node.range), others: []) }
    }
    return byName.decode(node, &decoder).map { ports in
      Publication(
        port: ports.first { $0.key.value == Publication.own }?.value,
        others: ports.filter { $0.key.value != Publication.own })
    }
  }

  private static let byName = ValueType<[Entry<Int>]>.map(.name, to: .port)
}

extension Publication {
  /// What a resource's own port is called beside the others.
  package static let own = "port"
}
