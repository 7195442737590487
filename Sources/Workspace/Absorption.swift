package import Diagnostics
package import Driver
import IR
import Spec

/// What taking over the pins of edited files comes to: other values in the lock and in specs, or reasons not to.
package struct Absorption: Sendable {
  /// Each pin once, where it was found first.
  package private(set) var moves: [PinMove] = []
  package private(set) var diagnostics: [Diagnostic]
  /// The places of diagnostics and moves are in these.
  package let sources: SourceMap
  /// Paths of the files that were edited.
  package let edited: Set<String>
  /// Places of all pins that were moved, by path.
  private let moved: [String: Set<UInt32>]
  private let compilation: Compilation
  private let uses: [ImageReference: [ImageUse]]

  package init(_ drift: [Drift], in compilation: Compilation) {
    let files = drift.filter { $0.kind == .editedByHand(onlyPins: false) }
    var reading = PinReading(compilation)
    for file in files { reading.read(file) }
    (diagnostics, sources, edited) = (reading.diagnostics, reading.sources, Set(files.map(\.path)))
    self.compilation = compilation
    let sources = reading.sources
    moved = Dictionary(grouping: reading.moves) { sources[$0.place.file].path }
      .mapValues { Set($0.map(\.place.lower)) }
    uses = Dictionary(grouping: reading.moves.isEmpty ? [] : compilation.needs.uses, by: \.image.value)
    for move in reading.moves { take(move) }
  }

  /// Changes of versions in specs, no two at one place.
  package var edits: [Diagnostic.FixIt] { moves.compactMap(\.edit) }

  /// A pin has one value, and so has a version that a spec names.
  private mutating func take(_ move: PinMove) {
    var move = move
    if let other = moves.first(where: { $0.key == move.key && $0.new != move.new }) {
      return disagree(move, other)
    }
    if case .image(let old, _) = move.old, case .image(let new, _) = move.new, old != new {
      move.edit = edit(from: old, to: new, move)
      guard let edit = move.edit else { return }
      if let other = moves.first(where: { $0.edit?.range == edit.range }) {
        return other.edit == edit ? () : disagree(move, other)
      }
    } else if moves.contains(where: { $0.key == move.key && $0.edit == nil }) {
      return
    }
    moves.append(move)
  }

  private mutating func disagree(_ move: PinMove, _ other: PinMove) {
    diagnostics.append(
      Diagnostic(
        .editedByHand, "'\(move.old.name)' has one pin, and here and elsewhere it has two", at: move.place,
        notes: [.init("the other is here", at: other.place), .init("take one of them back, then absorb the other")]))
  }

  /// The change of a spec that gives an image another tag; reported where there is none.
  private mutating func edit(
    from old: ImageReference, to new: ImageReference, _ move: PinMove
  ) -> Diagnostic.FixIt? {
    let uses = uses[old] ?? []
    let use =
      uses.first { $0.image.range == move.origin } ?? uses.first { $0.image.range.file == move.file } ?? uses.first
    guard let use else { return nil }
    if let tag = new.tag, let part = use.part(for: tag, where: isInSpec) {
      return Diagnostic.FixIt(
        "\(old.familiar) becomes \(new.familiar)", replacing: scalar(part.range), with: part.value)
    }
    let reason = use.parts.first { !isInSpec($0) && $0.range != use.parts.first?.range } ?? use.parts.last
    diagnostics.append(
      Diagnostic(
        .editedByHand, "no version or option here makes '\(new.familiar)' of '\(old.familiar)'", at: use.image.range,
        notes: [
          .init("it was changed here", at: move.place),
          .init("this part of its name is not of the spec", at: reason?.range),
          .init("take the change back; the tag comes with the template, or from an option that the spec can set"),
        ]))
    return nil
  }

  /// Written in a spec or the workspace file, as it is used.
  private func isInSpec(_ part: Located<String>) -> Bool {
    guard !Origin.Kind(path: sources[part.range.file].path).isBuiltIn else { return false }
    let range = scalar(part.range)
    return Array(part.value.utf8) == Array(sources[range.file].bytes[Int(range.lower)..<Int(range.upper)])
  }

  /// A scalar without its quotes.
  private func scalar(_ range: SourceRange) -> SourceRange {
    let bytes = sources[range.file].bytes[Int(range.lower)..<Int(range.upper)]
    let isQuoted = bytes.count > 1 && bytes.first == bytes.last && "\"'".utf8.contains(bytes.first ?? 0)
    return isQuoted ? range.slice(1, bytes.count - 1) : range
  }

  /// The lock with the pins taken over; nil where it stays as it is.
  func lock(dropping unused: Set<ImageReference> = []) -> [UInt8]? {
    let old = compilation.lock.map { LockContents($0) } ?? LockContents()
    var lock = old
    for move in moves {
      switch move.new {
      case .action(let name, let action): lock.actions[name] = action
      case .tool(let name, let version): lock.tools[name] = version
      case .image(let reference, let digest):
        // Which platforms are behind a new digest is not known.
        if lock.images[reference]?.digest != digest { lock.images[reference] = .init(digest: digest) }
      }
    }
    for reference in unused { lock.images[reference] = nil }
    guard lock != old else { return nil }
    return lock.print(version: compilation.lock == nil ? scantlingVersion : compilation.lock?.scantling?.value)
  }
}

