package import Driver

/// What the specs mean now that they did not mean when files were generated, and the files that this concerns.
package struct PlanDiff: Sendable {
  /// Those of services first.
  package private(set) var changes: [PlanChange] = []
  /// Every generated file that is not what the specs compile to.
  package let drift: [Drift]
  /// What is not known of the plan that files were generated from, and why.
  package private(set) var remarks: [String] = []
  /// Nothing has been generated yet.
  let isFirst: Bool

  package var isEmpty: Bool { drift.isEmpty }

  fileprivate init(_ drift: [Drift], of compilation: Compilation) {
    self.drift = drift
    let missing = Set(drift.filter { $0.kind == .missing }.map(\.path))
    isFirst = !drift.isEmpty && missing.count == drift.count && missing.count == compilation.artifacts.count
    guard !isFirst else {
      remarks = ["nothing has been generated yet; 'scantling generate' does"]
      return
    }
    let artifacts = compilation.artifacts
    let records = Dictionary(artifacts.map { ($0.path, $0) }) { first, _ in first }.filter {
      compilation.isRecord($0.key)
    }
    let others = artifacts.map(\.path).filter { !missing.contains($0) && records[$0] == nil }
    let generated = Set(others.map { compilation.service(ofFileAt: $0) })
    var lost: [String] = []
    for difference in drift where compilation.isRecord(difference.path) {
      let service = compilation.service(ofFileAt: difference.path)
      // Of a service that is new, nothing is there.
      if difference.kind == .missing, service == nil || generated.contains(service) {
        lost.append(difference.path)
      } else {
        add(difference, records[difference.path], service, compilation)
      }
    }
    changes = changes.filter { $0.service != nil } + changes.filter { $0.service == nil }
    remark(lost: lost)
  }

  private mutating func add(
    _ difference: Drift, _ record: Artifact?, _ service: String?, _ compilation: Compilation
  ) {
    let path = difference.path
    let edited = "\(path) was edited by hand; what was generated before is known"
    switch difference.kind {
    case .missing: changes.append(compilation.addition(of: service, record))
    case .orphaned: changes.append(compilation.removal(of: service))
    case .foreign: remarks.append("\(path) was not written by Scantling; what was generated before is not known")
    case .outOfDate, .lockMismatch, .versionMismatch, .editedByHand:
      let found = record.flatMap { compilation.changes(from: difference.found, to: $0, of: service) }
      changes += found ?? []
      if case .editedByHand = difference.kind {
        remarks.append(edited + (found == nil ? " no more" : " only as far as it still says so"))
      } else if found == nil {
        remarks.append("\(path) cannot be read; what was generated before is not known")
      }
    }
  }

  private mutating func remark(lost: [String]) {
    guard let first = lost.first else { return }
    let files = lost.count == 1 ? "\(first) is" : "\(first) and \(lost.count - 1) more records of the plan are"
    remarks.append("\(files) missing, so there is nothing to compare with; 'scantling generate' writes what is now")
  }
}

extension Workspace {
  /// Compares what is generated with what the specs mean now.
  package func planDiff() throws(DiskError) -> PlanDiff { PlanDiff(try drift(), of: compilation) }
}
