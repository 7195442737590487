package import Diagnostics
import YAML

/// A type that is written as a mapping with declared keys.
///
/// Its initializer takes each key once, with name, type and summary. Run over a node it decodes; run over nothing it
/// declares, and those declarations are what errors suggest and what the schema is made of. So a key has one place:
///
///     init?(_ keys: inout Keys) {
///       let port = keys.required("port", .port, "TCP port that the service listens on")
///       guard let port else { return nil }
///       self.port = port
///     }
package protocol MappingDecodable: Sendable {
  /// What the mapping is called in errors: 'unknown key 'prot' in run'.
  static var noun: String { get }
  /// Takes every key before it gives up, so that all mistakes are found in one run.
  init?(_ keys: inout Keys)
}

/// The keys of one mapping while it is decoded.
package struct Keys {
  package let range: SourceRange
  private let entries: [Node.Entry]
  private var isTaken: [Bool]
  private var declarations: [KeyDeclaration]?
  var decoder: Decoder

  fileprivate init(_ entries: [Node.Entry], range: SourceRange, decoder: Decoder) {
    self.entries = entries
    self.range = range
    self.decoder = decoder
    isTaken = .init(repeating: false, count: entries.count)
  }

  /// The declarations of `type`, gathered by running its initializer over nothing.
  static func declarations<Value: MappingDecodable>(of type: Value.Type, in decoder: Decoder) -> [KeyDeclaration] {
    declarations(in: decoder) { _ = Value(&$0) }
  }

  /// The declarations of the keys that `body` takes.
  static func declarations(in decoder: Decoder, _ body: (inout Keys) -> Void) -> [KeyDeclaration] {
    var keys = Keys([], range: SourceRange(startOf: FileID(0)), decoder: decoder)
    keys.declarations = []
    body(&keys)
    return keys.declarations ?? []
  }

  package mutating func required<Value>(
    _ name: String, _ type: ValueType<Value>, _ summary: String
  ) -> Located<Value>? {
    if declare(name, type, isRequired: true, summary) { return nil }
    requireOne(of: [name])
    return take(name, type)
  }

  /// At least one of these keys has to be there.
  mutating func requireOne(of names: [String]) {
    guard !decoder.areDefaultsUnclear else { return }
    if !names.contains(where: { entry($0) != nil }) { missing.append(names) }
  }

  /// One of these keys has to be there, which says what the mapping is; a second one would make it something else.
  mutating func requireExactlyOne(of names: [String]) {
    requireOne(of: names)
    let written = names.compactMap { entry($0).map { entries[$0].key } }.sorted { $0.range.lower < $1.range.lower }
    for second in written.dropFirst() {
      decoder.report(
        .invalidValue, "'\(second.value)' beside '\(written[0].value)'", at: second.range,
        notes: [.init("each of them needs an entry of its own")])
    }
  }

  /// These keys say something of one of `owners`, and nothing without it.
  mutating func require(_ names: [String], beside owners: [String]) {
    guard !owners.contains(where: isMeant) else { return }
    for name in names {
      guard let index = entry(name) else { continue }
      decoder.report(
        .invalidValue, "'\(name)' without " + owners.map { "'\($0)'" }.joined(separator: " or "),
        at: entries[index].key.range)
    }
  }

  /// The key is written, or one that was meant to be it.
  func isMeant(_ name: String) -> Bool { entries.contains { nearestName(to: $0.key.value, among: [name]) != nil } }

  /// Takes the keys that are left as they are: what they may be depends on something that is wrong.
  mutating func passOverTheRest() { isTaken = isTaken.map { _ in true } }

  package mutating func optional<Value>(
    _ name: String, _ type: ValueType<Value>, _ summary: String
  ) -> Located<Value>? {
    if declare(name, type, isRequired: false, summary) { return nil }
    return take(name, type)
  }

  /// A list that may be left out; then it is empty.
  package mutating func list<Element>(
    _ name: String, of type: ValueType<Element>, _ summary: String
  ) -> [Located<Element>] {
    optional(name, .list(of: type), summary)?.value ?? []
  }

  /// Required keys that are not there, with those that would do in their place.
  private var missing: [[String]] = []

  /// Records the declaration where the mapping is only described.
  private mutating func declare<Value>(
    _ name: String, _ type: ValueType<Value>, isRequired: Bool, _ summary: String
  ) -> Bool {
    declare { .init(name: name, shape: type.shape($0), isRequired: isRequired, summary: summary) }
  }

  mutating func declare(_ declaration: (Decoder) -> KeyDeclaration) -> Bool {
    guard declarations != nil else { return false }
    declarations?.append(declaration(decoder))
    return true
  }

  private func entry(_ name: String) -> Int? { entries.firstIndex { $0.key.value == name } }

  private mutating func take<Value>(_ name: String, _ type: ValueType<Value>) -> Located<Value>? {
    guard let index = entry(name) else { return nil }
    isTaken[index] = true
    return type.decode(entries[index].value, &decoder).map { Located($0, entries[index].value.range) }
  }

  /// Reports what was left: keys that no declaration took, and required ones that were not there.
  fileprivate mutating func finish(noun: String, names: () -> [String]) {
    let unknown = entries.indices.filter { !isTaken[$0] }.map { entries[$0].key }
    if !unknown.isEmpty {
      let names = names()
      let unused = names.filter { entry($0) == nil }
      for key in unknown { decoder.diagnostics.append(unknownKey(key, noun: noun, valid: names, unused: unused)) }
      // A misspelt required key is one mistake, not two.
      missing.removeAll { names in
        unknown.contains { nearestName(to: $0.value, among: unused).map(names.contains) == true }
      }
    }
    for names in missing {
      let what = (names.count == 1 ? "the key " : "") + names.map { "'\($0)'" }.joined(separator: " or ")
      decoder.report(.missingKey, "\(noun) needs \(what)", at: start)
    }
  }

  /// The first key, or the start of the mapping: a missing key has no better place.
  private var start: SourceRange {
    entries.first?.key.range ?? SourceRange(file: range.file, lower: Int(range.lower), upper: Int(range.lower))
  }
}

