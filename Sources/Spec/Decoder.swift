package import Diagnostics
package import YAML

/// Collects what decoding finds wrong, and carries what decoding has to look up.
package struct Decoder {
  package var diagnostics: [Diagnostic] = []
  /// The templates whose options a spec may write; nil while the templates themselves are decoded.
  let library: TemplateLibrary?
  /// Names of the workspace's groups; nil where they are not known.
  package var groups: [String]? = []
  /// The template named by the spec's `build`, once that is known.
  var template: LanguageTemplate?
  /// The spec names a template, and which one could not be told: nor can the options that depend on it.
  var isTemplateUnclear = false
  /// Defaults that the spec may count on are not known.
  var areDefaultsUnclear = false

  package init(library: TemplateLibrary? = nil) { self.library = library }

  mutating func report(_ rule: Rule, _ message: String, at range: SourceRange, notes: [Diagnostic.Note] = []) {
    diagnostics.append(.init(rule, message, at: range, notes: notes))
  }

  mutating func expected(_ shape: Shape, found node: Node) {
    report(.wrongType, "expected \(shape.phrase), found \(node.kind)", at: node.range)
  }

  /// Decodes a whole file.
  package mutating func decode<Value: MappingDecodable>(_ type: Value.Type, from node: Node) -> Value? {
    // What the file before this one was built with says nothing about this one.
    (template, isTemplateUnclear, areDefaultsUnclear) = (nil, false, false)
    return ValueType.mapping(type).decode(node, &self)
  }
}

/// Refuses a scalar's text: one phrase, and what to do about it.
struct Refusal: Error {
  let message: String
  var notes: [Diagnostic.Note] = []
  var rule = Rule.invalidValue
}

/// How values of a type are written and read. Types are values, so that a key's declaration names one.
package struct ValueType<Value: Sendable>: Sendable {
  /// The library of the decoder says which names and options there are.
  let shape: @Sendable (Decoder) -> Shape
  let decode: @Sendable (Node, inout Decoder) -> Value?

  init(
    shape: @escaping @Sendable (Decoder) -> Shape, decode: @escaping @Sendable (Node, inout Decoder) -> Value?
  ) {
    self.shape = shape
    self.decode = decode
  }

  init(
    _ shape: @escaping @autoclosure @Sendable () -> Shape, decode: @escaping @Sendable (Node, inout Decoder) -> Value?
  ) {
    self.init(shape: { _ in shape() }, decode: decode)
  }

  /// A scalar, read from its text as it was written. Whatever `parse` takes matches the pattern, and nearly only that.
  static func scalar(
    _ phrase: String, pattern: String? = nil, _ parse: @escaping @Sendable (String) throws(Refusal) -> Value
  ) -> ValueType {
    let shape: @Sendable () -> Shape = {
      let readings = Shape.Reading.allCases.filter { $0.samples.contains { (try? parse($0)) != nil } }
      return .scalar(phrase, pattern.map { .pattern($0) } ?? .free, readings: readings)
    }
    return ValueType(shape()) { node, decoder in
      guard case .scalar(let scalar) = node.content, !node.isEmpty else {
        decoder.expected(.scalar(phrase), found: node)
        return nil
      }
      do throws(Refusal) {
        return try parse(scalar.text)
      } catch {
        decoder.report(error.rule, error.message, at: node.range, notes: error.notes)
        return nil
      }
    }
  }

  /// One of a closed set of names.
  static func choice(_ cases: [(name: String, value: Value)]) -> ValueType {
    let names = cases.map(\.name)
    return ValueType(.choice(names)) { node, decoder in
      guard case .scalar(let scalar) = node.content, !node.isEmpty else {
        decoder.expected(.choice(names), found: node)
        return nil
      }
      if let match = cases.first(where: { $0.name == scalar.text }) { return match.value }
      let expected = names.count == 1 ? "'\(names[0])'" : "one of " + names.sorted().joined(separator: ", ")
      let message = "'\(scalar.text.printable)' is not \(expected)"
      decoder.diagnostics.append(
        .init(.invalidValue, message, at: node.range, unknown: scalar.text, among: names, listing: false))
      return nil
    }
  }

  /// A list; what cannot be decoded is reported and left out.
  static func list<Element>(of element: ValueType<Element>) -> ValueType where Value == [Located<Element>] {
    ValueType(shape: { .list(element.shape($0)) }) { node, decoder in
      guard case .sequence(let nodes) = node.content else {
        decoder.expected(.list(element.shape(decoder)), found: node)
        return nil
      }
      return nodes.compactMap { node in element.decode(node, &decoder).map { Located($0, node.range) } }
    }
  }

  /// A mapping whose keys are free, in the order written.
  static func map<Element>(
    _ key: ValueType<String>, to element: ValueType<Element>
  ) -> ValueType where Value == [Entry<Element>] {
    let shape: @Sendable (Decoder) -> Shape = { .map(key: key.shape($0), value: element.shape($0)) }
    return ValueType(shape: shape) { node, decoder in
      guard case .mapping(let entries) = node.content else {
        decoder.expected(shape(decoder), found: node)
        return nil
      }
      return entries.compactMap { entry in
        let name = key.decode(entry.keyNode, &decoder)
        let value = element.decode(entry.value, &decoder)
        guard let name, let value else { return nil }
        return Entry(key: Located(name, entry.key.range), value: Located(value, entry.value.range))
      }
    }
  }
}

extension ValueType<[Located<String>]> {
  /// A command, of at least one word. Without one of its words it would be another command.
  static let words = Self(shape: { .list(ValueType<String>.string.shape($0), atLeast: 1) }) { node, decoder in
    guard case .sequence(let nodes) = node.content, !nodes.isEmpty else {
      decoder.report(.wrongType, "expected a command, a list of at least one word, found \(node.kind)", at: node.range)
      return nil
    }
    let words = list(of: .string).decode(node, &decoder) ?? []
    return words.count == nodes.count ? words : nil
  }
}

/// A key and its value in a mapping with free keys.
package struct Entry<Value: Sendable>: Sendable {
  package let key: Located<String>
  package let value: Located<Value>

  package init(key: Located<String>, value: Located<Value>) {
    self.key = key
    self.value = value
  }

  /// The whole of it, key and value.
  package var range: SourceRange {
    SourceRange(file: key.range.file, lower: Int(key.range.lower), upper: Int(value.range.upper))
  }
}

extension Entry: Equatable where Value: Equatable {}
extension Entry: Hashable where Value: Hashable {}
