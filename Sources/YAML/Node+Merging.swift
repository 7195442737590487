import Diagnostics

extension Node {
  /// A mapping without one of its keys.
  package func removing(_ key: String) -> Node { filtering { $0 != key } }

  /// A mapping with those of its keys that `other` has, too.
  package func keeping(_ other: Node) -> Node { filtering { other[$0] != nil } }

  private func filtering(_ isKept: (String) -> Bool) -> Node {
    guard case .mapping(let entries) = content else { return self }
    return Node(content: .mapping(entries.filter { isKept($0.key.value) }), range: range)
  }

  /// A mapping, or nothing, with the entries of `other` that it lacks. Where both have a value, `combined` says what
  /// becomes of them; without it this one's stays.
  package func merging(
    _ other: Node, combined: (_ key: String, _ own: Node, _ other: Node) -> Node = { _, own, _ in own }
  ) -> Node {
    guard case .mapping(let others) = other.content else { return self }
    let own: [Entry]
    switch content {
    case .mapping(let entries): own = entries
    case .scalar where isEmpty: own = []
    case .scalar, .sequence: return self
    }
    let merged = own.map { entry in
      others.first { $0.key.value == entry.key.value }.map {
        Entry(key: entry.key, value: combined(entry.key.value, entry.value, $0.value))
      } ?? entry
    }
    let added = others.filter { other in !own.contains { $0.key.value == other.key.value } }
    return Node(content: .mapping(merged + added), range: range)
  }
}
