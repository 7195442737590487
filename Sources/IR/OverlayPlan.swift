package import Diagnostics
package import Spec

/// A named change of generated documents. Whether its places are there, the documents tell.
package struct OverlayPlan: Sendable {
  package struct Change: Sendable {
    package let document: OverlaidDocument
    package let change: Located<OverlayChange>
  }

  package let name: Located<String>
  package let reason: Located<String>?
  package let changes: [Change]
  package let makefile: MakefileOverlay?
}
