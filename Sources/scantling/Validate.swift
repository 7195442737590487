import ArgumentParser
import Diagnostics
import Workspace

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the specs, the workspace and the lock.",
    discussion: """
      Reports every mistake of every file in one run, each at its place, and exits with 1 if there is an error.

      EXAMPLES
        scantling validate
        scantling validate --fix            mend what there is only one way to mend
        scantling validate --format sarif > specs.sarif
        scantling validate --today "$(date +%F)"
      """)

  @OptionGroup var options: WorkspaceOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var lock: LockOptions

  @Flag(help: "Apply the fix-its to the specs, where it is sure what was meant.")
  var fix = false

  func run() throws {
    var workspace = try options.open(isFrozen: lock.isFrozen)
    // What is mended can show what else there is to mend: a reference to a resource whose name was misspelt.
    for _ in 0..<8 where fix {
      guard try workspace.applyFixIts() else { break }
      workspace = try options.open(isFrozen: lock.isFrozen)
    }
    try workspace.reportSpecs(as: report.format)
    workspace.reportNothing(as: report.format)
  }
}
