package import Diagnostics
package import Driver

extension PlanDiff {
  /// `changes` one by one, `files` with the rule that each breaks, and `remarks`.
  package func json(of compilation: Compilation) -> JSON {
    .object([
      ("changes", .array(changes.map(\.json))),
      ("files", .array(drift.map { $0.json(compilation) })),
      ("remarks", .array(remarks.map { .string($0) })),
    ])
  }
}

extension PlanChange {
  fileprivate var json: JSON {
    let service = service.map { [(name: "service", value: JSON.string($0))] } ?? []
    let origin = origin.map { [(name: "origin", value: $0.json)] } ?? []
    return .object(service + [("path", .array(path.map { .string($0) }))] + what.json + origin)
  }
}

extension PlanChange.What {
  fileprivate var json: [(name: String, value: JSON)] {
    let value = { (name: String, text: String?) in text.map { [(name: name, value: JSON.string($0))] } ?? [] }
    switch self {
    case .added(let new): return [("change", .string("added"))] + value("new", new)
    case .removed(let old): return [("change", .string("removed"))] + value("old", old)
    case .changed(let old, let new): return [("change", .string("changed"))] + value("old", old) + value("new", new)
    case .reordered: return [("change", .string("reordered"))]
    }
  }
}

extension Drift {
  fileprivate func json(_ compilation: Compilation) -> JSON {
    let service = compilation.service(ofFileAt: path).map { [(name: "service", value: JSON.string($0))] } ?? []
    return .object([("path", .string(path)), ("rule", .string(rule.name))] + service)
  }
}
