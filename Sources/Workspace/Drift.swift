import Diagnostics
import Driver

/// A difference between a workspace and what its specs compile to.
package struct Drift: Sendable {
  package enum Kind: Hashable, Sendable {
    /// The file is not there.
    case missing
    /// The file is as Scantling wrote it, from what the specs were then.
    case outOfDate
    /// Like out of date, and nothing but digests and commits differ.
    case lockMismatch
    /// Like out of date, and the lock names another version of Scantling; `isNewer` than this one.
    case versionMismatch(String, isNewer: Bool)
    /// A person has edited the file since Scantling wrote it, or a program that moves pins.
    case editedByHand(onlyPins: Bool)
    /// The file at this place was not written by Scantling.
    case foreign
    /// Scantling wrote the file, and nothing asks for it any more.
    case orphaned(isEdited: Bool)
  }

  package let path: String
  /// Until causes are looked for, a lock or version mismatch is just out of date.
  package internal(set) var kind: Kind
  /// What the file must be; empty for orphans.
  package let expected: [UInt8]
  /// What the file is, with the line endings that Scantling writes; empty if it is missing.
  package let found: [UInt8]
  /// Where the lines of what the file must be come from.
  let origins: [SourceRange]
  /// Why it differs; empty until causes are looked for, and where nothing is known.
  package internal(set) var causes: [Cause] = []
  /// The lines of the file that differ, counted from 0; empty until causes are looked for.
  package internal(set) var lines: [Range<Int>] = []

  /// Mending it would lose what a person wrote, or what a newer Scantling made.
  package var isPrecious: Bool {
    switch kind {
    case .missing, .outOfDate, .lockMismatch, .orphaned(isEdited: false): false
    case .editedByHand, .foreign, .orphaned(isEdited: true): true
    case .versionMismatch(_, let isNewer): isNewer
    }
  }

  package var difference: LineDifference { LineDifference(from: found, to: expected) }
}

extension Workspace {
  /// Everything that differs, by path. Line endings do not count.
  package func drift() throws(DiskError) -> [Drift] {
    var drift: [Drift] = []
    for artifact in compilation.artifacts {
      let found = try disk.read(artifact.path)
      if let difference = Drift(artifact, found: found) { drift.append(difference) }
    }
    return (drift + (try orphans(besides: drift))).sorted { $0.path < $1.path }
  }
}

extension Drift {
  /// nil where the file is what it must be.
  fileprivate init?(_ artifact: Artifact, found: [UInt8]?) {
    (path, expected, origins) = (artifact.path, artifact.contents, artifact.origins)
    guard let found else {
      (kind, self.found) = (.missing, [])
      return
    }
    if found == artifact.contents { return nil }
    self.found = withoutCarriageReturns(found)
    if self.found == artifact.contents { return nil }
    kind =
      switch Seal(of: found) {
      case .intact: .outOfDate
      case .broken: .editedByHand(onlyPins: false)
      case .absent: .foreign
      }
  }

  /// nil where Scantling did not write the file.
  init?(orphan path: String, found: [UInt8]) {
    switch Seal(of: found) {
    case .absent: return nil
    case .intact: kind = .orphaned(isEdited: false)
    case .broken: kind = .orphaned(isEdited: true)
    }
    (self.path, self.found, expected, origins) = (path, withoutCarriageReturns(found), [], [])
  }
}
