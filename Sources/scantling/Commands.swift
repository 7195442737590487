import ArgumentParser
import Diagnostics
import Driver
import Glibc
import Workspace

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the generated files that differ from the specs.",
    discussion: """
      Says which files were created, updated and removed; says nothing where nothing had to be done. Files that were
      edited by hand or that Scantling did not write are left alone, and then nothing at all is written.

      EXAMPLES
        scantling generate
        scantling generate --overwrite      give up edits of generated files
        scantling generate --root ../shop   a workspace elsewhere
      """)

  @OptionGroup var options: WorkspaceOptions
  @Flag(help: "Overwrite files that were edited by hand or that Scantling did not write.")
  var overwrite = false

  func run() throws {
    let workspace = try options.open()
    try workspace.report()
    workspace.remarkIfEmpty()
    do throws(DiskError) {
      try workspace.disk.lock()
      try workspace.clearTemporaries()
      let drift = try workspace.drift()
      let refused = Workspace.refused(drift, overwrite: overwrite)
      if refused.isEmpty {
        try workspace.mend(drift) { Output.result("\($0.kind.rawValue) \($0.path)\n") }
      } else {
        refuse(refused)
      }
      if refused.isEmpty { return }
    } catch {
      throw stop(error)
    }
    throw ExitCode(1)
  }

  private func refuse(_ drift: [Drift]) {
    for difference in drift { Output.note("error: \(difference.path): \(difference.cause) [not-owned]\n") }
    if drift.contains(where: { $0.kind == .foreign }) {
      Output.note("  note: 'output' in \(Workspace.workspaceFile) gives generated files a folder of their own\n")
    }
    Output.note(
      """
        note: 'scantling check' shows what is different
        note: put it into a spec, or give it up with 'scantling generate --overwrite'
      nothing was written

      """)
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fail if generated files and specs drift apart. Writes nothing.",
    discussion: """
      Names each file that is missing, out of date, edited by hand or orphaned, with the difference as a patch from
      what is there to what should be, and exits with 1. Needs no network, no Docker and no git.

      EXAMPLES
        scantling check
        scantling check > drift.patch
      """)

  @OptionGroup var options: WorkspaceOptions

  func run() throws {
    let workspace = try options.open()
    try workspace.report()
    let drift: [Drift]
    do throws(DiskError) { drift = try workspace.drift() } catch { throw stop(error) }
    guard !drift.isEmpty else { return }
    for difference in drift {
      Output.result("\(difference.path): \(difference.cause)\n")
      Output.result(unifiedDiff(difference.path, from: difference.found, to: difference.expected) + "\n")
    }
    let files = drift.count == 1 ? "1 file drifts" : "\(drift.count) files drift"
    let isPrecious = drift.contains { $0.isPrecious }
    let remedy =
      isPrecious ? "move the edits into a spec, then run 'scantling generate --overwrite'" : "run 'scantling generate'"
    Output.note("\(files) from the specs; \(remedy)\n")
    throw ExitCode(1)
  }
}

struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the specs, the workspace and the lock. Writes nothing.",
    discussion: """
      Reports every mistake of every file in one run, each at its place, and exits with 1 if there is an error.

      EXAMPLES
        scantling validate
      """)

  @OptionGroup var options: WorkspaceOptions

  func run() throws {
    try options.open().report()
  }
}

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say where a line of a generated file comes from.",
    discussion: """
      Answers with the place in a spec, in the workspace file or in a template that made the line what it is.

      EXAMPLES
        scantling explain generated/services/api/Dockerfile:12
        scantling explain generated/compose.yaml:7
      """)

  @OptionGroup var options: WorkspaceOptions
  @Argument(help: ArgumentHelp("A generated file and the number of a line.", valueName: "file:line"))
  var place: String

  func validate() throws {
    if target == nil { throw ValidationError("expected a file and a line number, as in generated/compose.yaml:7") }
  }

  /// The artifact's path relative to the workspace root, and the line.
  private var target: (path: String, line: Int)? {
    guard let colon = place.lastIndex(of: ":"), let line = Int(place[place.index(after: colon)...]), line > 0 else {
      return nil
    }
    let path = place[..<colon].split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    return path.isEmpty ? nil : (path, line)
  }

  func run() throws {
    let workspace = try options.open()
    try workspace.report()
    guard let target, let artifact = workspace.compilation.artifacts.first(where: { target.path.hasSuffix($0.path) })
    else {
      Output.note("error: no generated file '\(target?.path ?? place)'\n")
      let paths = workspace.compilation.artifacts.map(\.path)
      for note in suggestion(for: target?.path ?? place, among: paths) { Output.note("  note: \(note.message)\n") }
      throw ExitCode(1)
    }
    guard target.line <= artifact.origins.count else {
      Output.note("error: '\(artifact.path)' has \(artifact.origins.count) lines\n")
      throw ExitCode(1)
    }
    explain(artifact, line: target.line, in: workspace)
  }

  private func explain(_ artifact: Artifact, line: Int, in workspace: borrowing Workspace) {
    let lines = artifact.contents.split(separator: 0x0A, omittingEmptySubsequences: false)
    let text = String(decoding: lines[line - 1], as: UTF8.self)
    let (origin, sources) = (artifact.origins[line - 1], workspace.compilation.sources)
    let renderer = DiagnosticRenderer(sources: sources, colour: Output.isColoured(STDOUT_FILENO))
    Output.result(
      "\(artifact.path):\(line): \(text)\n  from \(sources.location(of: origin))\n"
        + renderer.excerpt(origin, indent: "  "))
    let isCurrent = (try? workspace.disk.read(artifact.path)).flatMap { $0 } == artifact.contents
    if !isCurrent { Output.note("warning: the file on disk is not what the specs compile to; see 'scantling check'\n") }
  }
}
