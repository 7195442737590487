import Diagnostics
package import YAML

/// A service that is begun: what is known of it, and why.
package struct NewService: Sendable {
  /// A value of an option as a command line gives it, the elements of a list with commas between; and its reason.
  package struct Option: Sendable {
    package let name: String
    package var value: String
    package var reason: String?

    package init(_ name: String, _ value: String, reason: String? = nil) {
      (self.name, self.value, self.reason) = (name, value, reason)
    }
  }

  package var name: String
  package let template: LanguageTemplate
  package var options: [Option]
  /// Folder of the source, where the name does not tell it.
  package var path: String?
  package var port: Int?
  package var portReason: String?
  package var developmentPort: Int?
  /// Lines that stand on top of the spec.
  package var remarks: [String] = []

  package init(name: String, template: LanguageTemplate, options: [Option] = [], port: Int? = nil) {
    (self.name, self.template, self.options, self.port) = (name, template, options, port)
  }
}

/// The spec of a service that is begun, with what there is to say of its keys in comments. What is wrong with its
/// options is found by decoding the text.
package func newService(_ service: NewService, with library: TemplateLibrary) -> String {
  let template = service.template
  let written = service.options.map { option in
    let declaration = template.options.first { $0.name.value == option.name }
    let comment = [declaration?.description.value, option.reason].compactMap(\.self)
    return Value.Field(
      option.name, declaration?.kind.value(option.value) ?? .string(option.value), comment: comment)
  }
  let others = template.options.filter { declared in !service.options.contains { $0.name == declared.name.value } }
  let about = [template.description.value] + list(others.map { $0.key(in: Decoder(library: library)) }, "It also takes")
  var values = [("service", Value.string(service.name))]
  if let path = service.path { values.append(("path", .string(path))) }
  values.append(("build", .mapping([.init(template.name.value, .mapping(written), comment: about)])))
  if let port = service.port {
    let reason = service.portReason.map { [$0] } ?? []
    values.append(("run", .mapping([.init("port", .integer(port), comment: reason)])))
  }
  if let port = service.developmentPort { values.append(("dev", .mapping([.init("port", .integer(port))]))) }
  return specText(values, of: .service, remarks: service.remarks, with: library)
}

/// The workspace file of a workspace that is begun. Without a registry it has a placeholder that nothing answers at.
package func newWorkspace(
  _ name: String, registry: String? = nil, repository: String? = nil, platforms: [String] = [],
  resources: [Value.Field] = [], and others: [(name: String, fields: [Value.Field])] = [], with library: TemplateLibrary
) -> String {
  let native = library.platforms.facts.filter { $0.runner != nil }.map(\.platform.value.description)
  var values = [
    ("workspace", Value.string(name)), ("registry", .string(registry ?? "registry.example.com/\(name)")),
    ("platforms", .strings(platforms.isEmpty ? native : platforms)), ("output", .string("generated")),
    ("github", .string(".")),
  ]
  if !resources.isEmpty { values.append(("resources", .mapping(resources))) }
  if let repository { values.append(("repository", .string(repository))) }
  for (name, fields) in others where !fields.isEmpty { values.append((name, .mapping(fields))) }
  return specText(values, of: .workspace, with: library)
}

/// The path of a schema that stands beside specs.
package func schemaPath(_ name: String) -> String { "specs/\(name).schema.json" }

/// Keys with what they are for, under the comment that tells editors of the schema, and a list of the other keys.
package func specText(
  _ values: [(name: String, value: Value)], of file: SpecFile, remarks: [String] = [], with library: TemplateLibrary
) -> String {
  let keys = file.keys(library)
  let others = keys.filter { key in !values.contains { $0.name == key.name } }
  let head =
    ["yaml-language-server: $schema=\(file.rawValue).schema.json"] + remarks
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
