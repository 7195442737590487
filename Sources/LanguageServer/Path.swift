import Diagnostics
import Spec
import YAML

/// One step from a value to one inside it.
enum Step: Hashable {
  case key(String)
  case element(Int)
}

/// What stands at a byte of a document that could be parsed.
struct Spot {
  /// From the root to the key or the value.
  let path: [Step]
  let isKey: Bool
  let text: String
  let range: SourceRange
}

extension Node {
  /// The key or scalar that touches the byte at `offset`.
  func spot(at offset: Int, below path: [Step] = []) -> Spot? {
    switch content {
    case .scalar(let scalar):
      return range.touches(offset) ? Spot(path: path, isKey: false, text: scalar.text, range: range) : nil
    case .sequence(let elements):
      return elements.enumerated().lazy.compactMap { index, element in
        element.spot(at: offset, below: path + [.element(index)])
      }.first
    case .mapping(let entries):
      return entries.lazy.compactMap { entry in
        let path = path + [.key(entry.key.value)]
        return entry.key.range.touches(offset)
          ? Spot(path: path, isKey: true, text: entry.key.value, range: entry.key.range)
          : entry.value.spot(at: offset, below: path)
      }.first
    }
  }
}

extension SourceRange {
  func touches(_ offset: Int) -> Bool { lower <= offset && offset <= upper }
}

extension Shape {
  /// The keys that may stand in a mapping of this shape.
  var keys: [KeyDeclaration] {
    switch self {
    case .scalar, .integer, .boolean, .anything, .choice, .list, .map: []
    case .mapping(_, let keys), .options(_, let keys): keys
    case .template(_, let choices, let others): choices + others
    case .either(let shapes): shapes.flatMap(\.keys)
    }
  }

  /// The texts that a scalar of this shape may have, where they are a closed set.
  var names: [String] {
    switch self {
    case .integer, .anything, .list, .map, .mapping, .template, .options: []
    case .scalar(_, let form, _): if case .names(let names) = form { names } else { [] }
    case .boolean: ["true", "false"]
    case .choice(let names): names
    case .either(let shapes): shapes.flatMap(\.names)
    }
  }

  /// The shape of what `step` leads to; nil where nothing may stand.
  func below(_ step: Step) -> Shape? {
    switch (self, step) {
    case (.either(let shapes), _): shapes.lazy.compactMap { $0.below(step) }.first
    case (.list(let element, _), .element): element
    case (.map(_, let value), .key): value
    case (_, .key(let name)): keys.first { $0.name == name }?.shape
    default: nil
    }
  }
}

extension KeyDeclaration {
  /// It names a template and has the options of it below.
  var isTemplate: Bool { if case .options = shape { true } else { false } }
}

/// What the language says of a place in a file.
struct Language {
  private let root: Shape

  /// `template` is what the file, if it is a service, is built with.
  init(_ file: SpecFile, _ library: TemplateLibrary, template: LanguageTemplate?) {
    root = .mapping(noun: file.rawValue, keys: file.keys(library, template: template))
  }

  func shape(at path: some Collection<Step>) -> Shape? {
    path.reduce(root) { shape, step in shape?.below(step) }
  }

  /// The declaration of the key that `path` ends with; nil where keys are free.
  func declaration(at path: [Step]) -> KeyDeclaration? {
    guard case .key(let name)? = path.last else { return nil }
    return shape(at: path.dropLast())?.keys.first { $0.name == name }
  }
}
