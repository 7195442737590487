import Diagnostics
import Emit
import YAML

/// A difference between what was generated and what the specs mean now.
package struct PlanChange: Sendable {
  package enum What: Hashable, Sendable {
    /// With the value; nil for a section of several, and for a service.
    case added(String?)
    case removed(String?)
    case changed(from: String, to: String)
    /// The same in another order.
    case reordered
  }

  /// nil for what all services have in common.
  package let service: String?
  /// Keys that lead to the value, or to the list that it is an element of; empty for the service itself.
  package let path: [String]
  package let what: What
  /// Where the new value comes from; nil for what is removed.
  package let origin: Origin?
}

extension Compilation {
  /// The service that the generated file at `path` is about; nil where it is about all of them.
  package func service(ofFileAt path: String) -> String? { plan?.layout.service(ofFileAt: path) }

  package func isRecord(_ path: String) -> Bool {
    path == plan?.layout.record || plan?.layout.service(ofRecordAt: path) != nil
  }

  /// A service that was not there.
  package func addition(of service: String?, _ record: Artifact?) -> PlanChange {
    let origin = record?.origins.first.map { Origin(of: $0, in: sources) }
    return PlanChange(service: service, path: [], what: .added(nil), origin: origin)
  }

  /// A service that is there no more.
  package func removal(of service: String?) -> PlanChange {
    PlanChange(service: service, path: [], what: .removed(nil), origin: nil)
  }

  /// What changes from the record that `old` is to the one that has to be there; nil where `old` is no record.
  package func changes(from old: [UInt8], to record: Artifact, of service: String?) -> [PlanChange]? {
    guard let before = ReadRecord(old), let after = ReadRecord(record.contents) else { return nil }
    var comparison = Comparison(service: service) { node in
      Origin(of: record.origins[after.line(of: node) - 1], in: sources)
    }
    comparison.compare(before.root, after.root, at: [])
    return comparison.changes
  }
}

/// Two records side by side, key by key.
private struct Comparison {
  let service: String?
  let origin: (Node) -> Origin
  var changes: [PlanChange] = []

  init(service: String?, origin: @escaping (Node) -> Origin) {
    self.service = service
    self.origin = origin
  }

  private mutating func add(_ what: PlanChange.What, at path: [String], _ node: Node?) {
    changes.append(PlanChange(service: service, path: path, what: what, origin: node.map(origin)))
  }

  mutating func compare(_ old: Node, _ new: Node, at path: [String]) {
    switch (old.content, new.content) {
    case (.mapping(let before), .mapping(let after)): compare(before, after, new, at: path)
    case (.sequence(let before), .sequence(let after)): compare(before, after, new, at: path)
    case (.scalar(let before), .scalar(let after)) where before.text == after.text: break
    default: add(.changed(from: old.summary, to: new.summary), at: path, new)
    }
  }

  private mutating func compare(_ old: [Node.Entry], _ new: [Node.Entry], _ node: Node, at path: [String]) {
    let before = Dictionary(old.map { ($0.key.value, $0.value) }) { first, _ in first }
    let kept = Set(new.map(\.key.value)).intersection(before.keys)
    for entry in new {
      let path = path + [entry.key.value]
      if let before = before[entry.key.value] {
        compare(before, entry.value, at: path)
      } else {
        let (path, node) = entry.value.only(below: path)
        add(.added(node.valueAlone), at: path, node)
      }
    }
    for entry in old where !kept.contains(entry.key.value) {
      let (path, node) = entry.value.only(below: path + [entry.key.value])
      add(.removed(node.valueAlone), at: path, nil)
    }
    let order = { (entries: [Node.Entry]) in entries.map(\.key.value).filter(kept.contains) }
    if order(old) != order(new) { add(.reordered, at: path, node) }
  }

  private mutating func compare(_ old: [Node], _ new: [Node], _ node: Node, at path: [String]) {
    let (before, after) = (old.map(\.summary), new.map(\.summary))
    var (gone, added) = (before, [Node]())
    for element in new {
      if let index = gone.firstIndex(of: element.summary) { gone.remove(at: index) } else { added.append(element) }
    }
    if let old = gone.first, let new = added.first, gone.count == 1, added.count == 1 {
      add(.changed(from: old, to: new.summary), at: path, new)
    } else {
      for element in gone { add(.removed(element), at: path, nil) }
      for element in added { add(.added(element.summary), at: path, element) }
    }
    if gone.isEmpty, added.isEmpty, before != after { add(.reordered, at: path, node) }
  }
}

extension Node {
  /// On one line: a scalar's text, the elements of a list, the keys of a mapping.
  fileprivate var summary: String {
    switch content {
    case .scalar(let scalar): scalar.text
    case .sequence(let elements): elements.map(\.summary).joined(separator: ", ")
    case .mapping(let entries): entries.map(\.key.value).joined(separator: ", ")
    }
  }

  /// nil where there are several values, or none.
  fileprivate var valueAlone: String? {
    switch content {
    case .mapping: nil
    case .sequence(let elements) where elements.isEmpty: nil
    case .scalar, .sequence: summary
    }
  }

  /// This, or what is in it where that is one value alone, with the keys that lead there.
  fileprivate func only(below path: [String]) -> (path: [String], node: Node) {
    guard case .mapping(let entries) = content, entries.count == 1 else { return (path, self) }
    return entries[0].value.only(below: path + [entries[0].key.value])
  }
}
