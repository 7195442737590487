package import Diagnostics
import Driver

extension Drift {
  package var rule: Rule {
    switch kind {
    case .missing: .missing
    case .outOfDate: .outOfDate
    case .lockMismatch: .lockMismatch
    case .versionMismatch: .versionMismatch
    case .editedByHand: .editedByHand
    case .foreign: .foreignFile
    case .orphaned: .orphaned
    }
  }

  /// What is the matter, in two or three words.
  package var heading: String {
    switch kind {
    case .missing: "missing"
    case .outOfDate: "out of date"
    case .lockMismatch: "lock mismatch"
    case .versionMismatch: "version mismatch"
    case .editedByHand: "edited by hand"
    case .foreign: "not generated"
    case .orphaned: "orphaned"
    }
  }

  /// What is the matter and why: the first few causes, and how many more there are.
  package var message: String {
    let shown = causes.prefix(3).map(\.text) + (causes.count > 3 ? ["and \(causes.count - 3) more"] : [])
    let why = shown.isEmpty ? [unexplained] : shown
    return switch kind {
    case .editedByHand(let onlyPins):
      (["\(heading) at \(linesEdited)\(onlyPins ? ", in pins only, as bots do" : "")"] + shown).joined(separator: "; ")
    case .orphaned(isEdited: true): "\(heading): \(why.joined(separator: ", ")); edited by hand, too"
    default: "\(heading): " + why.joined(separator: ", ")
    }
  }

  /// What is said where no cause was found.
  private var unexplained: String {
    switch kind {
    case .missing: "it has not been generated"
    case .outOfDate, .editedByHand: "the specs say otherwise than when it was generated"
    case .lockMismatch: "the pins are others than when it was generated"
    case .versionMismatch: "another version of Scantling made it"
    case .foreign: "a file that Scantling did not write is in its place"
    case .orphaned: "nothing in the specs asks for it any more"
    }
  }

  /// line 3; lines 3, 8-9 and 2 more places
  private var linesEdited: String {
    let places = lines.filter { $0 != 1..<2 }.map { $0.isEmpty ? max(0, $0.lowerBound - 1)..<$0.lowerBound : $0 }
    let numbers = (places.isEmpty ? [1..<2] : places).map { place in
      place.count < 2 ? "\(place.lowerBound + 1)" : "\(place.lowerBound + 1)-\(place.upperBound)"
    }
    let isOne = places.count < 2 && (places.first?.count ?? 1) < 2
    let more = numbers.count > 3 ? " and \(numbers.count - 3) more places" : ""
    return (isOne ? "line " : "lines ") + numbers.prefix(3).joined(separator: ", ") + more
  }

  /// What mends it.
  package var remedy: String {
    switch kind {
    case .missing, .outOfDate, .lockMismatch, .orphaned(isEdited: false): "run 'scantling generate'"
    case .versionMismatch(let version, isNewer: true):
      "use Scantling \(version), or go back with 'scantling generate --overwrite'"
    case .versionMismatch(_, isNewer: false):
      "run 'scantling generate', and put 'scantling: \(scantlingVersion)' into \(Workspace.lockFile)"
    case .editedByHand(onlyPins: true):
      "run 'scantling absorb', or give the pins up, with 'scantling generate --overwrite'"
    case .editedByHand, .foreign:
      "put what is different into a spec, or give it up, with 'scantling generate --overwrite'"
    case .orphaned(isEdited: true): "keep what you need of it, then run 'scantling generate --overwrite'"
    }
  }

  /// The bytes of the first line that differs, but for the checksum, which always does.
  private func firstLine(in file: FileID) -> SourceRange {
    let first = lines.first { $0 != 1..<2 } ?? lines.first ?? 0..<0
    var (start, number) = (0, 0)
    for line in found.split(separator: 0x0A, omittingEmptySubsequences: false) {
      // What was added at the end of the file is missing behind its last line.
      if number == first.lowerBound || start + line.count + 1 >= found.count {
        return SourceRange(file: file, lower: start, upper: start + line.count)
      }
      (start, number) = (start + line.count + 1, number + 1)
    }
    return SourceRange(startOf: file)
  }

  /// The finding in its file, which becomes a source.
  fileprivate func diagnostic(_ sources: inout SourceMap) -> Diagnostic {
    let file = sources.add(SourceFile(path: path, bytes: found))
    let range = lines.isEmpty ? SourceRange(startOf: file) : firstLine(in: file)
    return Diagnostic(rule, message, at: range, notes: causes.prefix(3).map(\.note) + [.init(remedy)])
  }
}

extension Workspace {
  /// The drift as findings, each in its file. The files become sources of what is returned.
  package static func report(_ drift: [Drift], sources: SourceMap) -> (diagnostics: [Diagnostic], sources: SourceMap) {
    var sources = sources
    return (drift.map { $0.diagnostic(&sources) }, sources)
  }
}
