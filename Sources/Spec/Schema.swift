package import Diagnostics

private typealias Members = [(name: String, value: JSON)]

extension SpecFile {
  /// The JSON Schema of such files, in draft 7, which the YAML servers of editors know best.
  package func schema(_ library: TemplateLibrary) -> JSON {
    let head: Members =
      [
        ("$schema", .string("http://json-schema.org/draft-07/schema#")), ("title", .string(path)),
        ("description", .string(summary)),
      ] + definitions(library)
    let keys = written(library)
    let variants = self == .service ? library.languages.map { written(library, template: $0) } : []
    let isOpen = keys.indices.map { index in variants.contains { $0[index] != keys[index] } }
    guard isOpen.contains(true) else { return .object(head + object(keys)) }
    // What stands below an open key depends on the template; which one that is, the keys above it say.
    let open = { (keys: [KeyDeclaration]) -> Members in
      [("properties", properties(zip(keys, isOpen).filter(\.1).map(\.0)))]
    }
    let choice = zip(library.languages, variants).reversed().reduce(open(keys)) { otherwise, variant in
      let (language, keys) = variant
      return [
        ("if", .object(isBuilt(with: language.name.value, keys))), ("then", .object(open(keys))),
        ("else", .object(otherwise)),
      ]
    }
    let described = zip(keys, isOpen).map { key, isOpen in isOpen ? (key.name, describe(key)) : property(key) }
    return .object(
      head + [("type", .string("object")), ("properties", .object(described))] + required(keys) + closed + choice)
  }
}

extension SpecFile {
  /// The keys as they have to be written: what is required under 'build' may come from the workspace's defaults.
  private func written(_ library: TemplateLibrary, template: LanguageTemplate? = nil) -> [KeyDeclaration] {
    keys(library, template: template).map { self == .service && $0.shape.isTemplate ? $0.notRequired : $0 }
  }

  /// What stands in many places and is said once: a step, and what services have in common.
  fileprivate func definitions(_ library: TemplateLibrary) -> Members {
    switch self {
    case .service: definition(StepTemplate.self, in: Decoder(library: library))
    case .language: definition(StepTemplate.self, in: Decoder())
    case .workspace: definition(ServiceDefaults.self, in: Decoder(library: library))
    case .lock, .resource, .images, .actions, .platforms, .defaults: []
    }
  }
}

private func definition<Value: MappingDecodable>(_ type: Value.Type, in decoder: Decoder) -> Members {
  let keys = Keys.declarations(of: type, in: decoder)
  return [("definitions", .object([(Value.noun, .object(object(keys)))]))]
}

/// The key that takes a template names this one.
private func isBuilt(with template: String, _ keys: [KeyDeclaration]) -> Members {
  let names = keys.filter { $0.shape.isTemplate }.map(\.name)
  let use: JSON = .object([("type", .string("object")), ("required", .strings([template]))])
  return [("properties", .object(names.map { ($0, use) })), ("required", .strings(names))]
}

private let closed: Members = [("additionalProperties", .boolean(false))]

private func object(_ keys: [KeyDeclaration], orNothing: Bool = false) -> Members {
  let type: JSON = orNothing ? .strings(["object", "null"]) : .string("object")
  return [("type", type), ("properties", properties(keys))] + required(keys) + closed
}

private func properties(_ keys: [KeyDeclaration]) -> JSON { .object(keys.map(property)) }

private func property(_ key: KeyDeclaration) -> (name: String, value: JSON) {
  let standard: Members = key.standard.map { [("default", $0.json)] } ?? []
  return (key.name, .object([("description", .string(key.summary))] + key.shape.schema + standard))
}

private func describe(_ key: KeyDeclaration) -> JSON { .object([("description", .string(key.summary))]) }

private func required(_ keys: [KeyDeclaration]) -> Members {
  let names = keys.filter(\.isRequired).map(\.name)
  return names.isEmpty ? [] : [("required", .strings(names))]
}

extension KeyDeclaration {
  fileprivate var notRequired: KeyDeclaration {
    var key = self
    (key.isRequired, key.shape) = (false, shape.withoutRequiredOptions)
    return key
  }
}

extension Shape {
  fileprivate var withoutRequiredOptions: Shape {
    switch self {
    case .template(let kind, let choices, let others):
      .template(kind: kind, choices: choices.map(\.notRequired), others: others)
    case .options(let noun, let keys): .options(noun: noun, keys: keys.map(\.notRequired))
    case .either(let shapes): .either(shapes.map(\.withoutRequiredOptions))
    default: self
    }
  }

  fileprivate var isTemplate: Bool {
    switch self {
    case .template: true
    case .either(let shapes): shapes.contains { $0.isTemplate }
    default: false
    }
  }

  /// What a JSON Schema says of such a value. Texts are said to be what readers take them for, since the compiler
  /// reads scalars from their text, quoted or not.
  fileprivate var schema: Members {
    switch self {
    case .scalar(_, let form, let readings):
      return [("type", types(["string"] + readings.map(\.rawValue)))] + form.schema
    case .integer(_, let range):
      let bounds: Members = [("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound))]
      return [("type", types(["integer", "string"]))] + bounds + Form.pattern("[+-]?[0-9]+").schema
    case .boolean:
      return [("type", types(["boolean", "string"]))] + Form.pattern("true|false").schema
    case .anything:
      return []
    case .choice(let names):
      return Form.names(names).schema
    case .list(let element, let count):
      let least: Members = count > 0 ? [("minItems", .integer(count))] : []
      return [("type", .string("array")), ("items", .object(element.schema))] + least
    case .map(let key, let value):
      // A key is a text, whatever it looks like.
      return [
        ("type", .string("object")), ("propertyNames", .object(key.schema.filter { $0.name != "type" })),
        ("additionalProperties", .object(value.schema)),
      ]
    case .mapping(let noun, _) where [StepTemplate.noun, ServiceDefaults.noun].contains(noun):
      return [("$ref", .string("#/definitions/\(noun)"))]
    case .mapping(_, let keys):
      return object(keys)
    case .template(_, let choices, let others):
      return object(choices + others) + [
        ("oneOf", .array(choices.map { .object([("required", .strings([$0.name]))]) }))
      ]
    case .options(_, let keys):
      return object(keys, orNothing: !keys.contains(where: \.isRequired))
    case .either(let shapes):
      return [("anyOf", .array(shapes.map { .object($0.schema) }))]
    }
  }
}

extension Shape.Form {
  fileprivate var schema: Members {
    switch self {
    case .free: []
    case .pattern(let pattern): [("pattern", .string("^(\(pattern))$"))]
    case .names(let names): [("enum", .strings(names))]
    }
  }
}

private func types(_ names: [String]) -> JSON { names.count == 1 ? .string(names[0]) : .strings(names) }

extension JSON {
  fileprivate static func strings(_ strings: [String]) -> JSON { .array(strings.map { .string($0) }) }
}

extension OptionValue {
  fileprivate var json: JSON {
    switch self {
    case .text(let text), .setting(.literal(let text)): return .string(text.written)
    case .boolean(let boolean): return .boolean(boolean)
    case .list(let elements): return .strings(elements.map(\.value))
    case .setting(.variable(let variable)): return .object(variable.members)
    }
  }
}