/// A key that nothing takes; `unused` are those of the `valid` ones that are not written.
func unknownKey(_ key: Located<String>, noun: String, valid: [String], unused: [String]) -> Diagnostic {
  let message = "unknown key '\(key.value.printable)' in \(noun)"
  if nearestName(to: key.value, among: unused) != nil {
    return Diagnostic(.unknownKey, message, at: key.range, unknown: key.value, among: unused)
  }
  // A key that stands there already may have been meant, but to write it twice would be no mend.
  let known = Diagnostic(.unknownKey, message, at: key.range, unknown: key.value, among: valid)
  return Diagnostic(.unknownKey, message, at: key.range, notes: known.notes)
}

extension ValueType where Value: MappingDecodable {
  package static func mapping(_ type: Value.Type) -> ValueType { mapping(noun: Value.noun) { Value(&$0) } }
}

extension ValueType {
  /// A mapping with the keys that `body` takes, which may depend on what the decoder knows.
  static func mapping(noun: String, _ body: @escaping @Sendable (inout Keys) -> Value?) -> ValueType {
    let declarations = { @Sendable (decoder: Decoder) in Keys.declarations(in: decoder) { _ = body(&$0) } }
    return ValueType(shape: { .mapping(noun: noun, keys: declarations($0)) }) { node, decoder in
      guard case .mapping(let entries) = node.content else {
        decoder.expected(.mapping(noun: noun, keys: []), found: node)
        return nil
      }
      return decoder.withKeys(entries, range: node.range, noun: noun, body) { declarations($0).map(\.name) }
    }
  }
}

extension Decoder {
  /// Decodes a mapping with `body`; `names` are its valid keys, asked for only when one is unknown.
  mutating func withKeys<Result>(
    _ entries: [Node.Entry], range: SourceRange, noun: String, _ body: (inout Keys) -> Result,
    names: (Decoder) -> [String]
  ) -> Result {
    var keys = Keys(entries, range: range, decoder: self)
    diagnostics = []  // now owned by `keys`: appending there must not copy
    let result = body(&keys)
    let decoder = keys.decoder
    keys.finish(noun: noun) { names(decoder) }
    self = keys.decoder
    return result
  }
}
