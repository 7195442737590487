import Diagnostics
import IR

extension Workflow.Script {
  func lines(origin: SourceRange) -> [Located<String>] {
    pieces.flatMap { piece in
      switch piece {
      case .text(let text):
        text.description.split(separator: "\n", omittingEmptySubsequences: false).map { Located(String($0), origin) }
      case .table(let table): table.hereDocument(origin: origin)
      }
    }
  }
}

extension Workflow.ServiceTable {
  /// The commands that put the table into services.json.
  fileprivate func hereDocument(origin: SourceRange) -> [Located<String>] {
    let head = [Located("cat >\"$RUNNER_TEMP/services.json\" <<'JSON'", origin), Located("[", self.origin)]
    let rows = rows.enumerated().flatMap { $1.lines(isLast: $0 == self.rows.count - 1) }
    return head + rows + [Located("]", self.origin), Located("JSON", origin), Located("", origin)]
  }
}

extension Workflow.ServiceTable.Row {
  fileprivate func lines(isLast: Bool) -> [Located<String>] {
    let builds = list(builds.map { Located($0.json, $0.platform.range) })
    let inputs = list(inputs.map { Located(quoted($0.value), $0.range) })
    let ignored = list(ignored.map { Located(quoted($0.value), $0.range) })
    return [
      Located("  {", service.range),
      Located("    \"service\": \(quoted(service.value)),", service.range),
      Located("    \"image\": \(quoted(image.value)),", image.range),
      Located("    \"dockerfile\": \(quoted(dockerfile)),", file?.path.range ?? service.range),
    ] + (file.map(columns) ?? []) + [
      Located("    \"budget\": \(budget.value),", budget.range),
      Located("    \"builds\": [", service.range),
    ] + builds + [Located("    ],", service.range), Located("    \"inputs\": [", service.range)] + inputs + [
      Located("    ],", service.range), Located("    \"ignored\": [", service.range),
    ] + ignored + [
      Located("    ]", service.range), Located(isLast ? "  }" : "  },", service.range),
    ]
  }

  private func columns(_ file: DockerfilePlan) -> [Located<String>] {
    let labels = file.labels.map { "\($0.value.name)=\($0.value.value)" }.joined(separator: "\n")
    let context = file.context.map { $0.isEmpty ? "." : $0 }
    return [
      Located("    \"context\": \(quoted(context.value)),", context.range),
      Located("    \"labels\": \(quoted(labels)),", file.labels.first?.range ?? service.range),
    ]
  }

  private func list(_ items: [Located<String>]) -> [Located<String>] {
    items.enumerated().map { index, item in
      item.map { "      " + $0 + (index == items.count - 1 ? "" : ",") }
    }
  }
}

extension Workflow.Build {
  fileprivate var json: String {
    let target = target.map { [("target", $0.value)] } ?? []
    let columns = [("platform", platform.value), ("slug", slug)] + target + [("runner", runner.value)]
    let texts = columns.map { "\(quoted($0)): \(quoted($1)), " }.joined()
    return "{ \(texts)\"emulated\": \(isEmulated) }"
  }
}

/// `text` as a JSON string in printable ASCII, without the `$` that could begin an expression.
private func quoted(_ text: String) -> String {
  var quoted = "\""
  for unit in text.utf16 {
    switch unit {
    case 0x22: quoted += "\\\""
    case 0x5C: quoted += "\\\\"
    case 0x24: quoted += escape(unit)
    case 0x20...0x7E: quoted.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
    default: quoted += escape(unit)
    }
  }
  return quoted + "\""
}

private func escape(_ unit: UInt16) -> String {
  let hex = String(unit, radix: 16)
  return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
}
