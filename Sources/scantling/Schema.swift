import ArgumentParser
import Diagnostics
import Driver

struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the JSON Schema of specs, for editors.",
    discussion: """
      Editors complete and check a spec that names its schema in a comment on top, as 'scantling new' writes it:

        # yaml-language-server: $schema=service.schema.json

      EXAMPLES
        scantling schema > specs/service.schema.json
        scantling schema workspace > specs/workspace.schema.json
      """)

  @Argument(
    help: ArgumentHelp(
      "Kind of file: \(schemaNames.joined(separator: ", ")).", valueName: "kind"),
    completion: .list(schemaNames))
  var name = "service"

  func validate() throws {
    if !schemaNames.contains(name) {
      let near = nearestName(to: name, among: schemaNames).map { "did you mean '\($0)'?" }
      let names = "expected one of: " + schemaNames.joined(separator: ", ")
      throw ValidationError("no schema '\(name)'; \(near ?? names)")
    }
  }

  func run() {
    if let text = schema(of: name) { Output.result(text) }
  }
}
