import Driver

/// What `generate` did to one file.
package struct Change: Sendable {
  package enum Kind: String, Sendable { case created, updated, removed }

  package let kind: Kind
  package let path: String
}

extension Workspace {
  /// Drift that `generate` refuses to mend on its own, because a person's work would be lost.
  package static func refused(_ drift: [Drift], overwrite: Bool) -> [Drift] {
    overwrite ? [] : drift.filter(\.isPrecious)
  }

  /// Writes what differs and removes orphans; says of each file what was done as soon as it is done.
  package func mend(_ drift: [Drift], _ done: (Change) -> Void) throws(DiskError) {
    for difference in drift {
      switch difference.kind {
      case .orphaned, .orphanedAndEdited:
        try disk.remove(difference.path)
        done(Change(kind: .removed, path: difference.path))
      case .missing:
        try disk.write(difference.expected, to: difference.path)
        done(Change(kind: .created, path: difference.path))
      case .outOfDate, .editedByHand, .foreign:
        try disk.write(difference.expected, to: difference.path)
        done(Change(kind: .updated, path: difference.path))
      }
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
