import Diagnostics
import Driver
import Spec
import YAML

/// What one compose file makes of the names of its services.
struct ComposeNames {
  /// Path of the file.
  let path: String
  /// What services that are carried over are called here.
  var services: [String: String] = [:]
  /// Services that others wait for the end of.
  var jobs: Set<String> = []
  /// What networks are called here.
  var networks: [String: String] = [:]
  /// nil where there is none.
  var file: ComposeImport?
}

extension Importing {
  mutating func compose(_ path: String) {
    guard let file = tree.files[path], !isGenerated(path) else { return }
    let id = result.sources.add(file)
    var diagnostics: [Diagnostic] = []
    guard let node = Parser.parse(id, in: result.sources, takingMergeKeys: true, diagnostics: &diagnostics) else {
      result.diagnostics += diagnostics
      return
    }
    let folder = parentFolder(path)
    let environment = tree.text(folder.isEmpty ? ".env" : "\(folder)/.env").map { ComposeVariables($0) }
    let composed = ComposeImport(node, folder: folder, variables: environment ?? ComposeVariables())
    guard !composed.services.isEmpty else { return }
    // One folder, one set of services: a name that is there already is the same service in another file.
    let known = { (service: ComposedService) in "\(folder)/\(service.name)" }
    var services = composed.services.filter { self.composed[known($0)] == nil }
    lines.append("\(path): \(services.count) services")
    for finding in composed.findings { report(finding, of: nil) }
    for service in composed.services {
      guard let other = self.composed[known(service)] else { continue }
      lines.append("  \(place(service.range)): '\(service.name)' is read from \(other)")
    }
    var names = ComposeNames(path: path, file: composed)
    for service in services {
      self.composed[known(service)] = path
      if isThere(service) { names.services[service.name] = name(service.name, path) }
      for need in service.needs where need.isJob { names.jobs.insert(serviceName(need.name) ?? need.name) }
    }
    for (name, network) in composed.networks.sorted(by: { $0.key < $1.key }) {
      let here = self.network(name, network, path)
      names.networks[name] = here
      networkNames["\(path)/\(name)"] = here
    }
    let needs = needs(of: &services, names)
    for service in services { carry(service, needs[service.name] ?? [], names) }
  }

  /// Carries a service over, and says what came of its keys.
  private mutating func carry(_ service: ComposedService, _ needs: [String], _ names: ComposeNames) {
    result.figures.services += 1
    var service = service
    let name = names.services[service.name] ?? service.name
    guard isThere(service), carry(&service, as: name, needs, names) else {
      lines.append(
        "  \(place(service.range)): '\(service.name)' is not carried over: it has no image and no build here that is known"
      )
      return
    }
    result.figures.carriedServices += 1
    if !service.findings.contains(where: { $0.grade == .missing }) { result.figures.wholeServices += 1 }
    for finding in service.findings {
      result.figures.keys[finding.grade, default: 0] += 1
      if finding.reason != nil { report(finding, of: "'\(service.name)'") }
    }
  }

  /// It has an image, or a Dockerfile that is here and starts from known ones.
  private func isThere(_ service: ComposedService) -> Bool {
    switch service.build {
    case .file(_, let path)?:
      if let file = tree.files[path] { return isKnown(file, service) }
    case .inline(_, let text)?: return isKnown(SourceFile(path: "", bytes: Array(text.utf8)), service)
    case nil: break
    }
    guard let image = service.image, !image.isEmpty else { return false }
    return isKnown(SourceFile(path: "", bytes: Array("FROM \(image)\n".utf8)), service)
  }

  /// The stages that make the image start from images that are known.
  private func isKnown(_ file: SourceFile, _ service: ComposedService) -> Bool {
    var (sources, mistakes) = (SourceMap(), [Diagnostic]())
    let id = sources.add(file)
    let input = DockerfileParser.parse(id, in: sources, diagnostics: &mistakes)
    var build = DockerfileImport(
      input, with: library, arguments: service.buildArguments, target: service.target
    ).build
    _ = build.dropUnused()
    return !build.stages.isEmpty && build.stages.allSatisfy { !$0.base.isEmpty }
  }

