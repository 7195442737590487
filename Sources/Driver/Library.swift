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

/// What a template is of, and the folder that such templates are in.
enum TemplateKind: String, CaseIterable {
  case languages, resources

  func folder(in templates: String) -> String { templates.isEmpty ? rawValue : "\(templates)/\(rawValue)" }

  /// The kind of the template at `path`, by its folder.
  init?(path: String) {
    guard let folder = path.split(separator: "/").dropLast().last else { return nil }
    self.init(rawValue: String(folder))
  }
}

extension TemplateLibrary {
  /// The built-in templates, decoded once for all that one process compiles, with their sources and what is wrong.
  static let builtIn: (TemplateLibrary?, SourceMap, [Diagnostic]) = {
    var (sources, diagnostics) = (SourceMap(), [Diagnostic]())
    let library = decode(embeddedTemplates(), in: &sources, diagnostics: &diagnostics)
    return (library, sources, diagnostics)
  }()

  /// Decodes the files of a templates folder, tables by their names, the rest by the folder they are in; and `own`, the
  /// templates of a workspace, which count instead of those of the same name. The files become sources too: what they
  /// say can be explained and blamed.
  static func decode(
    _ files: [SourceFile], _ own: [SourceFile] = [], in sources: inout SourceMap, diagnostics: inout [Diagnostic]
  ) -> TemplateLibrary? {
    var decoder = Decoder()
    var (images, actions, platforms, defaults): (ImageTable?, ActionTable?, PlatformTable?, Defaults?)
    var languages: [LanguageTemplate] = []
    var resources: [ResourceTemplate] = []
    var nodes: [Node] = []
    var firstOwn: FileID?
    for (index, file) in (files + own).enumerated() {
      let id = sources.add(file)
      if index == files.count { firstOwn = id }
      guard let node = Parser.parse(id, in: sources, diagnostics: &diagnostics) else { continue }
      nodes.append(node.removing("known-bad"))
      switch (file.path, TemplateKind(path: file.path)) {
      case (_, .languages?):
        if let language = decoder.decode(LanguageTemplate.self, from: node) { languages.append(language) }
      case (_, .resources?):
        if let resource = decoder.decode(ResourceTemplate.self, from: node) { resources.append(resource) }
      case ("templates/images.yaml", nil): images = decoder.decode(ImageTable.self, from: node)
      case ("templates/actions.yaml", nil): actions = decoder.decode(ActionTable.self, from: node)
      case ("templates/platforms.yaml", nil): platforms = decoder.decode(PlatformTable.self, from: node)
      case ("templates/defaults.yaml", nil): defaults = decoder.decode(Defaults.self, from: node)
      default: break
      }
    }
    diagnostics += decoder.diagnostics
    if let knownBad = actions?.knownBad { diagnostics += nodes.flatMap { knownBad.findings(in: $0) } }
    let isOwn = { (name: Located<String>) in firstOwn.map { name.range.file >= $0 } ?? false }
    return TemplateLibrary(
      languages: overriding(languages, isOwn, &diagnostics) { $0.name },
      resources: overriding(resources, isOwn, &diagnostics) { $0.name }, images: images, actions: actions,
      platforms: platforms, defaults: defaults)
  }

  /// Without the built-in templates that a workspace has one of its own for; two of its own of one name are reported.
  private static func overriding<Template>(
    _ templates: [Template], _ isOwn: (Located<String>) -> Bool, _ diagnostics: inout [Diagnostic],
    name: (Template) -> Located<String>
  ) -> [Template] {
    let own = templates.map(name).filter(isOwn)
    for (index, second) in own.enumerated() {
      guard let first = own[..<index].first(where: { $0.value == second.value }) else { continue }
      diagnostics.append(
        .init(
          .duplicateName, "two templates are named '\(second.value)'", at: second.range,
          notes: [.init("first named here", at: first.range)]))
    }
    return templates.filter { isOwn(name($0)) || !own.map(\.value).contains(name($0).value) }
  }
}

extension SourceFile {
  fileprivate init(_ file: EmbeddedFile) {
    let bytes = unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
    self = unsafe SourceFile(path: String(cString: file.path), bytes: bytes)
  }
}
