package import Diagnostics
import Driver
import IR
import Spec

/// Reads files that were edited: which pins were moved in them, and whatever else is different.
struct PinReading {
  private let compilation: Compilation
  private let tools: [SourceRange: String]
  /// Those of the compilation, and the files that were read.
  private(set) var sources: SourceMap
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var moves: [PinMove] = []

  init(_ compilation: Compilation) {
    self.compilation = compilation
    sources = compilation.sources
    let places = compilation.needs.tools.map { name in
      (compilation.lock?.tool(name) ?? compilation.library?.actions.tool(name)?.version, name)
    }
    tools = Dictionary(places.compactMap { place, name in place.map { ($0.range, name) } }) { first, _ in first }
  }

  mutating func read(_ drift: Drift) {
    let lines = EditedLines(drift, in: &sources)
    guard let origin = drift.origins.first else { return }
    if let marker = lines.found.firstIndex(where: isConflictMarker) {
      return report(.unresolvedMerge, at: lines.place(marker))
    }
    for change in lines.unlike { report(.edit(lines.printed(change)), at: lines.place(change)) }
    for (found, printed) in lines.moved {
      let place = lines.place(found)
      do throws(PinRefusal) {
        let (old, new) = (lines.frames.printed[printed].pin, lines.frames.found[found].pin)
        let pins = try self.pins(from: old, to: new, at: drift.origins[printed])
        guard let pins else { throw .edit(lines.difference.new[printed]) }
        moves.append(
          PinMove(old: pins.old, new: pins.new, place: place, origin: drift.origins[printed], file: origin.file))
      } catch {
        report(error, at: place)
      }
    }
  }

  private mutating func report(_ refusal: PinRefusal, at place: SourceRange) {
    diagnostics.append(Diagnostic(refusal.rule, refusal.message, at: place, notes: [.init(refusal.remedy)]))
  }

  /// nil where the line has no pin of what is known.
  private func pins(
    from old: PinnedLine.Pin?, to new: PinnedLine.Pin?, at origin: SourceRange
  ) throws(PinRefusal) -> (old: PinMove.Pin, new: PinMove.Pin)? {
    switch (old, new) {
    case (.action(let name, let old)?, .action(_, let new)?):
      guard let old = try? LockContents.Action(parsing: old) else { return nil }
      return (.action(name, old), .action(name, try action(name, from: old, to: new)))
    case (.image(let name, let oldTag, let oldDigest)?, .image(_, let newTag, let newDigest)?):
      guard let reference = try? ImageReference(parsing: name + (oldTag.map { ":\($0)" } ?? "")),
        let old = try? LockContents.Image(parsing: oldDigest)
      else { return nil }
      let (moved, digest) = try image(name, newTag, newDigest)
      return (.image(reference, digest: old.digest), .image(moved, digest: digest))
    case (.version(let old)?, .version(let new)?):
      guard let tool = tools[origin] else { return nil }
      try knownBad?.check(tool, version: new, pin: new)
      return (.tool(tool, version: old), .tool(tool, version: new))
    default: return nil
    }
  }

  private var knownBad: KnownBadList? { compilation.library?.actions.knownBad }

  private func action(
    _ name: String, from old: LockContents.Action, to text: String
  ) throws(PinRefusal) -> LockContents.Action {
    let new = try LockContents.Action(parsing: text)
    try knownBad?.check(name, version: new.version, pin: new.commit)
    // Tags such as v7 move; those of releases do not.
    if new.version == old.version, new.commit != old.commit, new.version.contains(".") {
      throw PinRefusal(
        "\(new.version) of \(name) has another commit than before, \(old.commit)",
        remedy: "this is what an attack looks like; find out why before anything of it is used")
    }
    return new
  }

  private func image(
    _ name: String, _ tag: String?, _ digest: String
  ) throws(PinRefusal) -> (ImageReference, digest: String) {
    let text = name + (tag.map { ":\($0)" } ?? "")
    guard let reference = try? ImageReference(parsing: text) else {
      throw PinRefusal("'\(text.printable)' is not the name of an image", remedy: "take the change back")
    }
    let image = try LockContents.Image(parsing: digest)
    try knownBad?.check(reference.repository, version: tag ?? "", pin: image.digest)
    return (reference, image.digest)
  }
}

extension PinRefusal {
  /// Something else than a pin was edited; `printed` is what was there.
  static func edit(_ printed: String?) -> PinRefusal {
    let line = printed.map { "; the line was '\($0.trimmed.prefix(100))'" } ?? ""
    return PinRefusal(
      "edited by hand, and not only in pins",
      remedy: "take the change back\(line); what is needed of it goes into a spec")
  }

  fileprivate static let unresolvedMerge = PinRefusal(
    "a merge of git is not resolved here",
    remedy: "take one of the two sides, in generated files either will do, then run 'scantling absorb' again")
}

extension Workspace {
  /// Places in the specs and the lock where a merge is not resolved.
  package var unresolvedMerges: [Diagnostic] {
    compilation.sources.files.indices.compactMap { index in
      let (file, bytes) = (FileID(index), compilation.sources.files[index].bytes)
      let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      guard let line = lines.first(where: { isConflictMarker(String(decoding: $0.prefix(8), as: UTF8.self)) }) else {
        return nil
      }
      let refusal = PinRefusal.unresolvedMerge
      return Diagnostic(
        .yamlSyntax, refusal.message, at: SourceRange(file: file, lower: line.startIndex, upper: line.endIndex),
        notes: [.init("take what both sides are to be, then run 'scantling absorb' again")])
    }
  }
}

private func isConflictMarker(_ line: String) -> Bool {
  ["<<<<<<< ", ">>>>>>> "].contains { line.hasPrefix($0) }
}

extension String {
  fileprivate var trimmed: Substring { drop { $0 == " " } }
}
