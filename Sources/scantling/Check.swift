import ArgumentParser
import Diagnostics
import Workspace

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fail if generated files and specs drift apart. Writes nothing.",
    discussion: """
      Names each file that is missing, out of date, edited by hand or orphaned, with the place in the specs that is \
      why, the difference as a patch from what is there to what should be, and what mends it. Pins that differ from \
      the lock, and files that another version of Scantling made, are told apart. Exits with 0 where nothing drifts \
      and with 1 where something does. Needs no network, no Docker and no git.

      EXAMPLES
        scantling check
        scantling check > drift.patch
        scantling check --frozen            fail, too, where the lock lacks a pin
        scantling check --format github     annotates a pull request
      """)

  @OptionGroup var options: WorkspaceOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var lock: LockOptions

  func run() throws {
    let workspace = try options.open(isFrozen: lock.isFrozen)
    try workspace.reportSpecs(as: report.format)
    workspace.remarkIfEmpty()
    let drift: [Drift]
    do throws(DiskError) { drift = workspace.explained(try workspace.drift()) } catch { throw stop(error) }
    if report.format != .text { workspace.report(drift, as: report.format) }
    printPatches(drift)
    workspace.summarise(drift)
    if !drift.isEmpty { throw ExitCode(1) }
  }

  /// For people, also for those who read the log of a workflow; other programs are told the findings alone.
  private func printPatches(_ drift: [Drift]) {
    for difference in drift where report.format == .text || report.format == .github {
      let head = "\(difference.path): \(difference.message)\n"
      let patch = difference.difference.unified(difference.path)
      report.format == .text ? Output.result(head + patch + "\n") : Output.note(head + quoted(patch) + "\n")
    }
  }

  /// With a bar before each line: GitHub takes a line for a command that begins with two colons, also after blanks.
  private func quoted(_ patch: String) -> String {
    patch.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { "| \($0)\n" }.joined()
  }
}
