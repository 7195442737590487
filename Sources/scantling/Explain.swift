import ArgumentParser
import Diagnostics
import Driver
import Glibc
import Workspace

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
    try workspace.reportSpecs(as: .text)
    guard let target, let artifact = workspace.compilation.artifacts.first(where: { target.path.hasSuffix($0.path) })
    else {
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
