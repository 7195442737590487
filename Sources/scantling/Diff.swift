import ArgumentParser
import Diagnostics
import Workspace

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what edits of the specs come to. Writes nothing.",
    discussion: """
      Compares the plan that files were generated from, which stands in plan.yaml and plan/<service>.yaml beside them, \
      with what specs, lock and templates mean now: values added, removed and changed, each with the line it comes \
      from, and how many files that affects. Prints nothing where no file would change. 'scantling check' shows the \
      same as patches of files.

      Exits with 0 whether there are differences or not, unless --exit-code asks for 1.

      EXAMPLES
        scantling diff
        scantling diff --format json    each change, and each file
        scantling diff --exit-code      exit with 1 if there is a difference
      """)

  @OptionGroup var options: WorkspaceOptions
  @OptionGroup var result: ResultOptions
  @Flag(help: "Exit with 1 if there are differences, as 'git diff' does.")
  var exitCode = false

  func run() throws {
    let workspace = try options.open()
    try workspace.reportSpecs(as: result.format == .text ? .text : .json)
    let diff: PlanDiff
    do throws(DiskError) { diff = try workspace.planDiff() } catch { throw stop(error) }
    switch result.format {
    case .text:
      Output.result(diff.text(of: workspace.compilation))
      for remark in diff.remarks { Output.note("note: \(remark)\n") }
    case .json: Output.result(diff.json(of: workspace.compilation).print())
    }
    if exitCode, !diff.isEmpty { throw ExitCode(1) }
  }
}
