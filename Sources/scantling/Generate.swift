import ArgumentParser
import Diagnostics
import Driver
import Workspace

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the generated files that differ from the specs.",
    discussion: """
      Says which files were created, updated and removed; says nothing where nothing had to be done. Files that were \
      edited by hand or that Scantling did not write are left alone, and then nothing at all is written; so are those \
      of a newer Scantling, where the lock names it.

      Exits with 0 where all was done, and with 1 where that was refused. With --dry-run it exits as it would without, \
      and --format reports what 'check' reports; JSON lists what would be done to each file too.

      EXAMPLES
        scantling generate
        scantling generate --dry-run        say what would be done
        scantling generate --overwrite      give up edits of generated files
        scantling generate --root ../shop   a workspace elsewhere
      """)

  @OptionGroup var options: WorkspaceOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var lock: LockOptions
  @Flag(help: "Overwrite files that were edited by hand or that Scantling did not write.")
  var overwrite = false
  @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and do nothing.")
  var dryRun = false

  func run() throws {
    let workspace = try options.open(isFrozen: lock.isFrozen)
    try workspace.reportSpecs(as: report.format)
    workspace.remarkIfEmpty()
    let refused: [Drift]
    do throws(DiskError) {
      if !dryRun {
        try workspace.disk.lock()
        try workspace.clearTemporaries()
      }
      let drift = try drift(of: workspace)
      refused = overwrite ? [] : drift.filter(\.isPrecious)
      if dryRun { foretell(drift, isRefused: !refused.isEmpty, in: workspace) }
      if !dryRun, refused.isEmpty { try mend(drift, in: workspace) }
      if !dryRun, !refused.isEmpty { workspace.report(refused, as: report.format) }
    } catch {
      throw stop(error)
    }
    if refused.isEmpty { return }
    remark(on: refused)
    throw ExitCode(1)
  }

  /// Causes are looked for only where they are told or decide what is refused: a change of all files is written fast.
  private func drift(of workspace: borrowing Workspace) throws(DiskError) -> [Drift] {
    let drift = try workspace.drift()
    let isTold = dryRun || report.format != .text || drift.contains(where: \.isPrecious)
    return isTold || workspace.compilation.otherVersion != nil ? workspace.explained(drift) : drift
  }

  private func mend(_ drift: [Drift], in workspace: borrowing Workspace) throws(DiskError) {
    try workspace.mend(drift) { change in
      if report.format == .text { Output.result("\(change.kind.rawValue) \(change.path)\n") }
    }
    workspace.reportNothing(as: report.format, changes: drift.map(Change.init))
  }

  private func foretell(_ drift: [Drift], isRefused: Bool, in workspace: borrowing Workspace) {
    let changes = isRefused ? [] : drift.map(Change.init)
    if report.format != .text || isRefused { return workspace.report(drift, as: report.format, changes: changes) }
    for change in changes { Output.result("would be \(change.kind.rawValue): \(change.path): \(change.reason)\n") }
  }

  private func remark(on refused: [Drift]) {
    guard report.format == .text else { return }
    if refused.contains(where: { $0.rule == .foreignFile }) {
      Output.note("'output' in \(Workspace.workspaceFile) gives generated files a folder of their own\n")
    }
    Output.note("'scantling check' shows what is different; nothing was written\n")
  }
}
