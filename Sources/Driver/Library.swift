import CTemplates
package import Diagnostics
import Spec
import YAML

/// The files of templates/, as they were when Scantling was built.
package func embeddedTemplates() -> [SourceFile] {
  (0..<embedded_file_count()).map { index in unsafe SourceFile(embedded_file(index)) }
}

/// The pages of docs/rules, as they were when Scantling was built, by the names of their rules.
package func rulePages() -> [String: String] {
  let pages = unsafe SourceFile(embedded_rule_pages()).bytes.split(separator: 0)
  return Dictionary(pages.map { (title(of: $0), String(decoding: $0, as: UTF8.self)) }) { first, _ in first }
}

/// The first line of a page, without the mark of a heading.
private func title(of page: ArraySlice<UInt8>) -> String {
  String(decoding: page.prefix { $0 != UInt8(ascii: "\n") }.dropFirst("# ".utf8.count), as: UTF8.self)
}

extension TemplateLibrary {
  /// Decodes the files of a templates folder: tables by their names, the rest by the folder they are in. The files
  /// become sources too: what they say can be explained and blamed.
  static func decode(
    _ files: [SourceFile], in sources: inout SourceMap, diagnostics: inout [Diagnostic]
  ) -> TemplateLibrary? {
    var decoder = Decoder()
    var (images, actions, platforms, defaults): (ImageTable?, ActionTable?, PlatformTable?, Defaults?)
    var languages: [LanguageTemplate] = []
    var resources: [ResourceTemplate] = []
    var nodes: [Node] = []
    for file in files {
      let id = sources.add(file)
      guard let node = Parser.parse(id, in: sources, diagnostics: &diagnostics) else { continue }
      nodes.append(node.removing("known-bad"))
      switch file.path {
      case "templates/images.yaml": images = decoder.decode(ImageTable.self, from: node)
      case "templates/actions.yaml": actions = decoder.decode(ActionTable.self, from: node)
      case "templates/platforms.yaml": platforms = decoder.decode(PlatformTable.self, from: node)
      case "templates/defaults.yaml": defaults = decoder.decode(Defaults.self, from: node)
      default:
        if file.path.hasPrefix("templates/languages/") {
          if let language = decoder.decode(LanguageTemplate.self, from: node) { languages.append(language) }
        } else if let resource = decoder.decode(ResourceTemplate.self, from: node) {
          resources.append(resource)
        }
      }
    }
    diagnostics += decoder.diagnostics
    if let knownBad = actions?.knownBad { diagnostics += nodes.flatMap { knownBad.findings(in: $0) } }
    return TemplateLibrary(
      languages: languages, resources: resources, images: images, actions: actions, platforms: platforms,
      defaults: defaults)
  }
}

extension SourceFile {
  fileprivate init(_ file: EmbeddedFile) {
    let bytes = unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    self = unsafe SourceFile(path: String(cString: file.path), bytes: bytes)
  }
}
