import Diagnostics
import Spec

/// What the references of a text may name, and what each stands for.
struct Scope {
  enum Meaning {
    case pieces([Piece], SourceRange)
    case list([Located<String>], separator: String, SourceRange)
    case flag(Bool, SourceRange)

    /// Where the value is written.
    var range: SourceRange {
      switch self {
      case .pieces(_, let range), .list(_, _, let range), .flag(_, let range): range
      }
    }
  }

  /// A part of an evaluated text. Which kinds are allowed depends on where the text lands.
  enum Piece {
    case literal(String)
    case target(TargetProperty)
    case argument(BuildArgument)
    case variable(HostVariable)
  }

  private(set) var names: [String] = []
  private var meanings: [String: Meaning] = [:]

  subscript(name: String) -> Meaning? { meanings[name] }

  /// Resources that are there, and could not be resolved: what they offer is not known.
  var unresolved: Set<String> = []

  mutating func add(_ name: String, _ meaning: Meaning) {
    if meanings.updateValue(meaning, forKey: name) == nil { names.append(name) }
  }

  mutating func add(_ name: String, _ value: Located<String>) {
    add(name, .pieces([.literal(value.value)], value.range))
  }

  /// The ports beside the main one, as `ports.metrics`.
  mutating func add(_ ports: [Entry<PortSpec>]) {
    for port in ports { add("ports.\(port.key.value)", port.value.value.port.map(String.init)) }
  }

  /// The first number of a version, which some images have in their names: 24 of 24.17.0.
  mutating func addMajor(of name: String, _ version: [Piece], _ range: SourceRange) {
    let text = Evaluated(pieces: version, range: range).literal ?? ""
    add("\(name).major", .pieces([.literal(String(text.prefix { $0 != "." && $0 != "-" && $0 != "_" }))], range))
  }

  /// The same for texts that are addresses: a value is all of a part of one.
  var percentEncoded: Scope {
    var scope = self
    scope.meanings = meanings.mapValues { meaning in
      guard case .pieces(let pieces, let range) = meaning else { return meaning }
      return .pieces(pieces.map(\.percentEncoded), range)
    }
    return scope
  }

  /// The properties of the platform built for, which only the builder knows.
  mutating func addTarget(_ range: SourceRange) {
    for property in TargetProperty.allCases { add("target.\(property.rawValue)", .pieces([.target(property)], range)) }
  }
}

extension Scope.Piece {
  /// The value that a variable has at start stands in an address as it is.
  fileprivate var percentEncoded: Self {
    switch self {
    case .literal(let text): .literal(encoded(text))
    case .variable(let variable): .variable(variable.mapValues(encoded))
    case .target, .argument: self
    }
  }
}

/// `text` as one segment of an address.
private func encoded(_ text: String) -> String {
  text.split(separator: "/", omittingEmptySubsequences: false).map { percentEncoded(String($0)) }.joined(
    separator: "%2F")
}

/// An evaluated text, with the place that its most particular value came from.
struct Evaluated {
  let pieces: [Scope.Piece]
  let range: SourceRange

  var literal: String? {
    pieces.reduce("") { text, piece in
      if case .literal(let literal) = piece { text.map { $0 + literal } } else { nil }
    }
  }

  var buildText: BuildText? {
    var result: [BuildText.Piece] = []
    for piece in pieces {
      switch piece {
      case .literal(let text): result.append(.literal(text))
      case .target(let property): result.append(.target(property))
      case .argument(let argument): result.append(.argument(argument))
      case .variable: return nil
      }
    }
    return BuildText(pieces: result)
  }

  var runtimeText: RuntimeText? {
    var result: [RuntimeText.Piece] = []
    for piece in pieces {
      switch piece {
      case .literal(let text): result.append(.literal(text))
      case .variable(let variable): result.append(.variable(variable))
      case .target, .argument: return nil
      }
    }
    return RuntimeText(pieces: result)
  }
}

