import ArgumentParser
import Diagnostics
import Driver
import Workspace

struct Absorb: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take pins that were moved in generated files into the lock and the specs.",
    discussion: """
      Dependabot, Renovate and people move pins where they see them: in generated
      Dockerfiles, compose files and workflows. A new digest, commit or tool version
      goes into the lock, a new tag of an image into the spec that names its version;
      then everything is generated again, and 'check' is green.

      Whatever else was changed in those files is reported at its line, exit code 1,
      and then nothing is written. So are commits without their version, files that
      disagree, and pins that are known to be bad. No network is needed.

      EXAMPLES
        scantling absorb --dry-run      say what would be taken over
        scantling absorb                take it over, on the branch of a bot
      """)

  @OptionGroup var options: WorkspaceOptions
  @Flag(name: [.customShort("n"), .long], help: "Say what would be taken over, with the changes of specs and lock.")
  var dryRun = false

  func run() throws {
    let workspace = try options.open()
    try stop(at: workspace.unresolvedMerges, in: workspace.compilation.sources)
    try workspace.reportSpecs(as: .text)
    do { try absorb(in: workspace) } catch let error as DiskError { throw scantling.stop(error) }
  }

  private func absorb(in workspace: borrowing Workspace) throws {
    if !dryRun {
      try workspace.disk.lock()
      try workspace.clearTemporaries()
    }
    let found = try workspace.drift()
    let absorption = Absorption(found, in: workspace.compilation)
    guard !absorption.edited.isEmpty else {
      let rest = found.isEmpty ? "" : "; 'scantling generate' mends what drifts"
      return Output.note("nothing to absorb: no generated file was edited\(rest)\n")
    }
    try stop(at: absorption.diagnostics, in: absorption.sources)
    let result = try workspace.taking(absorption)
    try stop(at: result.compilation.diagnostics, in: result.compilation.sources)
    let drift = try result.drift()
    let leftovers = absorption.leftovers(drift)
    try stop(at: leftovers.diagnostics, in: leftovers.sources)
    try refuse(drift, besides: absorption.edited, in: result)
    let inputs = result.changedInputs(since: workspace)
    if dryRun {
      tell(absorption, "would absorb")
      return foretell(inputs, drift, in: workspace)
    }
    try workspace.replace(inputs)
    try result.mend(drift) { _ in }
    tell(absorption, "absorbed")
    let written = inputs.map(\.path) + [drift.count == 1 ? "1 generated file" : "\(drift.count) generated files"]
    Output.note("wrote \(written.joined(separator: ", "))\n")
  }

  private func tell(_ absorption: Absorption, _ verb: String) {
    for move in absorption.moves { Output.result("\(verb) \(absorption.line(move))\n") }
  }

  /// Reports errors and ends with exit code 1, if there are any.
  private func stop(at diagnostics: [Diagnostic], in sources: SourceMap) throws {
    guard diagnostics.hasErrors else { return }
    Output.report(diagnostics, in: sources, as: .text)
    Output.note("nothing was written\n")
    throw ExitCode(1)
  }

  /// What 'generate' would not overwrite is not overwritten here, but for the files that pins are taken from.
  private func refuse(_ drift: [Drift], besides edited: Set<String>, in workspace: borrowing Workspace) throws {
    let precious = workspace.explained(drift).filter { $0.isPrecious && !edited.contains($0.path) }
    guard !precious.isEmpty else { return }
    workspace.report(precious, as: .text)
    Output.note("nothing was written\n")
    throw ExitCode(1)
  }

  private func foretell(_ inputs: [SourceFile], _ drift: [Drift], in workspace: borrowing Workspace) {
    let read = workspace.bytesRead
    for file in inputs {
      let old = withoutCarriageReturns(read[file.path] ?? [])
      Output.result(LineDifference(from: old, to: withoutCarriageReturns(file.bytes)).unified(file.path))
    }
    for difference in drift {
      Output.result("would be \(Change(mending: difference).kind.rawValue): \(difference.path)\n")
    }
  }
}
