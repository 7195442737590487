/// The name among `candidates` that `name` was most likely meant to be; nil where none is near.
///
/// Near is at most a third of the longer name in edits (an insertion, deletion, substitution or swap of neighbours),
/// which lets 'prot' find 'port' and keeps 'cat' from finding 'dog'. Ties go to a candidate of the same letters, so that
/// 'ot' finds 'to' and not 'of', and then to the one that sorts first.
package func nearestName(to name: String, among candidates: [String]) -> String? {
  nearest(to: name, among: candidates)?.name
}

/// The nearest name, and whether no other is as near.
private func nearest(to name: String, among candidates: [String]) -> (name: String, isUnique: Bool)? {
  let wanted = Array(name.lowercased().unicodeScalars)
  guard wanted.count <= 64 else { return nil }
  let near =
    Set(candidates)
    .map { candidate in
      let letters = Array(candidate.lowercased().unicodeScalars)
      let isReordered = letters.sorted() == wanted.sorted()
      return (name: candidate, distance: editDistance(wanted, letters), others: isReordered ? 0 : 1)
    }
    .filter { $0.distance <= max(1, max(wanted.count, $0.name.count) / 3) }
    .sorted { ($0.distance, $0.others, $0.name) < ($1.distance, $1.others, $1.name) }
  guard let first = near.first else { return nil }
  return (first.name, near.count == 1 || (near[1].distance, near[1].others) > (first.distance, first.others))
}

/// Optimal string alignment distance.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  if abs(a.count - b.count) > 32 { return .max }
  var previous2: [Int] = []
  var previous = Array(0...b.count)
  for i in a.indices {
    var current = [i + 1]
    for j in b.indices {
      var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, previous2[j - 1] + 1) }
      current.append(best)
    }
    previous2 = previous
    previous = current
  }
  return previous[b.count]
}

extension Diagnostic {
  /// A name that nothing has: the nearest one as a suggestion, or failing that all there are.
  ///
  /// Where one name is nearest alone, replacing it is the fix-it. `spelled` is how the name is written at the place;
  /// a message that lists all names itself needs no `listing`.
  package init(
    _ rule: Rule, _ message: String, at range: SourceRange, unknown name: String, among candidates: [String],
    listing: Bool = true, spelled: (String) -> String = { $0 }
  ) {
    guard let near = nearest(to: name, among: candidates) else {
      let all = Set(candidates).sorted().joined(separator: ", ")
      self.init(rule, message, at: range, notes: all.isEmpty || !listing ? [] : [.init("expected one of: " + all)])
      return
    }
    let fixIt = FixIt("replace '\(name)' with '\(near.name)'", replacing: range, with: spelled(near.name))
    self.init(
      rule, message, at: range, notes: [.init("did you mean '\(near.name)'?")], fixIts: near.isUnique ? [fixIt] : [])
  }
}
