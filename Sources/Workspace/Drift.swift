package import Diagnostics
import Driver

/// A difference between a workspace and what its specs compile to.
package struct Drift: Sendable {
  package enum Kind: Sendable {
    /// The file is not there.
    case missing
    /// The file is as Scantling wrote it, from what the specs were then.
    case outOfDate
    /// A person has edited the file since Scantling wrote it.
    case editedByHand
    /// The file at this place was not written by Scantling.
    case foreign
    /// Scantling wrote the file, and nothing asks for it any more.
    case orphaned
    /// Like orphaned, and edited since.
    case orphanedAndEdited
  }

  package let path: String
  package let kind: Kind
  /// What the file must be; empty for orphans.
  package let expected: [UInt8]
  /// What the file is; empty if it is missing.
  package let found: [UInt8]

  /// Mending it would lose what a person wrote.
  package var isPrecious: Bool {
    switch kind {
    case .missing, .outOfDate, .orphaned: false
    case .editedByHand, .foreign, .orphanedAndEdited: true
    }
  }

  package var rule: Rule {
    switch kind {
    case .missing: .missing
    case .outOfDate: .outOfDate
    case .editedByHand: .editedByHand
    case .foreign: .foreignFile
    case .orphaned, .orphanedAndEdited: .orphaned
    }
  }

  /// What mends it.
  package var remedy: String {
    isPrecious
      ? "put what is different into a spec, or give it up, with 'scantling generate --overwrite'"
      : "run 'scantling generate'"
  }

  package var cause: String {
    switch kind {
    case .missing: "missing: it has not been generated"
    case .outOfDate: "out of date: the specs say otherwise than when it was generated"
    case .editedByHand: "edited by hand: it was changed after it was generated"
    case .foreign: "not generated: a file that Scantling did not write is in its place"
    case .orphaned: "orphaned: nothing in the specs asks for it any more"
    case .orphanedAndEdited: "orphaned: nothing in the specs asks for it any more, and it was edited by hand"
    }
  }
}

extension Workspace {
  /// Everything that differs, by path. Line endings do not count.
  package func drift() throws(DiskError) -> [Drift] {
    var drift: [Drift] = []
    for artifact in compilation.artifacts {
      let found = try disk.read(artifact.path)
      if let difference = Drift(artifact, found: found) { drift.append(difference) }
    }
    return (drift + (try orphans())).sorted { $0.path < $1.path }
  }

  /// The drift as findings, each at the start of its file. The files become sources of what is returned.
  package static func report(_ drift: [Drift], sources: SourceMap) -> (diagnostics: [Diagnostic], sources: SourceMap) {
    var sources = sources
    let diagnostics = drift.map { difference in
      let file = sources.add(SourceFile(path: difference.path, bytes: difference.found))
      return Diagnostic(
        difference.rule, difference.cause, at: SourceRange(startOf: file), notes: [.init(difference.remedy)])
    }
    return (diagnostics, sources)
  }

  /// Files with our header that no artifact accounts for, in the folders where we write.
  private func orphans() throws(DiskError) -> [Drift] {
    let expected = Set(compilation.artifacts.map(\.path))
    let folders = compilation.folders
    var candidates: [String] = []
    for folder in folders.flat { candidates += try disk.list(folder).files.map { folder + $0 } }
    for service in try disk.list(folders.services).folders {
      let folder = "\(folders.services)\(service)/"
      candidates += try disk.list(folder).files.map { folder + $0 }
    }
    var orphans: [Drift] = []
    for path in Set(candidates).subtracting(expected).sorted() {
      guard let found = try disk.read(path) else { continue }
      switch Seal(of: found) {
      case .absent: break
      case .intact: orphans.append(Drift(path: path, kind: .orphaned, expected: [], found: found))
      case .broken: orphans.append(Drift(path: path, kind: .orphanedAndEdited, expected: [], found: found))
      }
    }
    return orphans
  }
}

extension Drift {
  /// nil where the file is what it must be.
  fileprivate init?(_ artifact: Artifact, found: [UInt8]?) {
    (path, expected, self.found) = (artifact.path, artifact.contents, found ?? [])
    guard let found else {
      kind = .missing
      return
    }
    if found == artifact.contents || withoutCarriageReturns(found) == artifact.contents { return nil }
    kind =
      switch Seal(of: found) {
      case .intact: .outOfDate
      case .broken: .editedByHand
      case .absent: .foreign
      }
  }
}
