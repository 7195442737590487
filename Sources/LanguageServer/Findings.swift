import Diagnostics
import Driver
import Workspace

extension Snapshot {
  /// What is wrong, by the addresses of the files. What has no place in a file of the workspace, or only one in what is
  /// built in, stands on top of the workspace file.
  func findings(_ editor: Editor) -> [String: [LSP.Diagnostic]] {
    var findings: [String: [LSP.Diagnostic]] = [:]
    for diagnostic in compilation.diagnostics.sorted(in: compilation.sources) {
      let (location, finding) = finding(diagnostic, editor)
      findings[location.uri, default: []].append(finding)
    }
    return findings
  }

  private func finding(
    _ diagnostic: Diagnostic, _ editor: Editor
  ) -> (location: LSP.Location, finding: LSP.Diagnostic) {
    let location = diagnostic.range.flatMap { self.location($0, editor.encoding) }
    let start = LSP.Position(line: 0, character: 0)
    let top = LSP.Location(uri: uri(Workspace.workspaceFile), range: LSP.Range(start: start, end: start))
    let lost = location == nil ? diagnostic.range.map { compilation.sources.location(of: $0) + ": " } ?? "" : ""
    var (remarks, related): ([String], [LSP.Diagnostic.Related]) = ([], [])
    for note in diagnostic.notes {
      if editor.showsRelated, let place = note.range.flatMap({ self.location($0, editor.encoding) }) {
        related.append(.init(location: place, message: note.message))
      } else {
        remarks.append((note.range.map { compilation.sources.location(of: $0) + ": " } ?? "") + note.message)
      }
    }
    let finding = LSP.Diagnostic(
      range: (location ?? top).range, severity: diagnostic.severity == .error ? 1 : 2, code: diagnostic.rule.name,
      source: "scantling", message: ([lost + diagnostic.message] + remarks).joined(separator: "\n"),
      relatedInformation: related.isEmpty ? nil : related)
    return (location ?? top, finding)
  }

  /// The mends of what is wrong between two bytes of a file.
  func quickFixes(in path: String, from lower: Int, to upper: Int, _ editor: Editor) -> [LSP.CodeAction] {
    compilation.diagnostics.sorted(in: compilation.sources).flatMap { diagnostic -> [LSP.CodeAction] in
      guard let range = diagnostic.range, compilation.sources[range.file].path == path, range.lower <= upper,
        lower <= range.upper
      else { return [] }
      return diagnostic.fixIts.compactMap { fixIt in
        location(fixIt.range, editor.encoding).map { place in
          LSP.CodeAction(
            title: fixIt.message, diagnostics: [finding(diagnostic, editor).finding],
            isPreferred: diagnostic.fixIts.count == 1,
            edit: .init(changes: [place.uri: [.init(range: place.range, newText: fixIt.replacement)]]))
        }
      }
    }
  }
}
