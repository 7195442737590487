import ArgumentParser
import Diagnostics
import Workspace

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the specs, the workspace and the lock. Writes nothing.",
    discussion: """
      Reports every mistake of every file in one run, each at its place, and exits with 1 if there is an error.

      EXAMPLES
        scantling validate
        scantling validate --format sarif > specs.sarif
      """)

  @OptionGroup var options: WorkspaceOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let workspace = try options.open()
    try workspace.reportSpecs(as: report.format)
    workspace.reportNothing(as: report.format)
  }
}
