import Diagnostics

/// The reference of the spec language in Markdown, made from the declarations that decode it.
package func reference(_ library: TemplateLibrary) -> String {
  let head = """
    # Reference

    Every key of every file, made from the declarations that decode them. Editors learn the same from the schemas in
    [schema](schema), which `scantling schema` prints.

    Scalars are read from their text: `version: 1.20` stays `1.20`, with and without quotes.

    """
  let files = SpecFile.allCases.flatMap { file in
    ["## \(file.rawValue)", "`\(file.path)`: \(file.summary)."] + sections(file.keys(library), below: [])
      + (file == .service ? languages(library) : []) + (file == .workspace ? resources(library) : [])
  }
  return head + "\n" + files.joined(separator: "\n\n") + "\n"
}

/// What a service may write under the key of its language, and under 'dev' because of it.
private func languages(_ library: TemplateLibrary) -> [String] {
  let plain = SpecFile.service.keys(library)
  return library.languages.flatMap { language in
    let changed = zip(SpecFile.service.keys(library, template: language), plain).filter { $0 != $1 }
    return changed.compactMap { key, plain -> String? in
      guard case .mapping(_, let keys) = key.shape, case .mapping(_, let known) = plain.shape else { return nil }
      let own = keys.filter { key in !known.contains { $0.name == key.name } }
      return "### `\(key.name)`, built with \(language.name.value)\n\n" + table(own)
    }
  }
}

/// A table of `keys`, and a section for each of those that have keys below them.
private func sections(_ keys: [KeyDeclaration], below path: [String]) -> [String] {
  [table(keys)]
    + keys.flatMap { key -> [String] in
      key.shape.nested.flatMap { template, keys -> [String] in
        let path = path + [key.name] + (template.map { [$0.name] } ?? [])
        let heading = "### `\(path.joined(separator: "."))`"
        let example = template?.example.map { ["For example `\($0)`."] } ?? []
        return [heading, (template?.summary ?? key.summary) + "."] + example
          + (keys.isEmpty ? [] : key.shape.isDefaults ? [ofServices, table(keys)] : sections(keys, below: path))
      }
    }
}

/// What stands below those keys is said where services are described.
private let ofServices = "The keys are those of a [service](#service): see [what services have in common](defaults.md)."

private func table(_ keys: [KeyDeclaration]) -> String {
  let rows = keys.map { key in
    let standard = key.isRequired ? "**required**" : key.standard.map { "`\($0.written)`" } ?? ""
    return "| `\(key.name)` | \(cell(key.shape.phrase)) | \(cell(standard)) | \(cell(key.summary)) |"
  }
  return (["| Key | Takes | Default | Meaning |", "|---|---|---|---|"] + rows).joined(separator: "\n")
}

/// `text` where '|' ends a cell and '<' begins a tag.
private func cell(_ text: String) -> String {
  text.reduce(into: "") { $0 += $1 == "|" ? "\\|" : $1 == "<" ? "&lt;" : String($1) }
}

extension Shape {
  /// What services say unless they say otherwise, or a map to that.
  fileprivate var isDefaults: Bool {
    switch self {
    case .mapping(ServiceDefaults.noun, _), .map(_, .mapping(ServiceDefaults.noun, _)): true
    default: false
    }
  }

  /// The mappings in this, those of templates with the keys that name these.
  fileprivate var nested: [(template: KeyDeclaration?, keys: [KeyDeclaration])] {
    switch self {
    case .scalar, .integer, .boolean, .anything, .choice: []
    case .mapping(_, let keys), .options(_, let keys): [(nil, keys)]
    case .list(let element, _): element.nested
    case .map(_, let value): value.nested
    case .template(_, let choices, let others):
      (others.isEmpty ? [] : [(nil, others)])
        + choices.flatMap { choice in choice.shape.nested.map { (choice, $0.keys) } }
    case .either(let shapes): shapes.flatMap(\.nested)
    }
  }
}

extension OptionValue {
  /// As it stands in a spec.
  package var written: String {
    switch self {
    case .text(let text), .setting(.literal(let text)): text.written
    case .boolean(let boolean): boolean ? "true" : "false"
    case .list(let elements): "[" + elements.map(\.value).joined(separator: ", ") + "]"
    case .setting(.variable(let variable)): variable.written
    }
  }
}
