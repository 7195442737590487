import Diagnostics
import Driver
import Spec
import YAML

/// What runs in a container, and what it is told.
extension ComposeImport {
  func readCommand(_ key: String, _ value: Node, into service: inout ComposedService) -> Outcome {
    let written = value.text.map { [$0] } ?? value.texts
    let words = words(value)
    if key == "command" { service.command = words } else { service.entrypoint = words }
    guard !written.allSatisfy({ ComposeText($0).isLiteral }) else { return .expressed }
    guard let tree = value.overlaid else { return .missing("it holds control characters") }
    service.overlay.keys.append(.init(key, tree))
    return .overlaid("an overlay says it with its variables; the spec has what they are by default")
  }

  private func words(_ value: Node) -> [String]? {
    if let text = value.text {
      let words = quotedWords(variables.text(text)).map { word in
        (try? StageVariables().expand(word))?.literal ?? word
      }
      return words.isEmpty ? nil : words
    }
    let texts = value.texts.map { variables.text($0) }
    return texts.isEmpty ? nil : texts
  }

  func readProcess(_ key: String, _ value: Node, into service: inout ComposedService) -> Outcome {
    let text = variables.text(value.text ?? "")
    switch key {
    case "working_dir":
      guard text.hasPrefix("/"), isImagePath(text) else { return .missing("it is no absolute path") }
      service.workdir = text
    case "stop_signal":
      guard stopSignals.contains(text) else {
        return .missing("the signal is none of \(stopSignals.joined(separator: ", "))")
      }
      service.stopSignal = text
    default:
      let number = Int(text.prefix { $0 != ":" }) ?? knownUsers[String(text.prefix { $0 != ":" })]
      guard let number, (0..<4_294_967_294).contains(number) else {
        return .missing("a user is a number in a spec, and which '\(text.printable)' has is not known")
      }
      service.user = number
      if Int(text.prefix { $0 != ":" }) == nil { return .expressed("'\(text.printable)' is \(number), most probably") }
    }
    return .expressed
  }

  func readNeeds(_ value: Node, into service: inout ComposedService) -> Outcome {
    service.needs += value.texts.map { .init(name: $0, isJob: false, isOptional: false) }
    for entry in value.entries {
      let isJob = entry.value["condition"]?.text == "service_completed_successfully"
      service.needs.append(
        .init(name: entry.key.value, isJob: isJob, isOptional: entry.value["required"]?.text == "false"))
    }
    return .expressed
  }

  func readLinks(_ value: Node, into service: inout ComposedService) -> Outcome {
    var outcome = Outcome.expressed
    for text in value.texts {
      let parts = text.split(separator: ":")
      guard let name = parts.first.map(String.init) else { continue }
      service.needs.append(.init(name: name, isJob: false, isOptional: false))
      if let alias = parts.dropFirst().first, alias != name {
        outcome = .missing("services are reached by their names alone, and '\(alias.description.printable)' is another")
      }
    }
    return outcome
  }

  func readEnvironmentFiles(_ value: Node, into service: inout ComposedService) -> Outcome {
    var outcome = Outcome.expressed
    for item in value.text != nil ? [value] : value.items {
      let text = variables.text(item.text ?? item["path"]?.text ?? "")
      guard let path = path(text), !path.isEmpty, refusal(ofPath: path) == nil else {
        outcome = .missing("'\(text.printable)' is no file inside the repository")
        continue
      }
      service.environmentFiles.append((path, item["required"]?.text == "false"))
      if item["format"] != nil { outcome = .missing("'format' of a file has no key") }
    }
    return outcome
  }

  // MARK: Environment

  func readEnvironment(_ value: Node, into service: inout ComposedService) -> Outcome {
    var result = Outcome.expressed
    for (name, text) in pairs(value) {
      let outcome = readVariable(name, text, into: &service)
      let isWorse = outcome.grade == .missing && result.grade != .missing
      let isMore = outcome.grade == .raw && result.grade == .expressed
      if isWorse || isMore || (result.reason == nil && outcome.grade == result.grade) { result = outcome }
    }
    return result
  }

