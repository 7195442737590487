/// The difference of two texts as `diff -u` writes it, with three lines around each change.
package func unifiedDiff(_ path: String, from old: [UInt8], to new: [UInt8]) -> String {
  let (before, after) = (lines(old), lines(new))
  let edits = edits(from: before, to: after)
  let name = { (bytes: [UInt8], prefix: String) in bytes.isEmpty ? "/dev/null" : prefix + path }
  var text = "--- \(name(old, "a/"))\n+++ \(name(new, "b/"))\n"
  for hunk in hunks(of: edits) {
    let removed = hunk.filter { $0.kind != .added }.count
    let added = hunk.filter { $0.kind != .removed }.count
    let start = { (line: Int, count: Int) in count == 0 ? line : line + 1 }
    text += "@@ -\(start(hunk[0].old, removed)),\(removed) +\(start(hunk[0].new, added)),\(added) @@\n"
    for edit in hunk { text += edit.kind.rawValue + edit.text + "\n" }
  }
  return text
}

/// A line of either text; `old` and `new` are the numbers of lines before it.
private struct Edit {
  enum Kind: String { case kept = " ", removed = "-", added = "+" }

  let kind: Kind
  let text: String
  let old, new: Int
}

private func lines(_ bytes: [UInt8]) -> [String] {
  guard !bytes.isEmpty else { return [] }
  let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
  return lines.last == ""
    ? lines.dropLast() : lines.dropLast() + [(lines.last ?? "") + "\n\\ No newline at end of file"]
}

private func edits(from before: [String], to after: [String]) -> [Edit] {
  let difference = after.difference(from: before)
  var (removed, inserted): (Set<Int>, Set<Int>) = ([], [])
  for change in difference {
    switch change {
    case .remove(let offset, _, _): removed.insert(offset)
    case .insert(let offset, _, _): inserted.insert(offset)
    }
  }
  var edits: [Edit] = []
  var (old, new) = (0, 0)
  while old < before.count || new < after.count {
    if old < before.count, removed.contains(old) {
      edits.append(Edit(kind: .removed, text: before[old], old: old, new: new))
      old += 1
    } else if new < after.count, inserted.contains(new) {
      edits.append(Edit(kind: .added, text: after[new], old: old, new: new))
      new += 1
    } else {
      edits.append(Edit(kind: .kept, text: before[old], old: old, new: new))
      old += 1
      new += 1
    }
  }
  return edits
}

/// Runs of edits with up to three kept lines around them; runs that touch are one.
private func hunks(of edits: [Edit]) -> [ArraySlice<Edit>.SubSequence] {
  let changed = edits.indices.filter { edits[$0].kind != .kept }
  var ranges: [Range<Int>] = []
  for index in changed {
    let range = max(0, index - 3)..<min(edits.count, index + 4)
    if let last = ranges.last, range.lowerBound <= last.upperBound {
      ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
    } else {
      ranges.append(range)
    }
  }
  return ranges.map { edits[$0] }.map { slice in ArraySlice(Array(slice)) }
}
