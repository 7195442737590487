import Diagnostics
import Driver
import Spec
import YAML

/// Something that can be typed at a place.
struct Suggestion {
  let label: String
  let kind: LSP.CompletionItem.Kind
  let detail: String
  var documentation: String?
  /// What has been typed of it.
  let range: Range<Int>
  let text: String
}

extension Snapshot {
  /// What can be typed at `place`, in the order of declaration.
  func suggestions(at place: Place) -> [Suggestion] {
    let outline = Outline(place.file.bytes, at: place.offset)
    guard let kind = SpecFile(path: place.file.path), let library = compilation.library, let cursor = outline.cursor
    else { return [] }
    if kind == .service, cursor.path.isEnvironmentValue {
      return place.openReference.map { references($0, in: place) } ?? []
    }
    if kind == .service, cursor.path.isNeed, cursor.takesValue { return needs(cursor, in: place.file) }
    if kind == .service, cursor.path == [.key("group")], cursor.takesValue {
      return groups.map { value($0.name, .reference, $0.summary, cursor, in: place.file) }
    }
    let template = library.languages.first { language in
      outline.keys.contains { $0.path == [.key("build"), .key(language.name.value)] }
    }
    let shape = Language(kind, library, template: template).shape(at: cursor.path)
    let keys = cursor.takesKey ? self.keys(shape?.keys ?? [], cursor, in: place.file, outline) : []
    let names = cursor.takesValue ? shape?.names ?? [] : []
    return keys + names.map { value($0, .value, "", cursor, in: place.file) }
  }

  /// The keys that are not written yet. One template, or what stands in place of one, excludes the others.
  private func keys(
    _ declared: [KeyDeclaration], _ cursor: Outline.Cursor, in file: SourceFile, _ outline: Outline
  ) -> [Suggestion] {
    let written = outline.keys.filter { key in
      key.path.dropLast() == cursor.path[...]
        && !(key.range.lowerBound...key.range.upperBound).contains(cursor.token.upperBound)
    }.compactMap(\.path.last)
    let isOfBuild = cursor.path == [.key("build")]
    let isChoice = { (key: KeyDeclaration) in isOfBuild || key.isTemplate }
    let isChosen = declared.contains { isChoice($0) && written.contains(.key($0.name)) }
    let colon = file.bytes[cursor.token.upperBound...].first == UInt8(ascii: ":") ? "" : ":"
    return declared.filter { !written.contains(.key($0.name)) && !(isChosen && isChoice($0)) }.map { key in
      let gap = colon.isEmpty || !key.shape.keys.isEmpty && key.shape.names.isEmpty ? "" : " "
      return Suggestion(
        label: key.name, kind: .property, detail: key.shape.phrase, documentation: key.documentation,
        range: cursor.token, text: key.name + colon + gap)
    }
  }

  /// Services and resources that are not named yet; a service does not need itself.
  private func needs(_ cursor: Outline.Cursor, in file: SourceFile) -> [Suggestion] {
    let tree = file.tree
    let named = (tree?["run", "needs"]?.elements ?? []).compactMap(\.text)
    let own = tree?["service"]?.text ?? file.path.split(separator: "/").last.map { String($0.prefix { $0 != "." }) }
    let typed = String(decoding: file.bytes[cursor.token], as: UTF8.self)
    return (resources + services).filter { $0.name != own && ($0.name == typed || !named.contains($0.name)) }
      .map { value($0.name, .reference, $0.summary, cursor, in: file) }
  }

  private func value(
    _ name: String, _ kind: LSP.CompletionItem.Kind, _ detail: String, _ cursor: Outline.Cursor, in file: SourceFile
  ) -> Suggestion {
    let isBehindColon = cursor.token.lowerBound > 0 && file.bytes[cursor.token.lowerBound - 1] == UInt8(ascii: ":")
    return Suggestion(
      label: name, kind: kind, detail: detail, range: cursor.token, text: (isBehindColon ? " " : "") + name)
  }

  private func references(_ range: Range<Int>, in place: Place) -> [Suggestion] {
    let close = place.file.bytes[place.offset...].first == UInt8(ascii: "}") ? "" : "}"
    return references(in: place.file.path).map {
      Suggestion(label: $0.name, kind: .reference, detail: $0.summary, range: range, text: $0.name + close)
    }
  }
}
