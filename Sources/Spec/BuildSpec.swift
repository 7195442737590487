package import Diagnostics
import YAML

/// How a service is built, as its spec says it.
package enum BuildSpec: Sendable {
  case template(TemplateUse)
  /// Stages of its own, under the key that says so. Without a build they have been reported as wrong.
  case custom(TemplateUse, BuildTemplate?)
  /// With the place of the key that says so.
  case dockerfile(Located<OwnDockerfile>)
  /// The language is not chosen yet.
  case undecided

  package var isDecided: Bool { if case .undecided = self { false } else { true } }
}

extension ValueType<BuildSpec> {
  static let build = Self(shape: { decoder in
    let languages = (decoder.library?.languages ?? []).map {
      KeyDeclaration(template: $0.name, of: "language", options: $0.options, $0.description, in: decoder)
    }
    let own = inPlace.map { kind in
      KeyDeclaration(name: kind.name, shape: kind.shape(decoder), isRequired: false, summary: kind.summary)
    }
    return .either([.template(kind: "language", choices: languages + own), .choice(["undecided"])])
  }) { node, decoder in
    if node.isNear("undecided") { return undecided.decode(node, &decoder) }
    guard let library = decoder.library else { return nil }
    if case .mapping(let entries) = node.content, let entry = entries.first(where: { isInPlace($0.key.value) }) {
      return decoder.buildInPlace(entry, among: entries)
    }
    let names = library.languages.map(\.name.value) + inPlace.map(\.name)
    return decoder.templateUse(node, kind: "language", names: names) { library.language($0)?.options }
      .map { .template($0) }
  }

  private static let undecided = choice([("undecided", .undecided)])
}

/// What a spec says itself in place of the name of a template.
private struct BuildInPlace: Sendable {
  let name, summary: String
  let shape: @Sendable (Decoder) -> Shape
  let decode: @Sendable (Node.Entry, inout Decoder) -> BuildSpec?

  /// Stages.
  init(_ name: String, _ type: ValueType<BuildTemplate>, _ summary: String) {
    (self.name, self.summary, shape) = (name, summary, type.shape)
    decode = { entry, decoder in
      let errors = decoder.diagnostics.count
      let build = type.decode(entry.value, &decoder)
      // What is built of stages that were not decoded whole is not known.
      return .custom(
        TemplateUse(template: entry.key, options: [], isComplete: decoder.diagnostics.count == errors), build)
    }
  }

  /// A Dockerfile.
  init(_ name: String, _ type: ValueType<OwnDockerfile>, _ summary: String) {
    (self.name, self.summary, shape) = (name, summary, type.shape)
    decode = { entry, decoder in
      type.decode(entry.value, &decoder).map { .dockerfile(Located($0, entry.key.range)) }
    }
  }
}

private let inPlace = [
  BuildInPlace("custom", ValueType<BuildTemplate>.mapping(BuildTemplate.self), "Stages of the service's own"),
  BuildInPlace(
    "image", ValueType<ImageBuild>.mapping(ImageBuild.self).map(\.build),
    "An image of somebody else, with files of the service's"),
  BuildInPlace("dockerfile", ValueType<OwnDockerfile>.mapping(OwnDockerfile.self), "A Dockerfile of the service's own"),
]

private func isInPlace(_ name: String) -> Bool { inPlace.contains { $0.name == name } }

extension Decoder {
  fileprivate mutating func buildInPlace(_ entry: Node.Entry, among entries: [Node.Entry]) -> BuildSpec? {
    for extra in entries where extra.key.range != entry.key.range {
      report(
        .invalidValue, "a second template '\(extra.key.value)'", at: extra.key.range,
        notes: [.init("first one here", at: entry.key.range)])
    }
    return inPlace.first { $0.name == entry.key.value }?.decode(entry, &self)
  }
}

extension Node {
  /// A scalar that was meant to be `name`, which may stand where a mapping does.
  func isNear(_ name: String) -> Bool {
    if case .scalar(let scalar) = content { nearestName(to: scalar.text, among: [name]) != nil } else { false }
  }
}