extension Resolver {
  /// Replaces the references of `text`; one that names nothing in reach is reported.
  mutating func evaluate(_ text: Located<Text>, in scope: Scope) -> Evaluated? {
    var pieces: [Scope.Piece] = []
    var origin = text.range
    for part in text.value.parts {
      switch part {
      case .literal(let literal): pieces.append(.literal(literal))
      case .reference(let name):
        guard let meaning = scope[name.value] else {
          if let unknown = unknownReference(name, in: scope) { report(unknown) }
          return nil
        }
        switch meaning {
        case .pieces(let more, _): pieces += more
        case .list(let elements, let separator, _):
          pieces.append(.literal(elements.map(\.value).joined(separator: separator)))
        case .flag(let flag, _): pieces.append(.literal(flag ? "true" : "false"))
        }
        // What a spec writes accounts for more than what a template has for whoever writes nothing.
        if specs.isSpec(meaning.range.file) || !specs.isSpec(origin.file) { origin = meaning.range }
      }
    }
    return Evaluated(pieces: pieces, range: origin)
  }

  /// nil where the reference may be right, and what it names is wrong.
  private func unknownReference(_ name: Located<String>, in scope: Scope) -> Diagnostic? {
    let message = "nothing named '\(name.value.printable)' can be referred to here"
    let resource = name.value.split(separator: ".").first.map(String.init) ?? ""
    if scope.unresolved.contains(resource) { return nil }
    let mayBeLost = isDamaged(name.range) || isDamaged(workspace.name.range)
    if mayBeLost, nearestName(to: name.value, among: scope.names) == nil { return nil }
    // The reference may be right, and the need be what is missing.
    if workspace.resources.contains(where: { $0.name.value == resource }),
      !scope.names.contains(where: { $0.hasPrefix("\(resource).") })
    {
      let note = Diagnostic.Note("add '\(resource)' to 'needs' to refer to what it offers")
      return Diagnostic(.unknownReference, message, at: name.range, notes: [note])
    }
    let diagnostic = Diagnostic(
      .unknownReference, message, at: name.range, unknown: name.value, among: scope.names, spelled: { "${\($0)}" })
    // In a text with escapes the place of the reference is not known to the byte, so nothing can be replaced.
    let isExact = Int(name.range.upper - name.range.lower) == name.value.utf8.count + "${}".utf8.count
    return isExact ? diagnostic : Diagnostic(.unknownReference, message, at: name.range, notes: diagnostic.notes)
  }

  /// A text that has to be known now: a path, a name.
  mutating func literal(_ text: Located<Text>, in scope: Scope) -> Located<String>? {
    guard let evaluated = evaluate(text, in: scope) else { return nil }
    guard let literal = evaluated.literal else {
      report(.unknownReference, "the value has to be known when files are generated", at: text.range)
      return nil
    }
    return Located(literal, evaluated.range)
  }

  mutating func buildText(_ text: Located<Text>, in scope: Scope) -> Located<BuildText>? {
    guard let evaluated = evaluate(text, in: scope) else { return nil }
    guard let result = evaluated.buildText else {
      report(.unknownReference, "a value supplied at start cannot be part of a build", at: text.range)
      return nil
    }
    return Located(result, evaluated.range)
  }

  mutating func runtimeText(_ text: Located<Text>, in scope: Scope) -> Located<RuntimeText>? {
    guard let evaluated = evaluate(text, in: scope) else { return nil }
    guard let result = evaluated.runtimeText else {
      report(.unknownReference, "the platform built for is known only while an image is built", at: text.range)
      return nil
    }
    return Located(result, evaluated.range)
  }

  /// The words of a command. A word that is a list option alone becomes a word for each element; one that holds an
  /// empty list among other things is left out, so that `--features=${features}` needs no condition.
  mutating func words(_ words: [Located<Text>], in scope: Scope) -> [Located<BuildText>] {
    words.flatMap { word -> [Located<BuildText>] in
      if let elements = elements(of: word.value, in: scope) { return elements.map { $0.map { BuildText($0) } } }
      if holdsEmptyList(word.value, in: scope) { return [] }
      return buildText(word, in: scope).map { [$0] } ?? []
    }
  }

