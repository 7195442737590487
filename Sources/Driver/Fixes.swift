package import Diagnostics

/// Source files with the fix-its of diagnostics applied.
///
/// Only the ranges of the fix-its change; comments and layout stay. Where two fix-its want to change the same bytes,
/// neither is sure to be meant, and neither is applied.
package func applyingFixIts(of diagnostics: [Diagnostic], in sources: SourceMap) -> (files: [SourceFile], count: Int) {
  let fixIts = diagnostics.sorted(in: sources).flatMap { $0.fixIts.count == 1 ? $0.fixIts : [] }
  let sure = fixIts.filter { fixIt in fixIts.filter { $0.range.overlaps(fixIt.range) }.count == 1 }
  return (applying(sure, to: sources), sure.count)
}

/// Source files with fix-its applied, no two of which overlap.
package func applying(_ fixIts: [Diagnostic.FixIt], to sources: SourceMap) -> [SourceFile] {
  Set(fixIts.map(\.range.file)).sorted().map { file in
    var bytes = sources[file].bytes
    // From the end on, so that the places before stay where they are.
    for fixIt in fixIts.filter({ $0.range.file == file }).sorted(by: { $0.range.lower > $1.range.lower }) {
      bytes.replaceSubrange(Int(fixIt.range.lower)..<Int(fixIt.range.upper), with: Array(fixIt.replacement.utf8))
    }
    return SourceFile(path: sources[file].path, bytes: bytes)
  }
}

extension SourceRange {
  fileprivate func overlaps(_ other: SourceRange) -> Bool {
    file == other.file && lower < max(other.upper, other.lower + 1) && other.lower < max(upper, lower + 1)
  }
}
