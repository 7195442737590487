import Diagnostics
import Spec

/// Checks that need all services at once.
extension Resolver {
  mutating func checkNames() {
    var first: [String: SourceRange] = [:]
    for name in specs.services.map(\.spec.name) + workspace.resources.map(\.name) {
      if let other = first[name.value] {
        report(
          .duplicateName, "two services or resources are named '\(name.value)'", at: name.range,
          notes: [.init("first named here", at: other)])
      } else {
        first[name.value] = name.range
      }
    }
    for service in specs.services {
      let name = service.spec.name
      guard let file = service.path.split(separator: "/").last, file != "\(name.value).yaml",
        file != "\(name.value).yml"
      else { continue }
      report(
        .fileName, "service '\(name.value)' is in '\(file)'", at: name.range,
        notes: [.init("rename the file to '\(name.value).yaml', or the service")])
    }
  }

  /// What is generated does not land among the specs, where it would be taken for one.
  mutating func checkOutput() {
    let specFolder = specs.workspacePath.split(separator: "/").dropLast().joined(separator: "/")
    guard workspace.output.value == specFolder else { return }
    report(
      .invalidValue, "'\(specFolder)' is the folder of the specs", at: workspace.output.range,
      notes: [.init("generated files need a folder of their own, such as 'generated'")])
  }

  /// Every name in `needs` is declared and built, and following them never leads back.
  mutating func checkDependencies() {
    let services = specs.services.map(\.spec)
    let names = services.map(\.name.value) + workspace.resources.map(\.name.value)
    for service in services {
      for need in service.run?.needs ?? [] where !(names + specs.broken).contains(need.value) {
        reportUnknown(
          .unknownDependency, "no service or resource is named '\(need.value)'", at: need.range, unknown: need.value,
          among: names.filter { $0 != service.name.value })
      }
      for need in service.run?.needs ?? [] {
        guard case .undecided? = services.first(where: { $0.name.value == need.value })?.build.value else { continue }
        report(
          .undecidedLanguage, "'\(service.name.value)' needs '\(need.value)', which is not built", at: need.range,
          notes: [.init("'\(need.value)' is built once a language stands under its 'build'")])
      }
    }
    for cycle in cycles(in: services) {
      let path = (cycle.map(\.value) + [cycle[0].value]).joined(separator: " -> ")
      report(
        .dependencyCycle, "services need each other in a circle: \(path)", at: cycle[cycle.count - 1].range,
        notes: cycle.dropLast().map { .init("'\($0.value)' is needed here", at: $0.range) })
    }
  }

  /// Each circle once, as the `needs` entries along it; the last one closes it.
  private func cycles(in services: [ServiceSpec]) -> [[Located<String>]] {
    var finished: Set<String> = []
    var found: [[Located<String>]] = []
    func visit(_ name: Located<String>, _ path: [Located<String>]) {
      if let start = path.firstIndex(where: { $0.value == name.value }) {
        found.append(Array(path[(start + 1)...]) + [name])
        return
      }
      guard finished.contains(name.value) == false else { return }
      for need in services.first(where: { $0.name.value == name.value })?.run?.needs ?? [] {
        visit(need, path + [name])
      }
      finished.insert(name.value)
    }
    for service in services { visit(service.name, []) }
    return found
  }

  /// A port of the host is published once, in production and in development.
  mutating func checkPorts(_ services: [ServicePlan], _ resources: [ResourcePlan]) {
    for networkProtocol in NetworkProtocol.allCases {
      let more = services.flatMap { service in
        service.run.container.ports.filter { $0.networkProtocol == networkProtocol }.map { (service, $0) }
      }
      let isMain = networkProtocol == .tcp
      let published = isMain ? services.compactMap(\.run.published) : []
      checkPorts(published + more.compactMap(\.1.published), of: "the host")
      let development =
        isMain ? services.compactMap { developmentPort($0) } + resources.flatMap { developmentPorts($0) } : []
      checkPorts(
        (development + more.compactMap { developmentPort($0, $1) }).map { $0.map { $0...$0 } },
        of: "the loopback interface in development")
    }
  }

  /// nil where the port stands in for one of 'dev' that may be lost.
  private func developmentPort(_ service: ServicePlan) -> Located<Int>? {
    let port = service.development?.published
    return port?.range == service.run.port?.range && isDamaged(service.name.range) ? nil : port
  }

  /// A port that only the template names is where the workspace uses the template; none where another may be lost.
  private func developmentPorts(_ resource: ResourcePlan) -> [Located<Int>] {
    resource.developmentPorts.compactMap { port in
      if specs.isSpec(port.range.file) { return port }
      return isDamaged(resource.name.range) ? nil : Located(port.value, resource.template.range)
    }
  }

  private func developmentPort(_ service: ServicePlan, _ port: PortPlan) -> Located<Int>? {
    let standsIn = port.developmentPort.range == port.port.range
    return service.development == nil || standsIn && isDamaged(service.name.range)
      ? nil : port.developmentPort
  }

  private mutating func checkPorts(_ ports: [Located<ClosedRange<Int>>], of place: String) {
    for (index, port) in ports.enumerated() {
      guard let other = ports[..<index].first(where: { $0.value.overlaps(port.value) }) else { continue }
      let number = max(port.value.lowerBound, other.value.lowerBound)
      let remedy =
        place == "the host"
        ? "give one of them another port"
        : "give one of them another 'port' under 'dev', one of 'ports' another 'dev', or a resource another 'publish'"
      report(
        .portConflict, "port \(number) of \(place) is published twice", at: port.range,
        notes: [.init("published here too", at: other.range), .init(remedy)])
    }
  }
}
