import Diagnostics
import YAML

@testable import Driver
@testable import Spec

/// One mistake planted in a good workspace, and what has to be said of it.
struct SeededMistake {
  enum Kind: String, CaseIterable {
    case key = "misspelt keys"
    case template = "misspelt templates"
    case name = "misspelt values of a set"
    case reference = "misspelt references"
    case form = "malformed values"
    case structure = "scalars, lists and mappings in each other's place"
  }

  let kind: Kind
  /// The file with the mistake in it.
  let file: SourceFile
  /// Bytes of the file that the diagnostic has to be at.
  let range: Range<Int>
  /// What was meant; nil where that cannot be told.
  let suggestion: String?

  /// Every mistake of every spec of a workspace.
  static func all(in input: Input) -> [SeededMistake] {
    ([input.workspace] + input.services).flatMap { file in
      var seeder = MistakeSeeder(file)
      seeder.seed()
      return seeder.mistakes
    }
  }
}

/// Goes through a file along its declarations, and writes each key and each value wrong once.
struct MistakeSeeder {
  let file: SourceFile
  private(set) var mistakes: [SeededMistake] = []
  /// The keys that it came by, as `run.health.http`.
  private(set) var keys: Set<String> = []

  init(_ file: SourceFile) { self.file = file }

  private var hasOwnDockerfile: Bool { String(decoding: file.bytes, as: UTF8.self).contains("\n  dockerfile:") }

  /// Values that name something, beside the references in texts.
  private static let references: Set = [
    "run.needs", "run.networks", "run.health.probe", "policy.waivers.service",
  ]

  /// Commands that begin with the name of the service.
  private static let commands: Set = ["run.health", "run.health.command"]

  mutating func seed() {
    var (sources, diagnostics) = (SourceMap(), [Diagnostic]())
    let id = sources.add(file)
    guard let node = Parser.parse(id, in: sources, diagnostics: &diagnostics) else { return }
    seed(node, .mapping(noun: "", keys: Self.declarations(of: node, file)), [])
    seedReferences()
  }

  /// The keys of a file; those of a service depend on its template.
  static func declarations(of node: Node, _ file: SourceFile) -> [KeyDeclaration] {
    guard let library = TemplateLibrary.embedded, case .mapping(let entries) = node.content else { return [] }
    if file.path.hasSuffix("workspace.yaml") { return SpecFile.workspace.keys(library) }
    guard case .mapping(let build)? = entries.first(where: { $0.key.value == "build" })?.value.content else {
      return SpecFile.service.keys(library)
    }
    return SpecFile.service.keys(library, template: library.language(build[0].key.value))
  }

  private mutating func plant(
    _ kind: SeededMistake.Kind, _ replacement: String, at range: SourceRange, meaning suggestion: String? = nil
  ) {
    let place = Int(range.lower)..<Int(range.upper)
    let bytes = file.bytes[..<place.lowerBound] + replacement.utf8 + file.bytes[place.upperBound...]
    mistakes.append(
      SeededMistake(
        kind: kind, file: SourceFile(path: file.path, bytes: Array(bytes)),
        range: place.lowerBound..<place.lowerBound + replacement.utf8.count, suggestion: suggestion))
  }

  private mutating func seed(_ node: Node, _ shape: Shape, _ path: [String]) {
    if !path.isEmpty {
      for (kind, text) in Shape.Kind.samples where !shape.kinds.contains(kind) {
        plant(.structure, text, at: node.range)
      }
    }
    for shape in shape.alternatives where shape.fits(node) { seedInside(node, shape, path) }
  }

