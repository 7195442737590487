import ArgumentParser
import Diagnostics
import Workspace

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the generated files that differ from the specs.",
    discussion: """
      Says which files were created, updated and removed; says nothing where nothing had to be done. Files that were \
      edited by hand or that Scantling did not write are left alone, and then nothing at all is written.

      EXAMPLES
        scantling generate
        scantling generate --dry-run        say what would be done, and do nothing
        scantling generate --overwrite      give up edits of generated files
        scantling generate --root ../shop   a workspace elsewhere
      """)

  @OptionGroup var options: WorkspaceOptions
  @OptionGroup var report: ReportOptions
  @Flag(help: "Overwrite files that were edited by hand or that Scantling did not write.")
  var overwrite = false
  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
  var dryRun = false

  func run() throws {
    let workspace = try options.open()
    try workspace.reportSpecs(as: report.format)
    workspace.remarkIfEmpty()
    do throws(DiskError) {
      if !dryRun {
        try workspace.disk.lock()
        try workspace.clearTemporaries()
      }
      let drift = try workspace.drift()
      let refused = overwrite ? [] : drift.filter(\.isPrecious)
      if refused.isEmpty {
        try mend(drift, in: workspace)
        return
      }
      refuse(refused, in: workspace)
    } catch {
      throw stop(error)
    }
    throw ExitCode(1)
  }

  private func mend(_ drift: [Drift], in workspace: borrowing Workspace) throws(DiskError) {
    let say = { (change: Change) in
      if report.format == .text { Output.result("\(change.kind.rawValue) \(change.path)\n") }
    }
    if dryRun { drift.map(Change.init).forEach(say) } else { try workspace.mend(drift, say) }
    workspace.reportNothing(as: report.format, changes: drift.map(Change.init))
  }

  private func refuse(_ drift: [Drift], in workspace: borrowing Workspace) {
    workspace.report(drift, as: report.format)
    guard report.format == .text else { return }
    if drift.contains(where: { $0.rule == .foreignFile }) {
      Output.note("'output' in \(Workspace.workspaceFile) gives generated files a folder of their own\n")
    }
    Output.note("'scantling check' shows what is different; nothing was written\n")
  }
}
