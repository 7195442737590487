import Diagnostics
import YAML

/// Health checks.
extension ComposeImport {
  func readHealth(_ value: Node, into service: inout ComposedService) -> Outcome {
    if value["disable"]?.text == "true" {
      service.health = ImportedHealth()
      return .expressed
    }
    let timing = timing(value)
    guard let test = value["test"] else {
      return timing.isEmpty ? .missing("it has no command") : .missing("its command is the image's own")
    }
    var command = test.texts.map { variables.text($0) }
    if let text = test.text { command = ["CMD-SHELL", variables.text(text)] }
    guard let form = command.first, command.count > 1 else {
      if command.first == "NONE" { service.health = ImportedHealth() }
      return command.first == "NONE" ? .expressed : .missing("it has no command")
    }
    let words = form == "CMD" ? Array(command.dropFirst()) : ["/bin/sh", "-c", String(command[1][...].trimmed)]
    let isText = words.allSatisfy { word in
      word.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control }
    }
    guard isText else { return .missing("the command holds control characters") }
    service.health = ImportedHealth(command: words, timing: timing)
    if let tree = test.overlaid, !(test.text.map { [$0] } ?? test.texts).allSatisfy({ ComposeText($0).isLiteral }) {
      service.overlay.healthTest = tree
      return .overlaid("an overlay says it with its variables; the spec has what they are by default")
    }
    return .expressed
  }

  private func timing(_ value: Node) -> [Value.Field] {
    var fields: [Value.Field] = []
    for (key, name) in [("interval", "interval"), ("timeout", "timeout"), ("start_period", "start-period")] {
      if let text = value[key]?.text.flatMap({ specDuration(variables.text($0)) }) {
        fields.append(.init(name, .string(text)))
      }
    }
    if let retries = value["retries"]?.text.flatMap({ Int(variables.text($0)) }), (1...100).contains(retries) {
      fields.append(.init("retries", .integer(retries)))
    }
    return fields
  }
}
