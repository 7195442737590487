import Diagnostics
import Driver
import Spec
import YAML

/// What a place in a file is about.
enum Subject {
  /// A line of a generated file, and what it was made from.
  case generated(SourceRange)
  /// A `${name}`.
  case reference(Declared)
  /// An entry of `needs`.
  case need(Declared)
  case key(KeyDeclaration)
}

extension Snapshot {
  /// What stands at `place`, with its range in the file; nil where there is nothing to say, or the file does not parse.
  func subject(at place: Place) -> (subject: Subject, range: Range<Int>)? {
    if let origin = origin(of: place) { return (.generated(origin), place.offset..<place.offset) }
    guard let kind = SpecFile(path: place.file.path), let library = compilation.library,
      let tree = place.file.tree, let spot = tree.spot(at: place.offset)
    else { return nil }
    let range = Int(spot.range.lower)..<Int(spot.range.upper)
    if kind == .service, spot.path.isEnvironmentValue, !spot.isKey {
      guard let written = place.reference(within: range) else { return nil }
      return references(in: place.file.path).first { $0.name == written.name }.map { (.reference($0), written.range) }
    }
    if kind == .service, spot.path.isNeed {
      return (services + resources).first { $0.name == spot.text }.map { (.need($0), range) }
    }
    let template = tree["build"]?.entries.first.flatMap { library.language($0.key.value) }
    let language = Language(kind, library, template: template)
    let path = spot.path.reversed().drop { !$0.isKey }.reversed()
    return language.declaration(at: Array(path)).map { (.key($0), range) }
  }

  /// What made a line of a generated file, if the file is what the specs compile to.
  private func origin(of place: Place) -> SourceRange? {
    let line = place.file.bytes[..<min(place.offset, place.file.bytes.count)].count { $0 == 0x0A }
    let artifact = compilation.artifacts.first { $0.path == place.file.path && $0.contents == place.file.bytes }
    return artifact.flatMap { line < $0.origins.count ? $0.origins[line] : nil }
  }

  /// The place that `place` is about.
  func definition(at place: Place) -> SourceRange? {
    switch subject(at: place)?.subject {
    case .generated(let origin): origin
    case .reference(let declared), .need(let declared): declared.range
    case .key(let key): key.origin
    case nil: nil
    }
  }
}

extension SourceFile {
  /// nil where the file does not parse. The ranges are of this file, whatever id they carry.
  var tree: Node? {
    var (sources, diagnostics) = (SourceMap(), [Diagnostic]())
    let id = sources.add(self)
    return Parser.parse(id, in: sources, diagnostics: &diagnostics)
  }
}

extension Place {
  /// The `${name}` around the place.
  func reference(within range: Range<Int>) -> (name: String, range: Range<Int>)? {
    let bytes = file.bytes
    let starts = range.filter { $0 <= offset && bytes[$0..<range.upperBound].starts(with: "${".utf8) }
    guard let start = starts.last, let close = bytes[start..<range.upperBound].firstIndex(of: UInt8(ascii: "}")),
      offset <= close + 1
    else { return nil }
    return (String(decoding: bytes[(start + 2)..<close], as: UTF8.self), start..<(close + 1))
  }

  /// What has been typed of a `${name}` that is not closed.
  var openReference: Range<Int>? {
    let line = file.bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    guard let start = (line..<offset).last(where: { file.bytes[$0..<offset].starts(with: "${".utf8) }),
      !file.bytes[start..<offset].contains(UInt8(ascii: "}"))
    else { return nil }
    return (start + 2)..<offset
  }
}

extension [Step] {
  /// An entry of `run.needs` of a service.
  var isNeed: Bool { count == 3 && starts(with: [.key("run"), .key("needs")]) }

  /// A value of `run.env` or `dev.env` of a service.
  var isEnvironmentValue: Bool { count == 3 && [.key("run"), .key("dev")].contains(self[0]) && self[1] == .key("env") }
}

extension Step {
  var isKey: Bool { if case .key = self { true } else { false } }
}
