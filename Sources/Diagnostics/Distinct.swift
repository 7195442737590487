extension Sequence {
  /// The elements, of those with the same key the first one only.
  package func distinct<Key: Hashable>(by key: (Element) -> Key) -> [Element] {
    var seen: Set<Key> = []
    return filter { seen.insert(key($0)).inserted }
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, where it is first.
  package var distinct: [Element] { distinct { $0 } }
}