  /// The same where nothing may be left to the builder: a program, paths, packages.
  mutating func literals(_ words: [Located<Text>], _ scope: Scope) -> [Located<String>] {
    words.flatMap { word -> [Located<String>] in
      if let elements = elements(of: word.value, in: scope) { return elements }
      if holdsEmptyList(word.value, in: scope) { return [] }
      return literal(word, in: scope).map { [$0] } ?? []
    }
  }

  /// The words of the first command whose condition holds, which compose fills in; a list option is a word an element.
  mutating func runtimeCommand(_ alternatives: [CommandAlternative], in scope: Scope) -> [Located<RuntimeText>] {
    let words = alternatives.first { holds($0.condition, in: scope) }?.words ?? []
    return words.flatMap { word -> [Located<RuntimeText>] in
      if let elements = elements(of: word.value, in: scope) { return elements.map { $0.map { RuntimeText($0) } } }
      return runtimeText(word, in: scope).map { [$0] } ?? []
    }
  }

  /// The first of the commands whose condition holds.
  mutating func command(_ alternatives: [CommandAlternative], in scope: Scope) -> [Located<String>] {
    let first = alternatives.first { holds($0.condition, in: scope) }
    return literals(first?.words ?? [], scope)
  }

  /// The elements of the list option that is all of `text`.
  private func elements(of text: Text, in scope: Scope) -> [Located<String>]? {
    guard let name = text.soleReference, case .list(let elements, _, _)? = scope[name.value] else { return nil }
    return elements
  }

  private func holdsEmptyList(_ text: Text, in scope: Scope) -> Bool {
    text.parts.contains { part in
      if case .reference(let name) = part, case .list(let elements, _, _)? = scope[name.value] {
        elements.isEmpty
      } else {
        false
      }
    }
  }

  /// Whether `condition` holds; cross-compiling holds here and is decided while the image is built.
  mutating func holds(_ condition: Located<Condition>?, in scope: Scope) -> Bool {
    condition.map { holds($0.value, in: scope) } ?? true
  }

  private mutating func holds(_ condition: Condition, in scope: Scope) -> Bool {
    switch condition {
    case .constant(let flag): return flag
    case .crossCompiling: return true
    case .not(let condition): return !holds(condition, in: scope)
    // All are asked, so that a mistake in any of them is reported.
    case .all(let conditions): return conditions.map { holds($0, in: scope) }.allSatisfy { $0 }
    case .isSet(let option):
      switch meaning(of: option, in: scope) {
      case .pieces(let pieces, _): return Evaluated(pieces: pieces, range: option.range).literal != ""
      case .list(let elements, _, _): return !elements.isEmpty
      case .flag(let flag, _): return flag
      case nil: return false
      }
    case .isOne(let option, let values): return text(of: option, in: scope).map { values.contains($0) } ?? false
    case .versionBelow(let option, let bound):
      return text(of: option, in: scope).map { isVersion($0, below: bound) } ?? false
    case .versionAtLeast(let option, let bound):
      return text(of: option, in: scope).map { !isVersion($0, below: bound) } ?? false
    }
  }

  private mutating func text(of option: Located<String>, in scope: Scope) -> String? {
    switch meaning(of: option, in: scope) {
    case .pieces(let pieces, let range): Evaluated(pieces: pieces, range: range).literal
    case .flag(let flag, _): flag ? "true" : "false"
    case .list, nil: nil
    }
  }

  private mutating func meaning(of option: Located<String>, in scope: Scope) -> Scope.Meaning? {
    if let meaning = scope[option.value] { return meaning }
    report(
      .init(
        .unknownReference, "no option '\(option.value.printable)'", at: option.range, unknown: option.value,
        among: scope.names))
    return nil
  }
}
