import Diagnostics
import YAML

/// How a service is built, as its spec says it.
package enum BuildSpec: Sendable {
  case template(TemplateUse)
  /// Stages of its own, under the key that says so. Without a build they have been reported as wrong.
  case custom(TemplateUse, BuildTemplate?)
  /// The language is not chosen yet.
  case undecided
}

extension ValueType<BuildSpec> {
  static let build = Self(shape: { decoder in
    let languages = (decoder.library?.languages ?? []).map {
      KeyDeclaration(template: $0.name, of: "language", options: $0.options, $0.description, in: decoder)
    }
    let own = inPlace.map { kind in
      KeyDeclaration(name: kind.name, shape: kind.type.shape(decoder), isRequired: false, summary: kind.summary)
    }
    return .either([.template(kind: "language", choices: languages + own), .choice(["undecided"])])
  }) { node, decoder in
    if node.isNear("undecided") { return undecided.decode(node, &decoder) }
    guard let library = decoder.library else { return nil }
    if case .mapping(let entries) = node.content, let entry = entries.first(where: { isInPlace($0.key.value) }) {
      return decoder.customBuild(entry, among: entries)
    }
    let names = library.languages.map(\.name.value) + inPlace.map(\.name)
    return decoder.templateUse(node, kind: "language", names: names) { library.language($0)?.options }
      .map { .template($0) }
  }

  private static let undecided = choice([("undecided", .undecided)])
}

/// What a spec says itself in place of the name of a template.
private struct BuildInPlace: Sendable {
  let name: String
  let summary: String
  let type: ValueType<BuildTemplate>
}

private let inPlace = [
  BuildInPlace(name: "custom", summary: "Stages of the service's own", type: .mapping(BuildTemplate.self)),
  BuildInPlace(
    name: "image", summary: "An image of somebody else, with files of the service's",
    type: ValueType<ImageBuild>.mapping(ImageBuild.self).map(\.build)),
]

private func isInPlace(_ name: String) -> Bool { inPlace.contains { $0.name == name } }

extension Decoder {
  fileprivate mutating func customBuild(_ entry: Node.Entry, among entries: [Node.Entry]) -> BuildSpec? {
    let errors = diagnostics.count
    for extra in entries where extra.key.range != entry.key.range {
      report(
        .invalidValue, "a second template '\(extra.key.value)'", at: extra.key.range,
        notes: [.init("first one here", at: entry.key.range)])
    }
    guard let type = inPlace.first(where: { $0.name == entry.key.value })?.type else { return nil }
    let build = type.decode(entry.value, &self)
    // What is built of stages that were not decoded whole is not known.
    return .custom(
      TemplateUse(template: entry.key, options: [], isComplete: diagnostics.count == errors), build)
  }
}

extension Node {
  /// A scalar that was meant to be `name`, which may stand where a mapping does.
  func isNear(_ name: String) -> Bool {
    if case .scalar(let scalar) = content { nearestName(to: scalar.text, among: [name]) != nil } else { false }
  }
}
