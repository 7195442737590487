import Diagnostics
import YAML

/// The spec of a service that is begun, with what there is to say of its keys in comments.
///
/// `options` are those of the language template as a command line gives them: the elements of a list have commas
/// between them. What is wrong with them is found by decoding the text.
package func newService(
  _ name: String, template: LanguageTemplate, options: [(name: String, value: String)], port: Int?,
  with library: TemplateLibrary
) -> String {
  let written = options.map { option in
    let declaration = template.options.first { $0.name.value == option.name }
    return Value.Field(
      option.name, declaration?.kind.value(option.value) ?? .string(option.value),
      comment: declaration.map { [$0.description.value] } ?? [])
  }
  let others = template.options.filter { declared in !options.contains { $0.name == declared.name.value } }
  let about = [template.description.value] + list(others.map { $0.key(in: Decoder(library: library)) }, "It also takes")
  let build = Value.mapping([.init(template.name.value, .mapping(written), comment: about)])
  let run = port.map { [("run", Value.mapping([.init("port", .integer($0))]))] } ?? []
  return text([("service", .string(name)), ("build", build)] + run, of: .service, with: library)
}

/// The workspace file of a workspace that is begun. The registry is a placeholder that nothing answers at.
package func newWorkspace(_ name: String, with library: TemplateLibrary) -> String {
  let native = library.platforms.facts.filter { $0.runner != nil }.map(\.platform.value.description)
  return text(
    [
      ("workspace", .string(name)), ("registry", .string("registry.example.com/\(name)")),
      ("platforms", .strings(native)), ("output", .string("generated")), ("github", .string(".")),
    ], of: .workspace, with: library)
}

/// The path of a schema that stands beside specs.
package func schemaPath(_ name: String) -> String { "specs/\(name).schema.json" }

/// Keys with what they are for, under the comment that tells editors of the schema, and a list of the other keys.
private func text(
  _ values: [(name: String, value: Value)], of file: SpecFile, with library: TemplateLibrary
) -> String {
  let keys = file.keys(library)
  let others = keys.filter { key in !values.contains { $0.name == key.name } }
  let head =
    ["yaml-language-server: $schema=\(file.rawValue).schema.json"]
    + list(others, "\(file.summary). What else there is to say")
  let fields = values.map { name, value in
    Value.Field(name, value, comment: keys.filter { $0.name == name }.map(\.summary))
  }
  let lines = Writer.lines(of: .mapping(fields), origin: SourceRange(startOf: FileID(0)))
  return (head.map { "# " + $0 } + [""] + lines.map(\.text)).map { $0 + "\n" }.joined()
}

/// What keys are for, a line each, under a heading; nothing where there are none.
private func list(_ keys: [KeyDeclaration], _ heading: String) -> [String] {
  keys.isEmpty ? [] : ["\(heading):"] + keys.map { "  \($0.name): \($0.summary)" }
}

extension OptionDeclaration.Kind {
  /// An option's value as a command line gives it. What is none is left as it is, for the decoder to refuse.
  fileprivate func value(_ text: String) -> Value {
    switch self {
    case .list: .strings(text.split(separator: ",").map { String($0) })
    case .boolean where text == "true" || text == "false": .boolean(text == "true")
    case .text, .version, .path, .pattern, .boolean, .setting, .choice: .string(text)
    }
  }
}

/// The language templates and what they are, a line each.
package func templateList(_ library: TemplateLibrary) -> String {
  table(library.languages.map { ($0.name.value, $0.description.value) })
}

/// The options of a template and what they are for, a line each.
package func optionList(_ template: LanguageTemplate) -> String {
  table(
    template.options.map { option in
      let standard = option.standard.map { "; \($0.value.written) if not given" } ?? ""
      return (option.name.value, option.description.value + (option.isRequired ? "; required" : standard))
    })
}

/// Two columns, indented.
private func table(_ rows: [(String, String)]) -> String {
  let width = rows.map(\.0.count).max() ?? 0
  return rows.map { "  \($0)\(String(repeating: " ", count: width - $0.count + 2))\($1)\n" }.joined()
}
