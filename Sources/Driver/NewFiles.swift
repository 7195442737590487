package import Diagnostics
import Spec
import YAML

/// The files that a service begins with, or what is wrong with what was asked for.
package struct NewFiles: Sendable {
  package var spec: SourceFile
  /// For a workspace that has none of them yet.
  package var workspace: SourceFile
  package var schemas: [SourceFile]
  /// Of the options, the name and the port; their places are in the spec that is not written.
  package var diagnostics: [Diagnostic]
}

extension NewFiles {
  /// Text from the declarations of a template: a new template brings its own. nil if there is no such template.
  package init?(
    service name: String, template: String, options: [(name: String, value: String)], port: Int?, workspace: String
  ) {
    guard let library = TemplateLibrary.embedded, let language = library.language(template) else { return nil }
    let options = options.map { NewService.Option($0.name, $0.value) }
    let new = NewService(name: name, template: language, options: options, port: port)
    let text = newService(new, with: library)
    spec = SourceFile(path: "specs/\(name).yaml", bytes: Array(text.utf8))
    self.workspace = SourceFile(
      path: "specs/workspace.yaml",
      bytes: Array(newWorkspace(serviceName(workspace) ?? "workspace", with: library).utf8))
    schemas = newSchemas()
    diagnostics = mistakes(in: spec, library)
  }
}

/// What decoding the spec alone finds wrong.
private func mistakes(in spec: SourceFile, _ library: TemplateLibrary) -> [Diagnostic] {
  var (sources, diagnostics) = (SourceMap(), [Diagnostic]())
  let file = sources.add(spec)
  guard let node = Parser.parse(file, in: sources, diagnostics: &diagnostics) else { return diagnostics }
  var decoder = Decoder(library: library)
  _ = decoder.decode(ServiceSpec.self, from: node)
  return (diagnostics + decoder.diagnostics).sorted(in: sources)
}

/// The schemas that the first lines of new specs name.
package func newSchemas() -> [SourceFile] {
  ["service", "workspace"].map { SourceFile(path: schemaPath($0), bytes: Array((schema(of: $0) ?? "").utf8)) }
}

/// The name that a folder or a package gives a service: its letters, digits and '-'; nil where they make no name.
package func serviceName(_ text: String) -> String? {
  let letters = text.lowercased().utf8.map { byte -> UInt8 in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
    default: UInt8(ascii: "-")
    }
  }
  let words = letters.split(separator: UInt8(ascii: "-")).map { String(decoding: $0, as: UTF8.self) }
  let name = words.joined(separator: "-")
  return name.utf8.count <= 63 && name.first.map { !$0.isNumber } == true ? name : nil
}

/// The names of the language templates, sorted.
package func languageNames() -> [String] { TemplateLibrary.embedded?.languages.map(\.name.value) ?? [] }

/// The language templates and what they are, a line each.
package func languageList() -> String { TemplateLibrary.embedded.map { templateList($0) } ?? "" }

/// The options of a language template and what they are for, a line each.
package func languageOptions(_ template: String) -> String {
  TemplateLibrary.embedded?.language(template).map { optionList($0) } ?? ""
}
