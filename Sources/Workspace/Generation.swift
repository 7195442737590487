import Driver
import Emit

/// What `generate` did to one file.
package struct Change: Sendable {
  package enum Kind: String, Sendable { case created, updated, removed }

  package let kind: Kind
  package let path: String
  /// Why the file was not what it is now.
  package let reason: String

  package init(mending drift: Drift) {
    path = drift.path
    reason = drift.message
    kind =
      switch drift.kind {
      case .orphaned: .removed
      case .missing: .created
      case .outOfDate, .lockMismatch, .versionMismatch, .editedByHand, .foreign: .updated
      }
  }
}

extension Workspace {
  /// Writes what differs and removes orphans; says of each file what was done as soon as it is done.
  package func mend(_ drift: [Drift], _ done: (Change) -> Void) throws(DiskError) {
    for difference in drift {
      let change = Change(mending: difference)
      switch change.kind {
      case .removed: try disk.remove(difference.path)
      case .created, .updated: try disk.write(difference.expected, to: difference.path)
      }
      done(change)
    }
  }

  /// Removes what a killed run has left beside generated files.
  package func clearTemporaries() throws(DiskError) {
    var folders = compilation.folders.flat
    folders += try disk.list(compilation.folders.services).folders.map { "\(compilation.folders.services)\($0)/" }
    for folder in Set(folders).sorted() {
      for file in try disk.list(folder).files where Disk.isTemporary(file) { try disk.remove(folder + file) }
    }
  }
}
