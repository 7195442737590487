import ArgumentParser
import Diagnostics
import Driver
import Glibc
import Workspace

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say where a line of a generated file comes from, or what a rule asks for.",
    discussion: """
      Of a line: the place in a spec, in the workspace file or in a template that made it what it is. Of a rule: why \
      it is there, an example that breaks it and the example mended. A rule is named in brackets at the end of each \
      error.

      EXAMPLES
        scantling explain generated/services/api/Dockerfile:12
        scantling explain generated/compose.yaml:7
        scantling explain port-conflict
        scantling explain health-tool
      """)

  @OptionGroup var options: WorkspaceOptions
  @Argument(
    help: ArgumentHelp("A generated file and the number of a line, or the name of a rule.", valueName: "file:line|rule")
  )
  var place: String

  func validate() throws {
    if target == nil, !isRuleName {
      throw ValidationError(
        "expected a file and a line number, as in generated/compose.yaml:7, or a rule, as in port-conflict")
    }
  }

  /// A file has a line behind a colon, and hardly ever stands outside all folders.
  private var isRuleName: Bool { !place.isEmpty && !place.contains { $0 == ":" || $0 == "/" } }

  /// The artifact's path relative to the workspace root, and the line.
  private var target: (path: String, line: Int)? {
    guard let colon = place.lastIndex(of: ":"), let line = Int(place[place.index(after: colon)...]), line > 0 else {
      return nil
    }
    let path = place[..<colon].split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    return path.isEmpty ? nil : (path, line)
  }

  func run() throws {
    if isRuleName { return try explainRule() }
    let workspace = try options.open()
    try workspace.reportSpecs(as: .text)
    guard let target, let artifact = artifact(at: target.path, in: workspace) else {
      Output.note("error: no generated file '\(target?.path ?? place)'\n")
      let paths = workspace.compilation.artifacts.map(\.path)
      if let near = nearestName(to: target?.path ?? place, among: paths) {
        Output.note("  note: did you mean '\(near)'?\n")
      }
      throw ExitCode(1)
    }
    guard target.line <= artifact.origins.count else {
      Output.note("error: '\(artifact.path)' has \(artifact.origins.count) lines\n")
      throw ExitCode(1)
    }
    explain(artifact, line: target.line, in: workspace)
  }

  /// The artifact whose path ends as `path` does, or the other way round: paths can be absolute, or begin anywhere inside.
  private func artifact(at path: String, in workspace: borrowing Workspace) -> Artifact? {
    let path = "/" + path
    let artifacts = workspace.compilation.artifacts
    if let whole = artifacts.first(where: { path.hasSuffix("/" + $0.path) }) { return whole }
    let ends = artifacts.filter { $0.path.hasSuffix(path) }
    return ends.count == 1 ? ends[0] : nil
  }

  /// Needs no workspace: the pages are part of the tool.
  private func explainRule() throws {
    if let page = rulePages()[place] { return Output.result(page) }
    Output.note("error: no rule '\(place)'\n")
    if let near = nearestName(to: place, among: Rule.all.map(\.name)) {
      Output.note("  note: did you mean '\(near)'?\n")
    }
    Output.note("  note: 'scantling explain --help' lists the forms\n")
    throw ExitCode(1)
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
