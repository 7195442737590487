package import Diagnostics
import Emit
import IR
import Spec

/// A change that an overlay makes, for people.
package struct OverlaidPlace: Sendable {
  package let overlay, file, place, what: String
  package let origin: Origin
  /// Why the overlay is needed, where it says so.
  fileprivate let reason: String?

  package var json: JSON {
    let because = reason.map { [(name: "because", value: JSON.string($0))] } ?? []
    let members: [(name: String, value: JSON)] = [
      ("name", .string(overlay)), ("file", .string(file)), ("at", .string(place)), ("change", .string(what)),
      ("origin", origin.json),
    ]
    return .object(members + because)
  }
}

extension Compilation {
  /// Every change of every overlay, in the order written.
  package var overlayChanges: [OverlaidPlace] {
    guard let plan else { return [] }
    return plan.overlays.flatMap { overlay -> [OverlaidPlace] in
      let line = { (file: String, place: String, what: String, range: SourceRange) in
        OverlaidPlace(
          overlay: overlay.name.value, file: file, place: place, what: what, origin: Origin(of: range, in: sources),
          reason: overlay.reason?.value)
      }
      let changes = overlay.changes.flatMap { change -> [OverlaidPlace] in
        let written = change.change.value
        return plan.layout.paths(of: change.document, in: plan).map { path in
          line(path, written.place, written.what, change.change.range)
        }
      }
      let makefile = overlay.makefile.map { makefile -> [OverlaidPlace] in
        makefile.variables.map { line(plan.layout.makefile, $0.key.value, "variable", $0.key.range) }
          + makefile.targets.map { line(plan.layout.makefile, $0.key.value, "target", $0.key.range) }
      }
      return changes + (makefile ?? [])
    }
  }
}