extension Absorption {
  /// What edited files have, and would not have once they are generated again; `drift` is that with the pins taken over.
  package func leftovers(_ drift: [Drift]) -> (diagnostics: [Diagnostic], sources: SourceMap) {
    var (sources, found) = (sources, [Diagnostic]())
    for file in drift where edited.contains(file.path) && !file.expected.isEmpty {
      let lines = EditedLines(file, in: &sources)
      found += lines.unlike.map { leftover(lines.printed($0), at: lines.place($0)) }
      for (line, printed) in lines.moved where moved[file.path]?.contains(lines.place(line).lower) == true {
        found.append(leftover(lines.difference.new[printed], at: lines.place(line)))
      }
    }
    return (found, sources)
  }

  /// `golang:1.27.0-alpine sha256:… -> golang:1.28.0-alpine sha256:… from <file>:4, as '1.28.0' at specs/api.yaml:3:18`
  package func line(_ move: PinMove) -> String {
    let place = move.edit.map { ", as '\($0.replacement)' at \(sources.location(of: $0.range))" } ?? ""
    let line = "\(sources[move.place.file].path):\(sources.position(of: move.place).line)"
    return "\(move.text) from \(line)\(place)"
  }

  private func leftover(_ printed: String?, at place: SourceRange) -> Diagnostic {
    Diagnostic(
      .editedByHand, "with the new pins this line becomes another", at: place,
      notes: (printed.map { [.init("it becomes '\($0)'")] } ?? []) + [
        .init("change the version in the spec yourself; 'scantling diff' says what comes of it")
      ])
  }
}

extension ImageUse {
  /// The part of the name that has to be another for the image to have `tag`, as it has to be; nil if none can do it.
  func part(for tag: String, where isWritten: (Located<String>) -> Bool) -> Located<String>? {
    let texts = parts.map(\.value)
    let new = texts.joined().dropLast(image.value.tag?.count ?? 0) + tag
    for (index, part) in parts.enumerated() where image.value.tag != nil && isWritten(part) {
      let (before, after) = (texts[..<index].joined(), texts[(index + 1)...].joined())
      guard new.count > before.count + after.count, new.hasPrefix(before), new.hasSuffix(after) else { continue }
      return Located(String(new.dropFirst(before.count).dropLast(after.count)), part.range)
    }
    return nil
  }
}

extension Workspace {
  /// The workspace with the pins taken over. Nothing is written.
  package func taking(_ absorption: Absorption) throws(DiskError) -> Workspace {
    let specs = applying(absorption.edits, to: compilation.sources)
    let root = disk.root
    let result = try Workspace(input.replacing(lock: absorption.lock(), specs: specs), at: root)
    guard !result.compilation.diagnostics.hasErrors else { return result }
    // An image that has another tag may not be needed by its old one any more.
    let unused = Set(compilation.needs.references).subtracting(result.compilation.needs.references)
    guard !unused.isEmpty else { return result }
    return try Workspace(input.replacing(lock: absorption.lock(dropping: unused), specs: specs), at: root)
  }

  /// The specs and the lock, where they are others than those of `old`.
  package func changedInputs(since old: borrowing Workspace) -> [SourceFile] {
    let before = old.bytesRead
    return input.files.filter { before[$0.path] != $0.bytes }
  }
}
