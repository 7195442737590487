import ArgumentParser
import Diagnostics
import Driver
import Glibc
import Workspace

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Begin a service: write its spec, and what a workspace needs where there is none.",
    discussion: """
      A file that is there is left as it is. Without a template, the templates are listed; each says which options it \
      needs.

      EXAMPLES
        scantling new                       lists the templates
        scantling new api --template go --option version=1.27.0 --port 8080
        scantling new eng --template rust --option version=1.97.1
      """)

  @OptionGroup var location: WorkspaceOptions
  @Argument(help: "Name of the service: letters in lower case, digits and '-'.")
  var name: String?
  @Option(
    help: ArgumentHelp("What the service is built with.", valueName: "template"), completion: .list(languageNames()))
  var template: String?
  @Option(
    name: .customLong("option"),
    help: ArgumentHelp(
      "An option of the template; the elements of a list have commas between.", valueName: "name=value"))
  var templateOptions: [String] = []
  @Option(help: ArgumentHelp("Port that the service listens on.", valueName: "port"))
  var port: Int?

  func validate() throws {
    if name == nil, template != nil {
      throw ValidationError("the service needs a name, as in 'scantling new api --template \(template ?? "")'")
    }
    for option in templateOptions where !option.contains("=") {
      throw ValidationError("'\(option)' is no option with its value, as in version=1.0")
    }
  }

  func run() throws {
    guard let template else { return try listTemplates() }
    let root = location.root ?? Workspace.root(from: currentFolder()) ?? currentFolder()
    let options = templateOptions.map { option in
      let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (name: String(parts[0]), value: String(parts[1]))
    }
    let folder = root.split(separator: "/").last.map(String.init) ?? ""
    guard
      let files = NewFiles(
        service: name ?? "", template: template, options: options, port: port, workspace: folder)
    else { throw refuseTemplate(template) }
    guard files.diagnostics.isEmpty else { throw refuse(files.diagnostics, template) }
    try write(files, to: root)
  }

  private func listTemplates() throws {
    guard name != nil else { return Output.result(languageList()) }
    Output.note("error: which template? name one with --template:\n\n\(languageList())")
    throw ExitCode(EX_USAGE)
  }

  private func refuseTemplate(_ name: String) -> ExitCode {
    Output.note("error: no template '\(name.printable)'\n")
    if let near = nearestName(to: name, among: languageNames()) { Output.note("  note: did you mean '\(near)'?\n") }
    Output.note("  note: the templates are:\n\n\(languageList())")
    return ExitCode(EX_USAGE)
  }

  private func refuse(_ diagnostics: [Diagnostic], _ template: String) -> ExitCode {
    for diagnostic in diagnostics {
      Output.note("error: \(diagnostic.message)\n")
      for note in diagnostic.notes where note.range == nil { Output.note("  note: \(note.message)\n") }
    }
    Output.note("  note: '\(template)' takes these, each as --option name=value:\n\n\(languageOptions(template))")
    return ExitCode(EX_USAGE)
  }

  private func write(_ files: NewFiles, to root: String) throws {
    let written: [String]?
    do throws(DiskError) { written = try files.write(to: root) } catch { throw stop(error) }
    guard let written else {
      Output.note("error: '\(name ?? "")' has a spec already, \(files.spec.path); nothing was written\n")
      throw ExitCode(1)
    }
    for path in written { Output.result("created \(path)\n") }
    if written.contains(files.workspace.path) {
      Output.note("'registry' in \(files.workspace.path) is a placeholder: say where your images go\n")
    }
    Output.note("edit \(files.spec.path), then run 'scantling generate'\n")
  }
}
