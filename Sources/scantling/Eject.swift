import ArgumentParser
import Diagnostics
import Driver
import Workspace

struct Eject: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn a service's generated Dockerfiles into files of your own.",
    discussion: """
      Writes the Dockerfiles and their ignore files without header into the service's folder, and has the spec name \
      them under 'build'. They stand without Scantling and are yours to edit; everything else, such as the Makefile, \
      compose files, workflows and docs, stays generated, and 'scantling check' stays green. Files that are there are \
      never overwritten.

      With --all nothing is generated any more: every file loses its header and what in it is about the specs, and \
      the workflow that checks for drift goes. The specs stay, and nothing reads them.

      EXAMPLES
        scantling eject api
        scantling eject api --dry-run   say what would be done
        scantling eject --all           leave Scantling
      """)

  @OptionGroup var options: WorkspaceOptions
  @Argument(help: "Name of the service.")
  var service: String?
  @Flag(help: "Of all services, and of everything else that is generated.")
  var all = false
  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
  var dryRun = false

  func validate() throws {
    if (service == nil) != all { throw ValidationError("name one service, or all of them with --all") }
  }

  func run() throws {
    let workspace = try options.open()
    try workspace.reportSpecs(as: .text)
    guard let service else { return try leave(workspace) }
    guard let ejection = workspace.compilation.ejection(of: service) else {
      throw refuse(service, workspace.compilation)
    }
    do { try eject(ejection, from: workspace) } catch let error as DiskError { throw stop(error) }
  }

  private func eject(_ ejection: Ejection, from workspace: borrowing Workspace) throws {
    let after = try Workspace(ejecting: ejection, from: workspace)
    try after.reportSpecs(as: .text)
    if !dryRun { try after.disk.lock() }
    let taken = try after.obstacles(to: ejection)
    guard taken.isEmpty else {
      for path in taken { Output.note("error: '\(path)' is there already\n") }
      Output.note("  note: move it away; nothing was written\n")
      throw ExitCode(1)
    }
    let drift = after.explained(try after.drift())
    let refused = drift.filter(\.isPrecious)
    guard refused.isEmpty else {
      after.report(refused, as: .text)
      Output.note("nothing was written\n")
      throw ExitCode(1)
    }
    if dryRun { return foretell(ejection, drift) }
    let spec = workspace.input.services.first { $0.path == ejection.spec.path }
    try after.write(ejection, replacing: spec?.bytes)
    for file in ejection.files { Output.result("created \(file.path)\n") }
    Output.result("updated \(ejection.spec.path)\n")
    try after.mend(drift) { Output.result("\($0.kind.rawValue) \($0.path)\n") }
  }

  private func foretell(_ ejection: Ejection, _ drift: [Drift]) {
    for file in ejection.files { Output.result("would be created: \(file.path)\n") }
    Output.result("would be updated: \(ejection.spec.path)\n")
    for change in drift.map(Change.init) { Output.result("would be \(change.kind.rawValue): \(change.path)\n") }
  }

  /// What a killed run has written already is no drift.
  private func leave(_ workspace: borrowing Workspace) throws {
    let files = workspace.compilation.standingAlone
    do throws(DiskError) {
      let drift = try workspace.drift().filter { difference in
        !files.contains { $0.path == difference.path && $0.bytes == difference.found }
      }
      if drift.isEmpty {
        if dryRun {
          for file in files { Output.result("would be updated: \(file.path)\n") }
        } else {
          try workspace.disk.lock()
          try workspace.standAlone(files) { Output.result("\($0)\n") }
          Output.note("nothing reads \(Workspace.specFolder)/ any more\n")
        }
        return
      }
    } catch {
      throw stop(error)
    }
    Output.note("error: generated files are not what the specs compile to\n")
    Output.note("  note: 'scantling check' shows what is different; nothing was written\n")
    throw ExitCode(1)
  }

  private func refuse(_ service: String, _ compilation: Compilation) -> ExitCode {
    let names = compilation.serviceNames
    if names.contains(service) {
      Output.note("error: nothing is generated for the images of '\(service)'\n")
      Output.note("  note: its language is undecided, or it has a Dockerfile of its own already\n")
    } else {
      let near = nearestName(to: service, among: names).map { "did you mean '\($0)'?" }
      Output.note("error: no service '\(service.printable)'\n")
      Output.note("  note: \(near ?? "expected one of: " + names.joined(separator: ", "))\n")
    }
    return ExitCode(1)
  }
}
