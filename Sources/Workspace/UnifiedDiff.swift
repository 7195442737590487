extension LineDifference {
  /// The difference as `diff -u` writes it, with three lines around each change.
  package func unified(_ path: String) -> String {
    let name = { (lines: [String], prefix: String) in lines.isEmpty ? "/dev/null" : prefix + path }
    return "--- \(name(old, "a/"))\n+++ \(name(new, "b/"))\n" + hunks.map(print).joined()
  }

  /// Runs of changes with so little between them that what is shown around them touches.
  private var hunks: [[Change]] {
    changes.reduce(into: []) { hunks, change in
      if let last = hunks.last?.last, change.removed.lowerBound - last.removed.upperBound <= 6 {
        hunks[hunks.count - 1].append(change)
      } else {
        hunks.append([change])
      }
    }
  }

  private func print(_ hunk: [Change]) -> String {
    let (first, last) = (hunk[0], hunk[hunk.count - 1])
    let lead = min(3, first.removed.lowerBound)
    let tail = min(3, old.count - last.removed.upperBound)
    let start = { (line: Int, count: Int) in count == 0 ? line : line + 1 }
    let (oldStart, newStart) = (first.removed.lowerBound - lead, first.added.lowerBound - lead)
    let (oldCount, newCount) = (last.removed.upperBound + tail - oldStart, last.added.upperBound + tail - newStart)
    var text = "@@ -\(start(oldStart, oldCount)),\(oldCount) +\(start(newStart, newCount)),\(newCount) @@\n"
    var kept = oldStart
    for change in hunk {
      for line in old[kept..<change.removed.lowerBound] { text += " \(line)\n" }
      for line in old[change.removed] { text += "-\(line)\n" }
      for line in new[change.added] { text += "+\(line)\n" }
      kept = change.removed.upperBound
    }
    for line in old[kept..<kept + tail] { text += " \(line)\n" }
    return text
  }
}