  private func readVariable(_ name: String, _ text: String?, into service: inout ComposedService) -> Outcome {
    guard isVariable(name) else { return .missing("'\(name.printable)' is no name of a variable") }
    guard !service.environment.contains(where: { $0.name == name }) else { return .expressed }
    func set(_ standard: String?, _ description: String? = nil, of variable: String? = nil) {
      service.environment.append((name, .variable(variable ?? name, standard: standard, description: description)))
    }
    guard let text else {
      set("")
      return .expressed("'\(name)' is empty where whoever starts the service does not set it")
    }
    let composed = ComposeText(text)
    let standard = variables.text(text)
    let isText = standard.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control }
    guard isText else { return .missing("the value of '\(name)' holds control characters") }
    let isSecret = (isSecretName(name) && !isHarmless(standard)) || hasPassword(standard)
    if composed.isLiteral {
      if isSecret {
        set(nil)
        return .missing("'\(name)' holds a secret in the clear: whoever starts the service has to supply it now")
      }
      // What sounds like a secret is refused in the clear, whatever it is.
      if isSecretName(name), !standard.isEmpty, !standard.hasPrefix("/"), isHostValue(standard) {
        set(standard)
      } else {
        service.environment.append((name, .literal(standard)))
      }
      return .expressed
    }
    if let variable = composed.variable, isVariable(variable.name), variable.operation != "+" {
      return readSetting(name, variable, isSecret: isSecret, isWord: isHostValue(standard), text, into: &service)
    }
    if isSecret { return .missing("'\(name)' holds a secret in the clear") }
    return overlay(name, text, standard, into: &service)
  }

  /// A value that is a variable and nothing else.
  private func readSetting(
    _ name: String, _ variable: ComposeText.Variable, isSecret: Bool, isWord: Bool, _ text: String,
    into service: inout ComposedService
  ) -> Outcome {
    let standard = variables.standard(variable)
    let message = variable.operation == "?" && isRemark(variable.operand) ? variable.operand : nil
    if standard == nil, variable.operation == "-" {
      // The default has variables of its own.
      guard !isSecret else { return .missing("'\(name)' holds a secret in the clear") }
      return overlay(name, text, variables.text(text), into: &service)
    }
    guard let standard, !isSecret else {
      service.environment.append((name, .variable(variable.name, standard: nil, description: message)))
      let isLost = isSecret && standard?.isEmpty == false
      return isLost
        ? .expressed("the default of '\(variable.name)' is a secret, so it has to be supplied now") : .expressed
    }
    guard isWord else { return overlay(name, text, standard, into: &service) }
    service.environment.append((name, .variable(variable.name, standard: standard, description: message)))
    return .expressed
  }

  private func overlay(
    _ name: String, _ text: String, _ standard: String, into service: inout ComposedService
  ) -> Outcome {
    if isSecretName(name), !standard.isEmpty { return .missing("'\(name)' holds more of a secret than a variable") }
    service.environment.append((name, .literal(standard)))
    service.overlay.environment.append(.init(name, .string(text)))
    return .overlaid("an overlay says the value of '\(name)', which is longer than one variable")
  }
}

/// Signals that end a program, as specs have them.
let stopSignals = ["SIGINT", "SIGQUIT", "SIGTERM", "SIGWINCH"]

/// Numbers of users that many images have.
let knownUsers = [
  "root": 0, "node": 1000, "nginx": 101, "nobody": 65_534, "nonroot": 65_532, "www-data": 33, "bun": 1000,
]

/// What may stand in the place of a variable that is not set.
func isHostValue(_ text: String) -> Bool {
  text.utf8.allSatisfy { byte in
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || "._-+@/:".utf8.contains(byte)
  }
}

/// A line that may stand in the message for a variable that is not set.
private func isRemark(_ text: String) -> Bool { isLine(text) && !text.contains { "${}\\".contains($0) } }

/// A value that is no secret whatever its variable is called.
private func isHarmless(_ text: String) -> Bool {
  text.isEmpty || text.hasPrefix("/") || ["true", "false", "yes", "no", "trust", "none"].contains(text.lowercased())
}

/// An address with a password in it.
private func hasPassword(_ text: String) -> Bool {
  guard let scheme = text.firstRange(of: "://") else { return false }
  let authority = text[scheme.upperBound...].prefix { !"/?# ".contains($0) }
  guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { return false }
  return authority.index(after: colon) < at
}
