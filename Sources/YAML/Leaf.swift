package import Diagnostics

/// A scalar of a document with the keys on the way to it; an empty list or mapping is one too, without text.
package struct Leaf: Sendable {
  package let keys: [Located<String>]
  package let text: String
  package let range: SourceRange

  /// `place` holds the scalar or one of its keys, or lies in one of them.
  package func touches(_ place: SourceRange) -> Bool {
    range.touches(place) || keys.contains { $0.range.touches(place) }
  }
}

extension Node {
  /// The scalars in the order written.
  package var leaves: [Leaf] { leaves(below: []) }

  private func leaves(below keys: [Located<String>]) -> [Leaf] {
    switch content {
    case .mapping(let entries) where !entries.isEmpty: entries.flatMap { $0.value.leaves(below: keys + [$0.key]) }
    case .sequence(let nodes) where !nodes.isEmpty: nodes.flatMap { $0.leaves(below: keys) }
    case .scalar(let scalar): [Leaf(keys: keys, text: scalar.text, range: range)]
    case .sequence, .mapping: [Leaf(keys: keys, text: "", range: range)]
    }
  }
}

extension SourceRange {
  fileprivate func touches(_ other: SourceRange) -> Bool {
    file == other.file && lower <= other.upper && other.lower <= upper
  }
}
