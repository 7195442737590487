import Diagnostics
import Driver

/// An edited file beside what would be printed, line by line.
struct EditedLines {
  let difference: LineDifference
  let frames: (found: [PinnedLine], printed: [PinnedLine])
  private let comparison: LineDifference
  private let file: FileID
  /// Byte offsets of the lines of the file, and of its end.
  private let starts: [Int]

  var found: [String] { difference.old }

  /// The edited file becomes a source.
  init(_ drift: Drift, in sources: inout SourceMap) {
    difference = drift.difference
    frames = (difference.old.map { PinnedLine($0) }, difference.new.map { PinnedLine($0) })
    comparison = LineDifference(from: frames.found.map(\.frame), to: frames.printed.map(\.frame))
    file = sources.add(SourceFile(path: drift.path, bytes: drift.found))
    starts = [0] + drift.found.indices.filter { drift.found[$0] == 0x0A }.map { $0 + 1 }
  }

  /// Where more differs than pins. The checksum in the second line goes with every other line.
  var unlike: [LineDifference.Change] { comparison.changes.filter { $0.removed != 1..<2 } }

  /// Lines in which nothing but pins differs.
  var moved: [(found: Int, printed: Int)] {
    comparison.kept.filter { $0.old != 1 && difference.old[$0.old] != difference.new[$0.new] }
      .map { ($0.old, $0.new) }
  }

  /// The first line that would be printed in the place of what is different.
  func printed(_ change: LineDifference.Change) -> String? { change.added.first.map { difference.new[$0] } }

  func place(_ line: Int) -> SourceRange {
    let end = line + 1 < starts.count ? starts[line + 1] - 1 : starts[line]
    return SourceRange(file: file, lower: starts[line], upper: end)
  }

  /// The first line that is different; where lines are missing, the one before them.
  func place(_ change: LineDifference.Change) -> SourceRange {
    place(change.removed.isEmpty ? max(0, change.removed.lowerBound - 1) : change.removed.lowerBound)
  }
}
