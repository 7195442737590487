import ArgumentParser
import Diagnostics
import Driver
import Workspace

struct Overlays: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the overlays of the workspace, with what they change and where.",
    discussion: """
      A line for each change: the name of the overlay, the generated file, the place in it, what is done there, and \
      the line that says so. An overlay that no longer finds its place is an error.

      EXAMPLES
        scantling overlays
        scantling overlays --format json
      """)

  @OptionGroup var options: WorkspaceOptions
  @OptionGroup var result: ResultOptions

  func run() throws {
    let workspace = try options.open()
    try workspace.reportSpecs(as: result.format == .text ? .text : .json)
    let changes = workspace.compilation.overlayChanges
    switch result.format {
    case .text:
      let widths = [changes.map(\.overlay), changes.map(\.file), changes.map(\.place)].map { column in
        column.map(\.displayWidth).max() ?? 0
      }
      for change in changes {
        let columns = zip([change.overlay, change.file, change.place], widths).map { text, width in
          text + String(repeating: " ", count: width - text.displayWidth)
        }
        Output.result((columns + [change.what, "(\(change.origin.line))"]).joined(separator: "  ") + "\n")
      }
    case .json: Output.result(JSON.object([("overlays", .array(changes.map(\.json)))]).print())
    }
  }
}
