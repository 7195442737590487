import Diagnostics
import Driver
import Emit
import IR

extension Workspace {
  /// `drift` with the causes of each difference. Nothing is looked for where nothing drifts.
  package func explained(_ drift: [Drift]) -> [Drift] {
    guard !drift.isEmpty else { return [] }
    var explanation = Explanation(drift, compilation)
    return explanation.explained()
  }
}

/// Looks for the causes of all the drift of a workspace at once: what one file shows, explains another.
struct Explanation {
  let drift: [Drift]
  let compilation: Compilation
  var inputs: Inputs
  /// Specs of services that nothing has been generated of, each with the place of the service's name.
  let newSpecs: [FileID: SourceRange]
  /// Specs that orphans were made from and that are not there any more.
  let goneSpecs: Set<String>
  /// An orphan for each name of a file, without its folders.
  private let orphans: [String: Drift]
  private let nothingIsThere: Bool
  /// The keys that changed any file, by the file that they are in.
  private var changed: [FileID: [KeyPlace]] = [:]

  init(_ drift: [Drift], _ compilation: Compilation) {
    (self.drift, self.compilation) = (drift, compilation)
    inputs = Inputs(compilation.sources)
    let missing = Set(drift.filter { $0.kind == .missing }.map(\.path))
    let own = compilation.artifacts.filter { $0.path.hasPrefix(compilation.folders.services) }
    let generated = Set(own.filter { !missing.contains($0.path) }.map(\.origins[0].file))
    let new = own.filter { !generated.contains($0.origins[0].file) }
    newSpecs = Dictionary(new.map { ($0.origins[0].file, $0.origins[0]) }) { first, _ in first }
    nothingIsThere = missing.count == compilation.artifacts.count
    let present = Set(compilation.sources.files.map(\.path))
    let orphans = drift.filter { $0.expected.isEmpty }
    self.orphans = Dictionary(orphans.map { ($0.path.lastComponent, $0) }) { first, _ in first }
    goneSpecs = Set(
      orphans.compactMap { Header.spec(in: $0.found) }.filter { !$0.contains("*") && !present.contains($0) })
  }

  mutating func explained() -> [Drift] {
    let evidence = drift.map { difference -> (LineDifference, Evidence)? in
      guard difference.kind == .outOfDate || difference.kind == .editedByHand(onlyPins: false) else { return nil }
      let lines = difference.difference
      return (lines, Evidence(lines, origins: difference.origins, inputs: &inputs))
    }
    let keys = zip(drift, evidence).flatMap { $0.kind == .outOfDate ? $1?.1.changed ?? [] : [] }
    changed = Dictionary(grouping: keys.distinct, by: \.range.file)
    return zip(drift, evidence).map { difference, evidence in
      var difference = difference
      if let (lines, evidence) = evidence {
        difference.lines = lines.changes.map(\.removed)
        if difference.kind == .outOfDate {
          explain(&difference, lines, evidence)
        } else {
          explainEdit(&difference, lines, evidence)
        }
      } else if difference.kind == .missing {
        difference.causes = missing(difference)
      } else if difference.expected.isEmpty {
        difference.causes = orphan(difference)
      }
      return difference
    }
  }

  private mutating func missing(_ difference: Drift) -> [Cause] {
    if let former = orphans[difference.path.lastComponent], let moved = moved(former.path) { return [moved] }
    guard !nothingIsThere, let spec = difference.origins.first?.file, let name = newSpecs[spec] else { return [] }
    return [new(name)]
  }

  private func new(_ place: SourceRange) -> Cause {
    Cause(place: inputs.sources[place.file].path, event: "is new", range: place)
  }

  private mutating func explain(_ difference: inout Drift, _ lines: LineDifference, _ evidence: Evidence) {
    let gone = goneSpecs.sorted().filter { spec in isNamed(spec, in: lines) }
      .map { Cause(place: $0, event: "is gone", range: nil) }
    let isOfPins = PinnedLine.areAll(lines) && evidence.changed.allSatisfy { inputs.kind(of: $0.range.file) == .lock }
    let keys = evidence.changed.isEmpty && gone.isEmpty ? shared(evidence, difference) : evidence.changed
    if isOfPins, !evidence.changed.isEmpty || compilation.otherVersion == nil {
      difference.kind = .lockMismatch
      difference.causes = causes(evidence.changed + evidence.templates)
    } else if let other = compilation.otherVersion, keys.isEmpty, gone.isEmpty {
      difference.kind = .versionMismatch(other.version.value, isNewer: other.isNewer)
      difference.causes = [
        inputs.cause(
          KeyPlace(keys: [], range: other.version.range),
          "names Scantling \(other.version.value), and this is \(scantlingVersion)")
      ]
    } else {
      difference.causes = gone + causes(keys)
      if difference.causes.isEmpty { difference.causes = supposed(evidence) }
    }
  }

