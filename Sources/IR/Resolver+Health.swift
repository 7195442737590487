import Diagnostics
import Spec

extension Resolver {
  /// The check that the runtime image can run, and the step that copies in a probe if it needs one.
  mutating func health(
    _ spec: ServiceSpec, program: [Located<String>], facts: ImageFacts, speaksHTTP: Bool
  ) -> (check: HealthCheck, probe: Located<Step>?)? {
    guard let health = spec.run?.health else { return nil }
    switch health.value {
    case .none: return nil
    case .command(let words, let timing):
      guard let command = command(words, spec, program: program, facts: facts) else { return nil }
      return (check(Located(command, health.range), timing), nil)
    case .http(let http):
      guard let url = url(http, spec), let path = http.path else { return nil }
      guard speaksHTTP else {
        report(
          .healthPort, "the service does not answer HTTP at its port", at: path.range,
          notes: [.init("check it with a command, or through what stands in front of it and write 'health: none'")])
        return nil
      }
      if let probe = http.probe {
        guard let (command, step) = self.probe(probe, url, spec) else { return nil }
        return (check(Located(command, path.range), http.timing), step)
      }
      let tools = facts.tools.map(\.value)
      guard let client = library.images.clients.first(where: { tools.contains($0.tool.value) }) else {
        reportNoClient(path, spec, facts)
        return nil
      }
      var scope = Scope()
      scope.add("url", Located(url, path.range))
      let command = literals(client.command, scope).map(\.value)
      return (check(Located(command, path.range), http.timing), nil)
    }
  }

  func check(_ command: Located<[String]>, _ timing: HealthTiming?) -> HealthCheck {
    let standard = library.defaults.health
    let missing = Located(Duration.unset, command.range)
    return HealthCheck(
      command: command, interval: timing?.interval ?? standard.interval ?? missing,
      timeout: timing?.timeout ?? standard.timeout ?? missing,
      startPeriod: timing?.startPeriod ?? standard.startPeriod ?? missing,
      retries: timing?.retries ?? standard.retries ?? Located(3, command.range))
  }

  /// A command of the service itself, or of a tool that the image has.
  private mutating func command(
    _ words: [Located<String>], _ spec: ServiceSpec, program: [Located<String>], facts: ImageFacts
  ) -> [String]? {
    guard let first = words.first else { return nil }
    let arguments = words.dropFirst().map(\.value)
    if first.value == spec.name.value, !program.isEmpty { return program.map(\.value) + arguments }
    let tools = facts.tools.map(\.value)
    let known = tools + program.prefix(1).map(\.value)
    let name = first.value.split(separator: "/").last.map(String.init) ?? first.value
    if known.contains(first.value) || known.contains(name) { return words.map(\.value) }
    let message = "the image '\(facts.image.value.familiar)' has no '\(first.value.printable)'"
    if nearestName(to: first.value, among: known + [spec.name.value]) != nil {
      report(.init(.healthTool, message, at: first.range, unknown: first.value, among: known + [spec.name.value]))
      return nil
    }
    report(
      .healthTool, message, at: first.range,
      notes: [
        .init("it has " + (tools.isEmpty ? "no program but the service" : tools.sorted().joined(separator: ", ")))
      ]
        + remedies(spec))
    return nil
  }

  private mutating func reportNoClient(_ path: Located<String>, _ spec: ServiceSpec, _ facts: ImageFacts) {
    report(
      .healthTool, "the image '\(facts.image.value.familiar)' has no program that can ask for an HTTP path",
      at: path.range,
      notes: remedies(spec))
  }

  private func remedies(_ spec: ServiceSpec) -> [Diagnostic.Note] {
    let probes = library.images.probes.map(\.name.value)
    return [
      .init("give the service a subcommand that asks for its own health: 'health: [\(spec.name.value), health]'")
    ] + probes.map { .init("copy in a pinned static probe: 'health: { http: /health, probe: \($0) }'") } + [
      .init("leave the check to the orchestrator: 'health: none'")
    ]
  }

  private mutating func url(_ http: HTTPHealthSpec, _ spec: ServiceSpec) -> String? {
    guard let path = http.path else { return nil }
    guard let port = http.port ?? spec.run?.port else {
      if !isDamaged(path.range) {
        report(
          .healthPort, "the service has no port to ask", at: path.range, notes: [.init("write 'port' under 'run'")])
      }
      return nil
    }
    if let asked = http.port, asked.value != spec.run?.port?.value {
      if spec.run?.port == nil, isDamaged(asked.range) { return nil }
      report(
        .healthPort, "the health check asks port \(asked.value), and the service does not listen there",
        at: asked.range,
        notes: spec.run?.port.map { [.init("it listens on port \($0.value)", at: $0.range)] } ?? [])
      return nil
    }
    return "http://127.0.0.1:\(port.value)\(path.value)"
  }

  /// The command of a static probe, and the step that copies it into the image.
  private mutating func probe(_ name: Located<String>, _ url: String, _ spec: ServiceSpec) -> ([String], Located<Step>)?
  {
    let probes = library.images.probes
    guard let probe = probes.first(where: { $0.name.value == name.value }) else {
      report(
        .init(
          .unknownReference, "no probe is named '\(name.value)'", at: name.range, unknown: name.value,
          among: probes.map(\.name.value)))
      return nil
    }
    guard let pinned = pin(probe.image.map(\.description), user: name.range) else { return nil }
    check(pinned.image, pinned.facts, for: spec.platforms?.value ?? workspace.platforms)
    let program = "/usr/local/bin/" + (probe.path.value.split(separator: "/").last.map(String.init) ?? name.value)
    let step = Step.copyOut(.image(pinned.image.value), paths: [probe.path.value], destination: program, CopyOptions())
    return ([program] + probe.arguments.map(\.value) + [url], Located(step, name.range))
  }
}
