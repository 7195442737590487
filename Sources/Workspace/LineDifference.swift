/// Where two texts differ, line by line.
///
/// Lines that both texts have just once are kept in their order and divide the texts into parts (patience diff, Bram
/// Cohen); only small parts without such lines are compared in full. So files of any size are compared in little time.
package struct LineDifference: Sendable {
  /// Lines of the old text in whose place the new text has others; either may be none, but not both.
  package struct Change: Hashable, Sendable { package let removed, added: Range<Int> }

  package let old, new: [String]
  package private(set) var changes: [Change] = []

  package init(from old: [UInt8], to new: [UInt8]) { self.init(from: lines(old), to: lines(new)) }

  package init(from old: [String], to new: [String]) {
    (self.old, self.new) = (old, new)
    compare()
  }

  /// The lines that both texts have, each by its places.
  var kept: [(old: Int, new: Int)] {
    var (kept, next): ([(Int, Int)], (old: Int, new: Int)) = ([], (0, 0))
    for change in changes + [Change(removed: old.count..<old.count, added: new.count..<new.count)] {
      kept += zip(next.old..<change.removed.lowerBound, next.new..<change.added.lowerBound)
      next = (change.removed.upperBound, change.added.upperBound)
    }
    return kept
  }

  /// Parts of this many pairs of lines are compared in full.
  private static let smallPart = 250_000

  private mutating func compare() {
    var found: [Change] = []
    var parts = [Change(removed: 0..<old.count, added: 0..<new.count)]
    while let part = parts.popLast().map(trimmed) {
      if part.removed.isEmpty && part.added.isEmpty { continue }
      if part.removed.isEmpty || part.added.isEmpty {
        found.append(part)
        continue
      }
      let anchors = anchors(of: part)
      if anchors.isEmpty {
        found += part.removed.count * part.added.count <= LineDifference.smallPart ? inFull(part) : [part]
        continue
      }
      var (before, after) = (part.removed.lowerBound, part.added.lowerBound)
      for anchor in anchors + [(part.removed.upperBound, part.added.upperBound)] {
        parts.append(Change(removed: before..<anchor.0, added: after..<anchor.1))
        (before, after) = (min(anchor.0 + 1, part.removed.upperBound), min(anchor.1 + 1, part.added.upperBound))
      }
    }
    changes = joined(found)
  }

  /// Without the lines that both begin and both end with.
  private func trimmed(_ part: Change) -> Change {
    var (removed, added) = (part.removed, part.added)
    while let a = removed.first, let b = added.first, old[a] == new[b] {
      (removed, added) = (removed.dropFirst(), added.dropFirst())
    }
    while let a = removed.last, let b = added.last, old[a] == new[b] {
      (removed, added) = (removed.dropLast(), added.dropLast())
    }
    return Change(removed: removed, added: added)
  }

  /// Pairs of lines that both have once: the most that are in the same order in both.
  private func anchors(of part: Change) -> [(Int, Int)] {
    var places: [String: (old: Int?, new: Int?, isUnique: Bool)] = [:]
    for index in part.removed {
      let isFirst = places[old[index]] == nil
      places[old[index]] = (index, nil, isFirst)
    }
    for index in part.added {
      guard let place = places[new[index]] else { continue }
      places[new[index]] = (place.old, index, place.isUnique && place.new == nil)
    }
    let pairs = part.removed.compactMap { index -> (Int, Int)? in
      guard let place = places[old[index]], place.isUnique, let new = place.new else { return nil }
      return (index, new)
    }
    return longestIncreasing(pairs)
  }

  /// The standard library's shortest edit script.
  private func inFull(_ part: Change) -> [Change] {
    var found: [Change] = []
    for change in new[part.added].difference(from: old[part.removed]) {
      switch change {
      case .remove(let offset, _, _):
        let index = part.removed.lowerBound + offset
        found.append(Change(removed: index..<index + 1, added: 0..<0))
      case .insert(let offset, _, _):
        let index = part.added.lowerBound + offset
        found.append(Change(removed: 0..<0, added: index..<index + 1))
      }
    }
    return runs(part, removed: Set(found.flatMap(\.removed)), added: Set(found.flatMap(\.added)))
  }

  /// Single removed and added lines as changes, each with its place in both texts.
  private func runs(_ part: Change, removed: Set<Int>, added: Set<Int>) -> [Change] {
    var found: [Change] = []
    var (a, b) = (part.removed.lowerBound, part.added.lowerBound)
    while a < part.removed.upperBound || b < part.added.upperBound {
      let (lowerA, lowerB) = (a, b)
      while removed.contains(a) { a += 1 }
      while added.contains(b) { b += 1 }
      if lowerA < a || lowerB < b {
        found.append(Change(removed: lowerA..<a, added: lowerB..<b))
      } else {
        (a, b) = (a + 1, b + 1)
      }
    }
    return found
  }

  /// In order, and one where nothing kept is between.
  private func joined(_ changes: [Change]) -> [Change] {
    let sorted = changes.sorted {
      ($0.removed.lowerBound, $0.added.lowerBound) < ($1.removed.lowerBound, $1.added.lowerBound)
    }
    return sorted.reduce(into: []) { joined, change in
      guard let last = joined.last, last.removed.upperBound == change.removed.lowerBound,
        last.added.upperBound == change.added.lowerBound
      else { return joined.append(change) }
      joined[joined.count - 1] = Change(
        removed: last.removed.lowerBound..<change.removed.upperBound,
        added: last.added.lowerBound..<change.added.upperBound)
    }
  }
}

/// The longest run of pairs, not necessarily next to each other, that increases in both; the first number does already.
private func longestIncreasing(_ pairs: [(Int, Int)]) -> [(Int, Int)] {
  /// Indices of the pairs that end the best runs of each length, and the pair before each pair in its run.
  var (ends, before): ([Int], [Int?]) = ([], [])
  for (index, pair) in pairs.enumerated() {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if pairs[ends[middle]].1 < pair.1 { low = middle + 1 } else { high = middle }
    }
    before.append(low == 0 ? nil : ends[low - 1])
    if low == ends.count { ends.append(index) } else { ends[low] = index }
  }
  var run: [(Int, Int)] = []
  var next = ends.last
  while let index = next {
    run.append(pairs[index])
    next = before[index]
  }
  return run.reversed()
}

/// Lines without their ends; a last line that has none says so, as patches do.
private func lines(_ bytes: [UInt8]) -> [String] {
  guard !bytes.isEmpty else { return [] }
  let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
  return lines.last == ""
    ? lines.dropLast() : lines.dropLast() + [(lines.last ?? "") + "\n\\ No newline at end of file"]
}
