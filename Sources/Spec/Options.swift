package import Diagnostics
import YAML

/// An option that a template declares: it becomes a key that specs may write.
package struct OptionDeclaration: MappingDecodable {
  package static let noun = "option"
  package enum Kind: Sendable {
    case text, version, path, pattern, boolean, list, setting
    case choice([String])
  }

  package let name: Located<String>
  package let kind: Kind
  package private(set) var isRequired: Bool
  package let standard: Located<OptionValue>?
  /// A value for the reference's example of the template.
  package let example: Located<OptionValue>?
  package let description: Located<String>
  /// What stands between the elements of a list where it is used inside a text.
  package let separator: String

  package init?(_ keys: inout Keys) {
    let name = keys.required("option", .name, "The key")
    let type = keys.optional(
      "type",
      .choice([
        ("text", Kind.text), ("version", .version), ("path", .path), ("pattern", .pattern),
        ("boolean", .boolean), ("list", .list), ("setting", .setting),
      ]), "What it takes")
    let choices = keys.optional("choices", .list(of: .line), "The values it may have, instead of a type")
    let description = keys.required("description", .line, "What it is for")
    isRequired = keys.optional("required", .boolean, "A spec has to write it")?.value ?? false
    separator = keys.optional("separator", .string, "Between the elements of a list inside a text")?.value ?? " "
    let kind: Kind = choices.map { .choice($0.value.map(\.value)) } ?? type?.value ?? .text
    standard = keys.optional("default", .value(of: kind), "Value where a spec writes none")
    example = keys.optional("example", .value(of: kind), "Value that the reference shows")
    self.kind = kind
    guard let name, let description else { return nil }
    (self.name, self.description) = (name, description)
  }
}

/// The value of an option.
package enum OptionValue: Equatable, Sendable {
  case text(Text)
  case boolean(Bool)
  case list([Located<String>])
  case setting(Setting)
}

extension OptionDeclaration.Kind {
  package var type: ValueType<OptionValue> {
    switch self {
    case .text: ValueType<Text>.textLine.map { .text($0) }
    case .version: ValueType<String>.version.map { .text(Text(literal: $0)) }
    case .path: ValueType<String>.path.map { .text(Text(literal: $0.isEmpty ? "." : $0)) }
    case .pattern: ValueType<String>.pattern.map { .text(Text(literal: $0)) }
    case .boolean: ValueType<Bool>.boolean.map { .boolean($0) }
    case .list: ValueType<[Located<String>]>.list(of: .line).map { .list($0) }
    case .choice(let names): ValueType<String>.choice(names.map { ($0, $0) }).map { .text(Text(literal: $0)) }
    case .setting: ValueType<Setting>.setting.map { .setting($0) }
    }
  }
}

extension OptionDeclaration {
  /// A text may be written as a value of the option; the elements of a list have commas between them.
  package func accepts(_ text: String) -> Bool {
    if case .list = kind { return true }
    var (sources, diagnostics, decoder) = (SourceMap(), [Diagnostic](), Decoder())
    let lines = Writer.lines(of: .string(text), origin: SourceRange(startOf: FileID(0))).map(\.text)
    let id = sources.add(SourceFile(path: "", bytes: Array(lines.joined().utf8)))
    guard let node = Parser.parse(id, in: sources, diagnostics: &diagnostics) else { return false }
    return kind.type.decode(node, &decoder) != nil && decoder.diagnostics.isEmpty
  }

  package var isVersion: Bool { kind.isVersion }
}

extension OptionDeclaration.Kind {
  /// In quotes a version stays what it is for other readers of YAML, too.
  fileprivate var isVersion: Bool { if case .version = self { true } else { false } }

  /// All values there are, if they are few.
  var names: [String]? {
    switch self {
    case .choice(let names): names
    case .boolean: ["true", "false"]
    case .text, .version, .path, .pattern, .list, .setting: nil
    }
  }

  /// The value of an option that neither a spec nor a default gives.
  fileprivate var empty: OptionValue {
    switch self {
    case .text, .version, .path, .pattern, .choice: .text(Text(literal: ""))
    case .boolean: .boolean(false)
    case .list: .list([])
    case .setting: .setting(.literal(Text(literal: "")))
    }
  }
}

extension ValueType {
  func map<New: Sendable>(_ transform: @escaping @Sendable (Value) -> New) -> ValueType<New> {
    let decode = decode
    return ValueType<New>(shape: shape) { node, decoder in decode(node, &decoder).map(transform) }
  }
}

extension ValueType<OptionValue> {
  /// A value of an option of `kind`. Which kind that is, is told by a key beside it: described is any.
  fileprivate static func value(of kind: OptionDeclaration.Kind) -> Self {
    let (text, list) = (OptionDeclaration.Kind.setting.type, OptionDeclaration.Kind.list.type)
    return Self(shape: { .either([text.shape($0), list.shape($0)]) }, decode: kind.type.decode)
  }
}

