/// The name among `candidates` that `name` was most likely meant to be; nil where none is near.
///
/// Near is at most a third of the longer name in edits (an insertion, deletion, substitution or swap of neighbours),
/// which lets 'prot' find 'port' and keeps 'cat' from finding 'dog'. Ties go to the candidate that sorts first.
package func nearestName(to name: String, among candidates: [String]) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  guard wanted.count <= 64 else { return nil }
  return
    candidates
    .map { (candidate: $0, distance: editDistance(wanted, Array($0.lowercased().unicodeScalars))) }
    .filter { $0.distance <= max(1, max(wanted.count, $0.candidate.count) / 3) }
    .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?
    .candidate
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

/// A note that suggests the nearest name, or failing that lists what there is.
package func suggestion(for name: String, among candidates: [String]) -> [Diagnostic.Note] {
  if let near = nearestName(to: name, among: candidates) { return [.init("did you mean '\(near)'?")] }
  guard !candidates.isEmpty else { return [] }
  return [.init("expected one of: " + candidates.sorted().joined(separator: ", "))]
}
