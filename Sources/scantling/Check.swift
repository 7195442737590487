import ArgumentParser
import Diagnostics
import Workspace

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fail if generated files and specs drift apart. Writes nothing.",
    discussion: """
      Names each file that is missing, out of date, edited by hand or orphaned, with the difference as a patch from \
      what is there to what should be, and exits with 1. Needs no network, no Docker and no git.

      EXAMPLES
        scantling check
        scantling check > drift.patch
        scantling check --format github     annotates the files of a pull request
      """)

  @OptionGroup var options: WorkspaceOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let workspace = try options.open()
    try workspace.reportSpecs(as: report.format)
    let drift: [Drift]
    do throws(DiskError) { drift = try workspace.drift() } catch { throw stop(error) }
    if report.format == .text { printPatches(drift) } else { workspace.report(drift, as: report.format) }
    if !drift.isEmpty { throw ExitCode(1) }
  }

  private func printPatches(_ drift: [Drift]) {
    for difference in drift {
      Output.result("\(difference.path): \(difference.cause)\n")
      Output.result(unifiedDiff(difference.path, from: difference.found, to: difference.expected) + "\n")
    }
    guard let worst = drift.first(where: \.isPrecious) ?? drift.first else { return }
    let files = drift.count == 1 ? "1 file drifts" : "\(drift.count) files drift"
    Output.note("\(files) from the specs; \(worst.remedy)\n")
  }
}