extension OptionDeclaration {
  /// What the option is where a spec does not write it; nil if it has to.
  package var unwritten: Entry<OptionValue>? {
    if let standard { return Entry(key: name, value: standard) }
    return isRequired ? nil : Entry(key: name, value: name.map { _ in kind.empty })
  }

  /// The same where nothing has to be written.
  var optional: OptionDeclaration {
    var option = self
    option.isRequired = false
    return option
  }

  /// The key that specs may write.
  func key(in decoder: Decoder) -> KeyDeclaration {
    KeyDeclaration(
      name: name.value, shape: kind.type.shape(decoder), isRequired: isRequired, standard: standard?.value,
      summary: description.value, origin: name.range)
  }
}

extension KeyDeclaration {
  /// The name of a template, with its options below.
  init(
    template name: Located<String>, of kind: String, options: [OptionDeclaration], _ description: Located<String>,
    in decoder: Decoder
  ) {
    let keys = options.map { $0.key(in: decoder) }
    self.init(
      name: name.value, shape: .options(noun: "\(kind) template '\(name.value)'", keys: keys), isRequired: false,
      summary: description.value, origin: name.range)
    example = "\(name.value): \(Self.example(of: options))"
  }

  /// The options that have an example, as a spec writes them.
  private static func example(of options: [OptionDeclaration]) -> String {
    let written = options.compactMap { option in
      option.example.map {
        "\(option.name.value): \(option.kind.isVersion ? "\"\($0.value.written)\"" : $0.value.written)"
      }
    }
    return written.isEmpty ? "{}" : "{ \(written.joined(separator: ", ")) }"
  }
}

/// A template's name and the options written under it: the value of `build` and of a resource.
package struct TemplateUse: Sendable {
  package let template: Located<String>
  package let options: [Entry<OptionValue>]
  /// Every required option has a value. One that lacks has been reported where it was decoded.
  package let isComplete: Bool
}

extension Decoder {
  /// Decodes `{ go: { version: … } }` where `declarations` tells the options of a template, or nil if there is none.
  mutating func templateUse(
    _ node: Node, kind: String, names: [String], others: [String] = [],
    declarations: (String) -> [OptionDeclaration]?
  ) -> TemplateUse? {
    guard case .mapping(let entries) = node.content,
      let entry = entries.first(where: { names.contains($0.key.value) }) ?? entries.first
    else {
      expected(.template(kind: kind), found: node)
      return nil
    }
    for extra in entries where extra.key.range != entry.key.range {
      if nearestName(to: extra.key.value, among: others) != nil {
        diagnostics.append(unknownKey(extra.key, noun: kind, valid: others, unused: others))
      } else {
        report(
          .invalidValue, "a second template '\(extra.key.value)'", at: extra.key.range,
          notes: [.init("first one here", at: entry.key.range)])
      }
    }
    return templateUse(entry, kind: kind, names: names, declarations: declarations)
  }

  /// The same where the name of the template is a key among others.
  mutating func templateUse(
    _ entry: Node.Entry, kind: String, names: [String], declarations: (String) -> [OptionDeclaration]?
  ) -> TemplateUse? {
    guard let declared = declarations(entry.key.value) else {
      diagnostics.append(
        .init(
          .unknownTemplate, "no \(kind) template '\(entry.key.value.printable)'", at: entry.key.range,
          unknown: entry.key.value, among: names))
      return nil
    }
    guard let options = options(entry.value, declared: declared, noun: "\(kind) template '\(entry.key.value)'") else {
      return nil
    }
    let isComplete = declared.allSatisfy { option in
      !option.isRequired || options.contains { $0.key.value == option.name.value }
    }
    return TemplateUse(template: entry.key, options: options, isComplete: isComplete)
  }

  /// Decodes options against their declarations; defaults stand in for those that are not written.
  mutating func options(_ node: Node, declared: [OptionDeclaration], noun: String) -> [Entry<OptionValue>]? {
    let entries: [Node.Entry]
    switch node.content {
    case .mapping(let written): entries = written
    case .scalar where node.isEmpty: entries = []
    default:
      expected(.mapping(noun: noun, keys: []), found: node)
      return nil
    }
    return withKeys(entries, range: node.range, noun: noun) { keys in
      keys.options(declared)
    } names: { _ in
      declared.map(\.name.value)
    }
  }
}

extension Keys {
  /// Takes the keys that a template declares.
  mutating func options(_ declared: [OptionDeclaration]) -> [Entry<OptionValue>] {
    declared.compactMap { option in
      if declare(option.key) { return nil }
      let type = option.kind.type
      let (name, summary) = (option.name.value, option.description.value)
      let value = option.isRequired ? required(name, type, summary) : optional(name, type, summary)
      return value.map { Entry(key: option.name, value: $0) } ?? option.unwritten
    }
  }
}
