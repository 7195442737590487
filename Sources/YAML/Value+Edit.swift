package import Diagnostics

extension Value {
  /// A change of a tree at a place in it.
  package enum Edit: Sendable {
    /// Keys of a mapping, new or in the place of those that are there.
    case set([Field])
    /// Keys of a mapping, or elements of a list.
    case remove([Located<String>])
    /// Elements at the end of a list.
    case append([Item])
    /// Elements before or behind the element at the place.
    case before([Item])
    case after([Item])
  }

  /// Why an edit cannot be made.
  package enum EditError: Error {
    /// Nothing has the name; what there is instead.
    case missing(Located<String>, among: [String])
    /// At the place is something else than the edit is for.
    case unfit(expected: String)
  }

  /// The tree with the edit made at what `path` leads to: keys of mappings, and elements of lists by what they are or
  /// are called.
  package func edited(_ edit: Edit, at path: ArraySlice<Located<String>>) throws(EditError) -> Value {
    guard let name = path.first else { return try edited(edit) }
    if case .mapping(var fields) = self {
      guard let index = fields.firstIndex(where: { $0.key == name.value }) else { throw missing(name) }
      fields[index] = fields[index].with(try fields[index].value.edited(edit, at: path.dropFirst()))
      return .mapping(fields)
    }
    guard var items, let index = items.firstIndex(where: { $0.value.names.contains(name.value) }) else {
      throw missing(name)
    }
    switch edit {
    case .before(let new) where path.count == 1: items.insert(contentsOf: new, at: index)
    case .after(let new) where path.count == 1: items.insert(contentsOf: new, at: index + 1)
    default: items[index] = items[index].with(try items[index].value.edited(edit, at: path.dropFirst()))
    }
    return .sequence(items)
  }

  private func edited(_ edit: Edit) throws(EditError) -> Value {
    switch edit {
    case .set(let new):
      guard let fields else { throw .unfit(expected: "a mapping") }
      let kept = fields.map { field in new.first { $0.key == field.key } ?? field }
      return .mapping(kept + new.filter { added in !fields.contains { $0.key == added.key } })
    case .append(let new):
      guard let items else { throw .unfit(expected: "a list") }
      return .sequence(items + new)
    case .remove(let names):
      for name in names where !candidates.contains(name.value) { throw missing(name) }
      let removed = Set(names.map(\.value))
      if let fields { return .mapping(fields.filter { !removed.contains($0.key) }) }
      return .sequence((items ?? []).filter { removed.isDisjoint(with: $0.value.names) })
    case .before, .after: throw .unfit(expected: "an element of a list")
    }
  }

  private func missing(_ name: Located<String>) -> EditError { .missing(name, among: candidates) }

  /// nil for what is no mapping.
  private var fields: [Field]? {
    switch self {
    case .mapping(let fields): fields
    case .null: []
    default: nil
    }
  }

  /// nil for what is no list.
  private var items: [Item]? {
    switch self {
    case .sequence(let items): items
    case .flow(let values): values.map { Item($0) }
    case .null: []
    default: nil
    }
  }

  /// What a path can go on with.
  private var candidates: [String] { fields?.map(\.key) ?? items?.flatMap(\.value.names) ?? [] }

  /// What an element of a list goes by: itself, or what says in it what it is.
  private var names: [String] {
    switch self {
    case .string(let text): [text]
    case .integer(let number): [String(number)]
    case .mapping(let fields):
      fields.filter { ["id", "name", "path", "source", "target"].contains($0.key) }.flatMap(\.value.names)
    default: []
    }
  }
}

extension Value.Field {
  fileprivate func with(_ value: Value) -> Self {
    Self(key, value, origin: origin, comment: comment, remark: remark, isSpaced: isSpaced)
  }
}

extension Value.Item {
  fileprivate func with(_ value: Value) -> Self { Self(value, origin: origin, comment: comment) }
}

extension Value {
  /// A tree as it was read. Scalars without quotes that are numbers, booleans or nothing stay what they are.
  package init(_ node: Node) {
    switch node.content {
    case .mapping: self = .mapping(Self.fields(of: node))
    case .sequence: self = .sequence(Self.items(of: node))
    case .scalar(let scalar):
      switch scalar.text {
      case let text where !scalar.isPlain: self = text.contains("\n") ? .text(text) : .string(text)
      case "": self = .null
      case "true", "false": self = .boolean(scalar.text == "true")
      case let text: self = Int(text).flatMap { String($0) == text ? .integer($0) : nil } ?? .string(text)
      }
    }
  }

  /// The fields of a mapping, each with its place.
  package static func fields(of node: Node) -> [Field] {
    guard case .mapping(let entries) = node.content else { return [] }
    return entries.map { Field($0.key.value, Value($0.value), origin: $0.key.range) }
  }

  /// The elements of a list, each with its place.
  package static func items(of node: Node) -> [Item] {
    guard case .sequence(let nodes) = node.content else { return [] }
    return nodes.map { Item(Value($0), origin: $0.range) }
  }

  /// On one line, for people.
  package var line: String {
    switch self {
    case .mapping(let fields) where fields.isEmpty: "{}"
    case .mapping(let fields):
      "{ " + fields.map { "\(Value.string($0.key).line): \($0.value.line)" }.joined(separator: ", ") + " }"
    case .sequence(let items): "[" + items.map(\.value.line).joined(separator: ", ") + "]"
    case .flow(let values): "[" + values.map(\.line).joined(separator: ", ") + "]"
    case .string(let text), .text(let text): isSafePlain(text, inFlow: true) ? text : doubleQuoted(text)
    case .lines(let lines): doubleQuoted(lines.map(\.value).joined(separator: "\n"))
    case .integer(let number): String(number)
    case .boolean(let flag): flag ? "true" : "false"
    case .null: "null"
    }
  }
}
