import ArgumentParser
import Diagnostics
import Driver
import Glibc
import Workspace

struct Effective: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show every value of a service, defaults included, with its origin.",
    discussion: """
      Of a service: what its spec means once the workspace, its template and the defaults are taken in. Without one: \
      what all services have in common, such as resources, workflows, tools and the digests of images. Beside each \
      value stands what says so, and where: the service's own spec, the workspace, the lock, the template of a \
      language or resource, or a default. The last two are built in: nobody writes otherwise.

      EXAMPLES
        scantling effective api                  a service
        scantling effective                      what all services share
        scantling effective api | grep default   what nobody has written
        scantling effective api --format json
      """)

  @OptionGroup var options: WorkspaceOptions
  @OptionGroup var result: ResultOptions
  @Argument(help: "Name of a service; without one, what all services have in common.")
  var service: String?

  func run() throws {
    let workspace = try options.open()
    try workspace.reportSpecs(as: result.format == .text ? .text : .json)
    let compilation = workspace.compilation
    workspace.remarkIfEmpty()
    guard !compilation.hasNoServices else { return }
    guard let record = compilation.record(of: service) else { throw unknown(among: compilation.serviceNames) }
    let values = compilation.values(of: record)
    switch result.format {
    case .text: Output.result(lines(of: record, values))
    case .json: Output.result(json(values).print())
    }
  }

  private func unknown(among names: [String]) -> ExitCode {
    let near = nearestName(to: service ?? "", among: names).map { "did you mean '\($0)'?" }
    Output.note("error: no service '\((service ?? "").printable)'\n")
    Output.note("  note: \(near ?? "expected one of: " + names.joined(separator: ", "))\n")
    return ExitCode(1)
  }

  /// The record without its header, and the origins of values in a column of their own.
  private func lines(of record: Artifact, _ values: [PlanValue]) -> String {
    let lines = record.contents.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self).printable
    }
    // A few long lines are not worth that the origins of all others stand far away.
    let width = min(values.map { lines[$0.line - 1].displayWidth }.max() ?? 0, 60)
    let origins = Dictionary(values.map { ($0.line, $0.origin) }) { first, _ in first }
    let paint = Paint(Output.isColoured(STDOUT_FILENO))
    return lines.indices.dropFirst(2).dropLast().map { index in
      guard let origin = origins[index + 1] else { return lines[index] + "\n" }
      let gap = String(repeating: " ", count: max(0, width - lines[index].displayWidth) + 2)
      let kind = origin.kind.rawValue + String(repeating: " ", count: 11 - origin.kind.rawValue.utf8.count)
      return lines[index] + gap + paint(kind + origin.line, .dim) + "\n"
    }.joined()
  }

  private func json(_ values: [PlanValue]) -> JSON {
    let name = service.map { [(name: "service", value: JSON.string($0))] } ?? []
    let values = values.map { value in
      JSON.object([("path", value.path.json), ("value", value.value), ("origin", value.origin.json)])
    }
    return .object(name + [("values", .array(values))])
  }
}
