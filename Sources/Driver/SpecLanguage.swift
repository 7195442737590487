import Diagnostics
package import Spec

/// The kinds of files that there is a schema of; services first.
package let schemaNames = SpecFile.allCases.map(\.rawValue)

/// The JSON Schema of a kind of file, for editors; nil if there is no such kind.
package func schema(of name: String) -> String? {
  guard let file = SpecFile(rawValue: name), let library = TemplateLibrary.embedded else { return nil }
  return file.schema(library).print()
}

/// The reference of the spec language, in Markdown.
package func languageReference() -> String { TemplateLibrary.embedded.map { reference($0) } ?? "" }

extension TemplateLibrary {
  package static var embedded: TemplateLibrary? { builtIn.0 }
}