  /// Writes a service; false where it has neither image nor build.
  private mutating func carry(
    _ service: inout ComposedService, as name: String, _ needs: [String], _ names: ComposeNames
  ) -> Bool {
    switch service.build {
    case .file(let context, let path)?:
      // An image is what a service is where its sources are elsewhere.
      guard let file = tree.files[path] else { break }
      built.insert(path)
      let (input, mistakes) = parse(file)
      var imported = DockerfileImport(
        input, with: library, arguments: service.buildArguments, target: service.target
      ).build
      count(imported, mistakes, path)
      place(&service, in: &imported, context: context, as: name, names)
      return write(&imported, &service, as: name, needs: needs, context: context, from: path, names)
    case .inline(let context, let text)?:
      let (input, _) = parse(SourceFile(path: names.path, bytes: Array(text.utf8)))
      var imported = DockerfileImport(
        input, with: library, arguments: service.buildArguments, target: service.target
      ).build
      if let lost = imported.findings.first(where: { $0.grade == .missing }) {
        service.grade("build", .missing("\(lost.what): \(lost.reason ?? "it is no instruction")"))
      }
      place(&service, in: &imported, context: context, as: name, names)
      return write(&imported, &service, as: name, needs: needs, context: context, from: names.path, names)
    case nil: break
    }
    guard let image = service.image, !image.isEmpty else { return false }
    if service.build != nil {
      service.grade("build", .expressed("its Dockerfile is not here, so the image is taken as it is"))
    }
    if let resource = resource(image, service) {
      carry(&service, as: name, resource, names)
      return true
    }
    // An image of others is a stage that nothing is added to.
    let (input, _) = parse(SourceFile(path: "", bytes: Array("FROM \(image)\n".utf8)))
    var imported = DockerfileImport(input, with: library).build
    guard let stage = imported.stages.first, !stage.base.isEmpty else { return false }
    imported.isOfOthers = true
    place(&service, in: &imported, context: "", as: name, names)
    return write(&imported, &service, as: name, needs: needs, context: "", from: "the image \(image)", names)
  }

  // MARK: Needs

  /// The services and resources that each needs, without those that are not there or would lead back.
  private func needs(of services: inout [ComposedService], _ names: ComposeNames) -> [String: [String]] {
    var needs: [String: [String]] = [:]
    func reaches(_ name: String, _ goal: String, _ seen: inout Set<String>) -> Bool {
      if name == goal { return true }
      guard seen.insert(name).inserted else { return false }
      for need in needs[name] ?? [] where reaches(need, goal, &seen) { return true }
      return false
    }
    for (index, service) in services.enumerated() {
      for need in service.needs {
        guard let name = serviceName(need.name), let other = services.first(where: { $0.name == name }),
          names.services[name] != nil
        else { continue }
        var seen: Set<String> = []
        let isActive =
          other.profiles.isEmpty || (!service.profiles.isEmpty && service.profiles.allSatisfy(other.profiles.contains))
        let reason: String? =
          if reaches(name, service.name, &seen) {
            "it would lead in a circle"
          } else if !isActive {
            "it does not start with the profiles of this one"
          } else if !names.jobs.contains(name), service.networkNames.isDisjoint(with: other.networkNames) {
            "they share no network"
          } else {
            nil
          }
        if let reason {
          services[index].grade("depends_on", .missing("'\(name)' is not needed here: \(reason)"))
        } else if needs[service.name]?.contains(name) != true {
          needs[service.name, default: []].append(name)
        }
      }
    }
    return needs.mapValues { $0.compactMap { names.services[$0] } }
  }

  // MARK: Networks

  /// What a network of a file is called in the workspace; the same as in another file where it is the same.
  private mutating func network(_ name: String, _ network: ComposeImport.Network, _ path: String) -> String {
    let folder = parentFolder(path).split(separator: "/").last.map(String.init) ?? fileName(path)
    let stem = serviceName(name) ?? "network"
    var (wanted, number) = (stem, 1)
    while let other = networks.first(where: { $0.name == wanted }) {
      if other.network == network { return wanted }
      number += 1
      wanted = number == 2 ? serviceName("\(folder)-\(stem)") ?? "\(stem)-2" : "\(stem)-\(number)"
    }
    if wanted != "default" || network != .open { networks.append((wanted, network)) }
    return wanted
  }
}

extension ComposedService {
  /// The networks of its file that it is on.
  fileprivate var networkNames: Set<String> { networks.isEmpty ? ["default"] : Set(networks) }
}