  /// What changed other files may have changed this one, above all if its lines come from there.
  private func shared(_ evidence: Evidence, _ difference: Drift) -> [KeyPlace] {
    // A key of another service changes nothing in the files of this one, and a pin stands wherever it is used.
    let isOfService = difference.path.hasPrefix(compilation.folders.services)
    let files = isOfService ? difference.origins.prefix(1).map(\.file) + inputs.common : changed.keys.sorted()
    let keys = files.filter { inputs.kind(of: $0) != .lock }.flatMap { changed[$0] ?? [] }
    let likely = keys.filter(evidence.likely.contains)
    return likely.isEmpty ? keys : likely
  }

  /// Whether a service of that spec stands in what was taken away.
  private func isNamed(_ spec: String, in lines: LineDifference) -> Bool {
    let name = words(in: [String(spec.lastComponent.prefix { $0 != "." })])
    return lines.changes.contains { $0.removed.contains { $0 > 1 && name.isSubset(of: words(in: [lines.old[$0]])) } }
  }

  private func causes(_ keys: [KeyPlace]) -> [Cause] {
    keys.map { key -> Cause in
      if let name = newSpecs[key.range.file] { return new(name) }
      if let pin = inputs.pinned(key) { return inputs.cause(key, "has another \(pin)") }
      if inputs.kind(of: key.range.file).isBuiltIn { return template(key) }
      return inputs.cause(key, key.keys.isEmpty ? "changed" : "changed '\(key.name)'")
    }.distinct
  }

  /// A default stands for itself; another template makes other lines only of other values.
  private func template(_ key: KeyPlace) -> Cause {
    let isDefault = inputs.sources[key.range.file].path == "templates/defaults.yaml"
    return inputs.cause(
      key, isDefault ? "sets '\(key.name)' where no spec does" : "makes other lines; a key of the specs may be gone")
  }

  /// What can be said where no value is new.
  private mutating func supposed(_ evidence: Evidence) -> [Cause] {
    if !evidence.likely.isEmpty {
      return evidence.likely.map { inputs.cause($0, "may have changed" + ($0.keys.isEmpty ? "" : " '\($0.name)'")) }
    }
    if let first = evidence.templates.first {
      let causes = evidence.templates.map(template).filter { $0.event.hasPrefix("sets") }
      return causes.isEmpty ? [template(first)] : causes
    }
    guard let gone = evidence.gone else { return [] }
    let (line, place) = (gone.line.drop { $0 == " " }, specNamed(in: gone.line) ?? gone.after)
    return [
      Cause(
        place: inputs.sources[place.file].path, event: "no longer has what made '\(line.prefix(60))'", range: place)
    ]
  }

  /// Of the service whose name a line has first.
  private func specNamed(in line: String) -> SourceRange? {
    let line = plain(line)
    let named = compilation.plan?.services.compactMap { service in
      line.firstRange(of: plain(service.name.value)).map { (place: service.name.range, start: $0.lowerBound) }
    }
    return named?.min { $0.start < $1.start }?.place
  }

  /// With one sign between words, so that what a format makes of a name is still the name.
  private func plain(_ text: String) -> String {
    "-" + text.split { !($0.isLetter || $0.isNumber) }.joined(separator: "-") + "-"
  }

  private mutating func explainEdit(_ difference: inout Drift, _ lines: LineDifference, _ evidence: Evidence) {
    difference.kind = .editedByHand(onlyPins: PinnedLine.areAll(lines, withTags: true))
    difference.causes = (evidence.changed.isEmpty ? evidence.likely : evidence.changed).filter { !$0.keys.isEmpty }.map
    {
      inputs.cause($0, inputs.pinned($0).map { "has another \($0)" } ?? "says otherwise with '\($0.name)'")
    }
  }
}
