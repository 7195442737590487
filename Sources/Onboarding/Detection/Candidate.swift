import Diagnostics
import Driver
import Spec

/// A folder with a manifest of a language.
struct Candidate {
  let language: LanguageTemplate
  let detection: DetectionTemplate
  let folder: String
  let manifest: String
  /// What is below are services; this is what they have in common.
  let isGroup: Bool
  /// The programs, with the fact that tells them; nil where the language asks for none.
  let programs: [(fact: Fact, finding: Finding)]?

  var isService: Bool { !isGroup && programs?.isEmpty != true }

  var reasonForNone: String {
    isGroup
      ? "no service, because \(manifest) holds others together"
      : "no service, because there is \(manifest), but nothing that \(language.name.value) would run"
  }

  /// The languages that a folder has manifests of; `below` are the folders of services.
  static func all(
    in folder: String, of tree: SourceTree, _ languages: [LanguageTemplate], below folders: Set<String>
  ) -> [Candidate] {
    languages.compactMap { language in
      guard let detection = language.detection,
        let manifest = detection.manifests.lazy.flatMap({ tree.paths(fitting: $0.value, in: folder) }).first
      else { return nil }
      if detection.isOutermost, folders.contains(where: { $0.isEmpty || folder.hasPrefix($0 + "/") }) { return nil }
      let isGroup = detection.groups.contains { !tree.findings(of: $0, in: folder).isEmpty }
      let programs = detection.programs.lazy.map { fact in
        tree.findings(of: fact, in: folder).map { (fact: fact, finding: $0) }
      }.first { !$0.isEmpty }
      return Candidate(
        language: language, detection: detection, folder: folder, manifest: manifest.path, isGroup: isGroup,
        programs: detection.programs.isEmpty ? nil : programs ?? [])
    }
  }

  /// The services of the folder, one for each program.
  func services(in tree: SourceTree, root: String, with library: TemplateLibrary) -> [DetectedService] {
    let own = folder.split(separator: "/").last.map(String.init) ?? root
    guard let programs else { return [service(nil, own, in: tree, with: library)] }
    let isOne = programs.count == 1
    return programs.distinct { $0.finding.filled($0.fact.values.map(\.value.value).joined(separator: "\n")) }.map {
      service($0, isOne ? own : $0.finding.name, in: tree, with: library)
    }
  }

  private func service(
    _ program: (fact: Fact, finding: Finding)?, _ name: String, in tree: SourceTree, with library: TemplateLibrary
  ) -> DetectedService {
    var reading = ServiceReading(language: language)
    if let program { reading.take(program.fact, program.finding) }
    for fact in detection.options + library.defaults.facts {
      for finding in tree.findings(of: fact, in: folder) { reading.take(fact, finding) }
    }
    reading.fillIn()
    let wanted = reading.name ?? name
    var new = NewService(name: serviceName(wanted) ?? "service", template: language, options: reading.options)
    if let raw = reading.name, new.name != raw {
      reading.remarks.append("'\(raw)' is no name of a service, and the program has to be called as the service is")
    }
    (new.port, new.portReason) = (reading.port?.value, reading.port?.reason)
    new.path = folder.isEmpty ? "." : folder
    new.remarks = reading.remarks
    var service = DetectedService(new: new, folder: folder, manifest: manifest)
    for resource in library.resources {
      guard
        let (fact, finding) = resource.clues.lazy.compactMap({ fact in
          tree.findings(of: fact, in: folder).first.map { (fact, $0) }
        }).first
      else { continue }
      service.resources.append((resource, fact.reason(finding)))
    }
    return service
  }
}

/// The options of a service while facts are read; the first that tells one counts.
private struct ServiceReading {
  let language: LanguageTemplate
  var options: [NewService.Option] = []
  var name: String?
  var port: (value: Int, reason: String)?
  var remarks: [String] = []

  init(language: LanguageTemplate) { self.language = language }

  mutating func take(_ fact: Fact, _ finding: Finding) {
    for entry in fact.values {
      let text = finding.filled(entry.value.value)
      switch entry.key.value {
      case Fact.service: name = name ?? text
      case Fact.port: takePort(text, fact.reason(finding))
      case let option where !options.contains { $0.name == option }:
        guard let declared = language.options.first(where: { $0.name.value == option }) else { continue }
        let value = declared.isVersion ? version(in: text).map { release($0, fact, declared) } : text
        guard let value, declared.accepts(value), !value.isEmpty else { continue }
        options.append(.init(option, value, reason: fact.reason(finding)))
      default: break
      }
    }
  }

  private mutating func takePort(_ text: String, _ reason: String) {
    let digits = text.utf8.drop { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      .prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard port == nil, let number = Int(String(decoding: digits, as: UTF8.self)), (1...65_535).contains(number) else {
      return
    }
    if number >= 1024 {
      port = (number, reason)
    } else {
      let remark = "\(reason): below 1024 only root listens; say under 'run' at which port it does, and 'publish' this"
      if !remarks.contains(remark) { remarks.append(remark) }
    }
  }

  /// The release that a template has an example of, which is pinned more often than not, where it does as well.
  private func release(_ found: String, _ fact: Fact, _ option: OptionDeclaration) -> String {
    guard let known = option.example?.value.written else { return found }
    if known == found || known.hasPrefix(found + ".") { return known }
    return fact.isLeast && isVersion(found, atMost: known) ? known : found
  }

  /// Gives options that have to be there, and that nothing tells, the value of their example.
  mutating func fillIn() {
    for option in language.options where option.isRequired && !options.contains(where: { $0.name == option.name.value })
    {
      guard let example = option.example?.value.written else { continue }
      let reason = option.isVersion ? "no file says which" : "no file says which; put yours in its place"
      options.append(.init(option.name.value, example, reason: reason))
    }
    let order = language.options.map(\.name.value)
    options.sort { (order.firstIndex(of: $0.name) ?? 0) < (order.firstIndex(of: $1.name) ?? 0) }
  }
}

extension Fact {
  /// Where it was found and what: "go.mod says 1.25 or later", "package.json holds '\"pg\"'".
  func reason(_ finding: Finding) -> String {
    let value = finding.value.printable.prefix(80)
    if !value.isEmpty { return "\(finding.path) says \(value)\(isLeast ? " or later" : "")" }
    if let text { return "\(finding.path) holds '\(text.value)'" }
    return "there is \(finding.path)"
  }
}