  private mutating func seedInside(_ node: Node, _ shape: Shape, _ path: [String]) {
    switch (shape, node.content) {
    case (.scalar(_, .pattern(let pattern), _), .scalar(let scalar)):
      if Self.references.contains(path.joined(separator: ".")) {
        plant(.reference, scalar.text.misspelt, at: node.range, meaning: scalar.text)
      }
      seedForms(pattern, at: node.range)
    case (.integer(_, let range), .scalar):
      for text in ["eighty", "8o", "\(range.upperBound + 1)"] { plant(.form, text, at: node.range) }
    case (.choice(let names), .scalar), (.scalar(_, .names(let names), _), .scalar):
      for name in names { plant(.name, name.misspelt, at: node.range, meaning: name) }
    case (.list(let element, _), .sequence(let nodes)):
      // What programs an image has that a Dockerfile of the service's own makes, nobody knows.
      if Self.commands.contains(path.joined(separator: ".")), !hasOwnDockerfile,
        case .scalar(let program) = nodes[0].content
      {
        plant(.reference, program.text.misspelt, at: nodes[0].range, meaning: program.text)
      }
      for node in nodes { seed(node, element, path) }
    case (.map(let key, let value), .mapping(let entries)):
      for entry in entries {
        if case .scalar(_, .pattern(let pattern), _) = key { seedForms(pattern, at: entry.key.range) }
        if case .choice = key { plant(.name, entry.key.value.misspelt, at: entry.key.range, meaning: entry.key.value) }
        seed(entry.value, value, path)
      }
    case (.mapping(_, let keys), .mapping(let entries)), (.options(_, let keys), .mapping(let entries)):
      for entry in entries { seed(entry, keys, .key, path) }
    case (.template(_, let choices, let others), .mapping(let entries)):
      for entry in entries {
        seed(entry, others, .key, path)
        seed(entry, choices, .template, path)
      }
    default: break
    }
  }

  private mutating func seed(
    _ entry: Node.Entry, _ declared: [KeyDeclaration], _ kind: SeededMistake.Kind, _ path: [String]
  ) {
    guard let key = declared.first(where: { $0.name == entry.key.value }) else { return }
    keys.insert((path + [key.name]).joined(separator: "."))
    plant(kind, key.name.misspelt, at: entry.key.range, meaning: key.name)
    // What a step is, is told by its first key: what is wrong in it has no one place.
    if path.first == "extend", path.count == 2 { return }
    seed(entry.value, key.shape, path + [key.name])
  }

  /// Texts that do not match the pattern of a value.
  private mutating func seedForms(_ pattern: String, at range: SourceRange) {
    guard let regex = try? Regex(pattern) else { return }
    let texts = ["abc", "-1", "!", "a b?", "1.5.", ""].filter { (try? regex.wholeMatch(in: $0)) == nil }
    for text in texts.prefix(3) { plant(.form, "\"\(text)\"", at: range) }
  }

  /// `${db.host}` with each part misspelt.
  private mutating func seedReferences() {
    let text = String(decoding: file.bytes, as: UTF8.self)
    for match in text.matches(of: /\$?\$\{([a-z.-]+)\}/) where !match.0.hasPrefix("$$") {
      let lower = text[..<match.0.startIndex].utf8.count
      let range = SourceRange(file: FileID(0), lower: lower, upper: lower + match.0.utf8.count)
      let parts = match.1.split(separator: ".").map(String.init)
      for index in parts.indices {
        var misspelt = parts
        misspelt[index] = parts[index].misspelt
        plant(.reference, "${\(misspelt.joined(separator: "."))}", at: range, meaning: String(match.1))
      }
    }
  }
}

extension Shape {
  enum Kind: Hashable {
    case scalar, list, mapping

    static let samples = [(Kind.scalar, "zzz"), (.list, "[zzz]"), (.mapping, "{ zzz: 1 }")]
  }

  /// What a value of this shape may look like.
  var kinds: Set<Kind> {
    switch self {
    case .scalar, .integer, .boolean, .choice: [.scalar]
    case .list: [.list]
    case .map, .mapping, .template, .options: [.mapping]
    case .anything: [.scalar, .list, .mapping]
    case .either(let shapes): shapes.reduce(into: []) { $0.formUnion($1.kinds) }
    }
  }

  /// Of this shape and no other, as far as the node and its elements tell.
  func fits(_ node: Node) -> Bool {
    if case .list(let element, _) = self, case .sequence(let nodes) = node.content {
      return nodes.allSatisfy { element.kinds.contains($0.shapeKind) }
    }
    return kinds.contains(node.shapeKind)
  }

  var alternatives: [Shape] { if case .either(let shapes) = self { shapes } else { [self] } }
}

extension Node {
  var shapeKind: Shape.Kind {
    switch content {
    case .scalar: .scalar
    case .sequence: .list
    case .mapping: .mapping
    }
  }
}

extension String {
  /// Two neighbours that differ change places, as near to the end as can be: `port` becomes `potr`.
  var misspelt: String {
    var letters = Array(self)
    guard let index = letters.indices.dropLast().last(where: { letters[$0] != letters[$0 + 1] }) else {
      return self + "x"
    }
    letters.swapAt(index, index + 1)
    return String(letters)
  }
}
