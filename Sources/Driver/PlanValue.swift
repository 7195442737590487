package import Diagnostics
import Emit
import IR
import YAML

/// A value of the plan, as the record of a service or of the workspace has it.
package struct PlanValue: Sendable {
  /// A key, or the position in a list.
  package enum Step: Hashable, Sendable {
    case key(String)
    case position(Int)
  }

  /// What leads to it from the top of the record.
  package let path: [Step]
  package let value: JSON
  package let origin: Origin
  /// Its line of the record, from 1.
  package let line: Int
}

extension Compilation {
  /// The record of a service, or of what all services have in common; nil where there is no such service.
  package func record(of service: String?) -> Artifact? {
    guard let plan else { return nil }
    guard let service else { return artifacts.first { $0.path == plan.layout.record } }
    return artifacts.first { plan.layout.service(ofRecordAt: $0.path) == service }
  }

  package var serviceNames: [String] { plan?.services.map(\.name.value) ?? [] }

  /// Every value of a record, in the order of its lines.
  package func values(of record: Artifact) -> [PlanValue] {
    guard let read = ReadRecord(record.contents) else { return [] }
    var values: [PlanValue] = []
    func collect(_ node: Node, _ path: [PlanValue.Step]) {
      switch node.content {
      case .mapping(let entries): for entry in entries { collect(entry.value, path + [.key(entry.key.value)]) }
      case .sequence(let elements) where !elements.isEmpty:
        for (index, element) in elements.enumerated() { collect(element, path + [.position(index)]) }
      case .sequence, .scalar:
        let line = read.line(of: node)
        let origin = Origin(of: record.origins[line - 1], in: sources)
        values.append(PlanValue(path: path, value: node.json, origin: origin, line: line))
      }
    }
    collect(read.root, [])
    return values
  }
}

/// A record as it was read back from its bytes.
struct ReadRecord {
  let root: Node
  private let sources: SourceMap

  /// nil where the bytes are not those of a record: a conflict of two branches, for one.
  init?(_ bytes: [UInt8]) {
    var (sources, diagnostics) = (SourceMap(), [Diagnostic]())
    let file = sources.add(SourceFile(path: "", bytes: bytes))
    guard let root = Parser.parse(file, in: sources, diagnostics: &diagnostics), case .mapping = root.content,
      diagnostics.isEmpty
    else { return nil }
    (self.root, self.sources) = (root, sources)
  }

  /// The number of the line where `node` starts, from 1.
  func line(of node: Node) -> Int { sources.position(of: node.range).line }
}

extension Node {
  /// A scalar or an empty list; the writer leaves only numbers and booleans without quotes that look like them.
  fileprivate var json: JSON {
    guard case .scalar(let scalar) = content else { return .array([]) }
    if scalar.isPlain, let number = Int(scalar.text) { return .integer(number) }
    if scalar.isPlain, scalar.text == "true" || scalar.text == "false" { return .boolean(scalar.text == "true") }
    return .string(scalar.text)
  }
}

extension [PlanValue.Step] {
  package var json: JSON {
    .array(
      map { step in
        switch step {
        case .key(let key): .string(key)
        case .position(let position): .integer(position)
        }
      })
  }
}
