import Diagnostics
import Driver
import YAML

/// Ports and networks.
extension ComposeImport {
  func readPorts(_ value: Node, isPublished: Bool, into service: inout ComposedService) -> Outcome {
    var outcome = Outcome.expressed
    for item in value.items {
      guard let ports = ports(item, isPublished: isPublished) else {
        outcome = .missing("\(item.quoted) is no port, or a range of more than 32")
        continue
      }
      let host = host(item)
      if let host {
        guard let tree = item.overlaid else { return .missing("it holds control characters") }
        service.overlay.ports.append(.init(tree))
        if outcome.grade == .expressed { outcome = .overlaid("an overlay publishes it at \(host.printable) alone") }
      }
      for var port in ports {
        if host != nil { port.publish = nil }
        guard let index = service.ports.firstIndex(where: { $0.port == port.port && $0.isUDP == port.isUDP }) else {
          service.ports.append(port)
          continue
        }
        if service.ports[index].publish == nil {
          service.ports[index].publish = port.publish
        } else if port.publish != nil, port.publish != service.ports[index].publish {
          outcome = .missing("port \(port.port) is published twice, and is once in a spec")
        }
      }
      if outcome.grade == .expressed, outcome.reason == nil, !ComposeText(item.text ?? "").isLiteral {
        outcome = .expressed("ports are those that the variables say by default")
      }
    }
    return outcome
  }

  /// The address of the host that a port is published at alone; nil where it is at all.
  private func host(_ item: Node) -> String? {
    if let host = item["host_ip"]?.text { return host == "0.0.0.0" ? nil : host }
    guard let text = item.text.map({ variables.text($0) }) else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let host = parts.dropLast(2).joined(separator: ":")
    return host.isEmpty || host == "0.0.0.0" ? nil : host
  }

  /// The ports of an element, of which a range has several.
  private func ports(_ item: Node, isPublished: Bool) -> [ComposedService.Port]? {
    let text = variables.text(item.text ?? item["target"]?.text ?? "")
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let transport = parts.dropFirst().first.map(String.init) ?? item["protocol"]?.text ?? "tcp"
    let sides = (parts.first ?? "").split(separator: ":", omittingEmptySubsequences: false)
    let written =
      item.text == nil ? item["published"]?.text.map { variables.text($0) } : sides.dropLast().last.map(String.init)
    guard parts.count <= 2, ["tcp", "udp"].contains(transport), let targets = sides.last.flatMap({ range($0) }) else {
      return nil
    }
    let published = isPublished ? written.flatMap { range($0[...]) } : nil
    guard published == nil || published?.count == targets.count || targets.count == 1 else { return nil }
    return targets.enumerated().map { index, port in
      .init(port: port, publish: published.map { $0.lowerBound + index }, isUDP: transport == "udp")
    }
  }

  private func range(_ text: Substring) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { portNumber($0) }
    guard let first = ends.first.flatMap(\.self), let last = ends.last.flatMap(\.self), ends.count <= 2, first <= last,
      last - first < 32
    else { return nil }
    return first...last
  }

  func readNetworks(_ value: Node, into service: inout ComposedService) -> Outcome {
    let names = value.texts + value.entries.map(\.key.value)
    var outcome = Outcome.expressed
    for name in names where name != "default" && networks[name] == nil {
      outcome = .missing("the file declares no network '\(name.printable)'")
    }
    service.networks = names.filter { networks[$0] != nil || $0 == "default" }
    for entry in value.entries {
      guard let other = entry.value.entries.first(where: { $0.key.value != "aliases" }) else { continue }
      return .missing("'\(other.key.value.printable)' of a network has no key")
    }
    let aliases = value.entries.filter { !$0.value.entries.isEmpty }
    guard !aliases.isEmpty else { return outcome }
    guard let trees = Optional(aliases.compactMap { entry in entry.value.overlaid.map { (entry.key.value, $0) } }),
      trees.count == aliases.count
    else { return .missing("it holds control characters") }
    service.overlay.networks = names.map { name in
      (name, trees.first { $0.0 == name }?.1 ?? .mapping([]))
    }
    return .overlaid("an overlay says its other names")
  }
}
