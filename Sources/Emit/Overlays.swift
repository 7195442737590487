import Diagnostics
package import IR
package import Spec
import YAML

extension BuildPlan {
  /// The documents with the overlays made. One that does not find its place is reported.
  func overlaid(_ documents: [PlacedDocument], _ diagnostics: inout [Diagnostic]) -> [PlacedDocument] {
    var documents = documents
    for overlay in overlays {
      for change in overlay.changes {
        let paths = layout.paths(of: change.document, in: self)
        let places = documents.indices.filter { paths.contains(documents[$0].path) }
        var failure: Value.EditError?
        var isMade = false
        for place in places {
          do throws(Value.EditError) {
            documents[place] = try documents[place].edited(change.change.value)
            isMade = true
          } catch {
            failure = error
          }
        }
        // Of several workflows, those that have the place are meant.
        if !isMade, let failure { diagnostics.append(change.change.diagnostic(failure, overlay, paths)) }
      }
    }
    for case .makefile(let makefile) in documents.map(\.document) { diagnostics += makefile.mistakes(in: overlays) }
    return documents
  }
}

extension Layout {
  /// The files that an overlay means.
  package func paths(of document: OverlaidDocument, in plan: BuildPlan) -> [String] {
    switch document {
    case .compose: [compose]
    case .development: [developmentCompose]
    case .containers: plan.containerWorkflows.map(\.path)
    case .security: [securityWorkflow]
    case .drift: [driftWorkflow]
    }
  }
}

extension PlacedDocument {
  fileprivate func edited(_ change: OverlayChange) throws(Value.EditError) -> PlacedDocument {
    guard let tree = document.yaml else { return self }
    let edited = try tree.edited(change.edit, at: change.path[...])
    return PlacedDocument(path: path, document: .tree(edited, origin), madeFrom: madeFrom, origin: origin)
  }
}

extension Located<OverlayChange> {
  fileprivate func diagnostic(
    _ error: YAML.Value.EditError, _ overlay: OverlayPlan, _ paths: [String]
  ) -> Diagnostic {
    let file = paths.joined(separator: ", ")
    switch error {
    case .missing(let name, let candidates):
      return Diagnostic(
        .overlayAnchor, "the overlay '\(overlay.name.value)' finds no '\(name.value.printable)' in \(file)",
        at: name.range, unknown: name.value, among: candidates)
    case .unfit(let expected):
      let place = value.path.last?.range ?? range
      return Diagnostic(
        .overlayAnchor,
        "'\(value.kind.value.rawValue)' of the overlay '\(overlay.name.value)' needs \(expected) in \(file)",
        at: place, notes: [.init("what is there is something else")])
    }
  }
}

extension Document {
  /// What overlays can change, where the format is YAML.
  fileprivate var yaml: Value? {
    switch self {
    case .compose(let compose): compose.tree
    case .workflow(let workflow): workflow.tree
    case .tree(let tree, _): tree
    case .dockerfile, .dockerignore, .makefile, .guide, .record, .gitAttributes, .dependabot, .renovate: nil
    }
  }
}
