package import Diagnostics
import Spec
import YAML

extension Workflow {
  package func print() -> [PrintedLine] { Writer.lines(of: tree, origin: origin) }

  var tree: Value { .mapping(head + [.init("jobs", .mapping(jobs.map(\.field)), isSpaced: true)]) }

  /// Everything above the jobs.
  private var head: [Value.Field] {
    let run = Expression.any([.property("github.event.pull_request.number"), .property("github.run_id")])
    let group: Scalar = "\(Expression.property("github.workflow"))-\(run)"
    return [
      .init("name", .string(name)),
      .init("on", .mapping(triggers.map(\.field))),
      .init("permissions", .mapping([])),
      .init(
        "concurrency",
        .mapping([
          .init("group", group.yaml),
          .init("cancel-in-progress", Scalar(Expression.event.is("pull_request")).yaml),
        ]),
        comment: ["A new commit cancels what runs for its pull request; no other run is ever cancelled or dropped."]),
      .init("defaults", .mapping([.init("run", .mapping([.init("shell", .string("bash"))]))])),
    ] + Self.fields("env", environment)
  }
}

extension Workflow.Trigger {
  fileprivate var field: Value.Field {
    switch self {
    case .pullRequest: return .init("pull_request", .null)
    case .mergeGroup: return .init("merge_group", .null)
    case .dispatch: return .init("workflow_dispatch", .null)
    case .schedule(let cron):
      let entry = Value.mapping([.init("cron", .string(cron.value))])
      return .init("schedule", .sequence([.init(entry)]), origin: cron.range)
    case .push(let branch, let tags):
      let branches = Value.Field("branches", .strings([branch.value]))
      return .init(
        "push", .mapping([branches] + (tags.isEmpty ? [] : [.init("tags", .strings(tags))])), origin: branch.range)
    }
  }
}

extension Workflow.Job {
  fileprivate var field: Value.Field { .init(id, .mapping(fields), origin: origin, comment: comment) }

  private var fields: [Value.Field] {
    var fields: [Value.Field] = [.init("name", name.yaml)]
    if !needs.isEmpty { fields.append(.init("needs", .strings(needs))) }
    if let condition { fields.append(.init("if", .string(condition.text))) }
    fields.append(runner.field)
    fields.append(.init("timeout-minutes", .integer(timeoutMinutes)))
    if let environment { fields.append(environment.field) }
    fields.append(.init("permissions", .mapping(permissions.map(\.field))))
    if let matrix { fields.append(.init("strategy", strategy(matrix))) }
    fields += Workflow.fields("outputs", outputs)
    fields.append(.init("steps", .sequence(steps.map { .init(.mapping($0.fields(origin)), comment: $0.comment) })))
    return fields
  }
}

/// A job for each row, none of which is stopped because another failed.
private func strategy(_ rows: Workflow.Expression) -> Value {
  let include = Value.Field("include", Workflow.Scalar(.json(rows)).yaml)
  return .mapping([.init("fail-fast", .boolean(false)), .init("matrix", .mapping([include]))])
}

extension Workflow.Step {
  fileprivate func fields(_ origin: SourceRange) -> [Value.Field] {
    var fields: [Value.Field] = [.init("name", .string(name))]
    if let id { fields.append(.init("id", .string(id))) }
    if let condition { fields.append(.init("if", .string(condition.text))) }
    switch action {
    case .uses(let pin, let inputs):
      fields.append(
        .init(
          "uses", .string("\(pin.action.value)@\(pin.commit.value)"), origin: pin.commit.range,
          remark: pin.version.value))
      fields += Workflow.fields("with", inputs) + Workflow.fields("env", environment)
    case .run(let script):
      fields += Workflow.fields("env", environment) + [.init("run", .lines(script.lines(origin: origin)))]
    }
    return fields
  }
}

extension Workflow.Permission {
  fileprivate var field: Value.Field { .init(scope.rawValue, .string(access.rawValue), remark: reason) }
}

extension Workflow.Setting {
  fileprivate var field: Value.Field { .init(key, value.yaml, origin: origin, comment: comment) }
}

extension Workflow {
  /// Nothing where there are no settings.
  fileprivate static func fields(_ key: String, _ settings: [Setting]) -> [Value.Field] {
    settings.isEmpty ? [] : [.init(key, .mapping(settings.map(\.field)))]
  }
}
