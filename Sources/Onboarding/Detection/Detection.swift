import Diagnostics
import Driver
package import Spec

/// A service that its files tell of.
package struct DetectedService: Sendable {
  package var new: NewService
  package let folder: String
  /// The file that tells the language.
  package let manifest: String
  /// Resources that it seems to use, each with the reason.
  package var resources: [(template: ResourceTemplate, reason: String)] = []
}

/// What the files of a repository tell.
package struct Detection: Sendable {
  package var services: [DetectedService] = []
  /// Folders with a manifest that are no services, and why.
  package var others: [(folder: String, reason: String)] = []
  /// What a language looks for, for where nothing is found.
  package let manifests: [String]
  package let isCutOff: Bool
}

extension Detection {
  /// Reads the facts of the templates off a tree. `name` is that of a service in the root itself.
  package init(in tree: SourceTree, name: String, with library: TemplateLibrary) {
    let languages = library.languages.filter { language in
      !language.aliases.contains { $0.value == language.name.value }
    }
    manifests = languages.flatMap { $0.detection?.manifests.map(\.value) ?? [] }.distinct.sorted()
    isCutOff = tree.isCutOff
    var folders: Set<String> = []
    for folder in tree.folders.keys.sorted() {
      let found = Candidate.all(in: folder, of: tree, languages, below: folders)
      if found.contains(where: \.isService) { folders.insert(folder) }
      let replaced = Set(found.filter(\.isService).flatMap { $0.detection.insteadOf.map(\.value) })
      let candidates = found.filter { !replaced.contains($0.language.name.value) }
      for candidate in candidates where candidate.isService {
        services += candidate.services(in: tree, root: name, with: library)
      }
      if !candidates.contains(where: \.isService), let first = candidates.first {
        others.append((folder, first.reasonForNone))
      }
    }
    giveDistinctNames()
    giveDistinctPorts()
  }

  /// The files whose contents the facts ask for, as patterns of paths below some folder.
  package static func filesToRead(_ library: TemplateLibrary) -> [String] {
    let detections = library.languages.compactMap(\.detection)
    let facts =
      detections.flatMap { $0.groups + $0.programs + $0.options } + library.resources.flatMap(\.clues)
      + library.defaults.facts
    return facts.filter { $0.text != nil || $0.key != nil || !$0.after.isEmpty }.map(\.file.value).distinct
  }

  /// Services of one name are named after the folders above them, too.
  private mutating func giveDistinctNames() {
    var used: Set<String> = []
    for index in services.indices {
      let folders = services[index].folder.split(separator: "/").map(String.init)
      var name = services[index].new.name
      for folder in folders.dropLast().reversed() where used.contains(name) {
        name = serviceName("\(folder)-\(name)") ?? name
      }
      if used.contains(name) { name = serviceName("\(name)-\(services[index].new.template.name.value)") ?? name }
      let stem = name
      var number = 2
      while used.contains(name) {
        name = "\(stem.prefix(58))-\(number)"
        number += 1
      }
      used.insert(name)
      services[index].new.name = name
    }
  }

  /// Ports of the loopback interface in development differ.
  private mutating func giveDistinctPorts() {
    var used = Set<Int>()
    for index in services.indices {
      let service = services[index].new
      guard let own = service.port ?? service.template.build.port?.value else { continue }
      var port = own
      while used.contains(port), port < 65_535 { port += 1 }
      used.insert(port)
      if port != own { services[index].new.developmentPort = port }
    }
  }
}
