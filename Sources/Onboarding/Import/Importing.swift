import Diagnostics
import Driver
import Spec
import YAML

/// Gathers specs while files are read.
struct Importing {
  let tree: SourceTree
  let library: TemplateLibrary
  let root: String
  var result = ImportedSpecs()
  var lines: [String] = []
  /// Specs by name, and the names that are taken.
  var names: Set<String> = []
  /// Names of resources.
  var resources: [(name: String, template: String, value: Value)] = []
  /// Dockerfiles that a compose file builds.
  var built: Set<String> = []
  /// Services of compose files, by folder and name, with the file that describes them.
  var composed: [String: String] = [:]
  /// Dockerfiles, each once however many services are built from it, and whether nothing of it is missing.
  var dockerfiles: [String: Bool] = [:]
  /// Ports of the loopback interface in development, and of the host.
  var used: (development: Set<Int>, published: Set<Int>) = ([], [])

  // MARK: Compose files

  mutating func compose(_ path: String) {
    guard let file = tree.files[path] else { return }
    let id = result.sources.add(file)
    var diagnostics: [Diagnostic] = []
    guard let node = Parser.parse(id, in: result.sources, takingMergeKeys: true, diagnostics: &diagnostics) else {
      result.diagnostics += diagnostics
      return
    }
    let composed = ComposeImport(node, folder: parentFolder(path))
    guard !composed.services.isEmpty else { return }
    // One folder, one set of services: a name that is there already is the same service in another file.
    let known = { (service: ComposedService) in "\(parentFolder(path))/\(service.name)" }
    let services = composed.services.filter { self.composed[known($0)] == nil }
    lines.append("\(path): \(services.count) services")
    for service in composed.services {
      guard let other = self.composed[known(service)] else { continue }
      lines.append("  \(place(service.range)): '\(service.name)' is read from \(other)")
    }
    var renamed: [String: String] = [:]
    for service in services {
      self.composed[known(service)] = path
      if isThere(service) { renamed[service.name] = name(service.name, path) }
    }
    for service in services {
      result.figures.services += 1
      let name = renamed[service.name] ?? service.name
      guard let grades = carry(service, as: name, renamed) else {
        lines.append(
          "  \(place(service.range)): '\(service.name)' is not carried over: it has no image and no build here")
        continue
      }
      result.figures.carriedServices += 1
      let missing = grades.filter { $0.grade == .missing }
      if missing.isEmpty { result.figures.wholeServices += 1 }
      for finding in missing { report(finding, of: "'\(service.name)'") }
    }
  }

  /// It has an image, or a Dockerfile that is here.
  private func isThere(_ service: ComposedService) -> Bool {
    service.build.map { tree.files[dockerfile($0.context, $0.dockerfile)] != nil } ?? (service.image?.isEmpty == false)
  }

  private func dockerfile(_ context: String, _ name: String) -> String {
    var parts: [Substring] = []
    for part in "\(context)/\(name)".split(separator: "/") where part != "." {
      if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  /// What a service of a compose file is called here.
  private mutating func name(_ wanted: String, _ path: String) -> String {
    let folder = parentFolder(path).split(separator: "/").last.map(String.init) ?? fileName(path)
    var name = wanted
    if names.contains(name) { name = serviceName("\(folder)-\(wanted)") ?? wanted }
    let stem = name
    var number = 2
    while names.contains(name) {
      name = "\(stem.prefix(58))-\(number)"
      number += 1
    }
    names.insert(name)
    return name
  }

  /// Writes a service of a compose file; the findings, or nil where it has neither image nor build.
  private mutating func carry(
    _ service: ComposedService, as name: String, _ renamed: [String: String]
  ) -> [ImportFinding]? {
    let needs = service.needs.compactMap { need in serviceName(need).flatMap { renamed[$0] } }.distinct
    if let build = service.build {
      let normal = dockerfile(build.context, build.dockerfile)
      guard let file = tree.files[normal] else { return nil }
      built.insert(normal)
      let (input, grades) = parse(file)
      var imported = DockerfileImport(input, with: library, arguments: build.arguments, target: build.target).build
      count(imported, grades, normal)
      write(&imported, service, as: name, needs: needs, context: build.context, from: normal)
      return service.findings
    }
    guard let image = service.image, !image.isEmpty else { return nil }
    if let resource = resource(image, service) {
      resources.append((name, resource.template, publishing(resource)))
      return service.findings.filter { ["image", "deploy"].contains($0.what) }
    }
    // An image of others is a stage that nothing is added to.
    let text = "FROM \(image)\n"
    let (input, _) = parse(SourceFile(path: "", bytes: Array(text.utf8)))
    var imported = DockerfileImport(input, with: library).build
    guard let stage = imported.stages.first, !stage.base.isEmpty else { return nil }
    write(&imported, service, as: name, needs: needs, context: "", from: "the image \(image)")
    return service.findings
  }

  /// The resource template of an image, with the options that its tag and environment tell.
  private func resource(_ image: String, _ service: ComposedService) -> (template: String, value: Value)? {
    guard let reference = try? ImageReference(parsing: String(image.prefix { $0 != "@" })) else { return nil }
    for template in library.resources {
      guard case .literal(let start)? = template.image.value.parts.first,
        start.prefix(while: { $0 != ":" }) == reference.repository
      else { continue }
      var fields: [Value.Field] = []
      for option in template.options {
        var value: String?
        if option.isVersion {
          value = reference.tag.flatMap { version(in: $0) } ?? option.example?.value.written
        } else {
          let variable = template.environment.first { $0.value.value.soleReference?.value == option.name.value }
          value = variable.flatMap { variable in service.environment.first { $0.name == variable.key.value }?.value }
        }
        if let value, option.accepts(value) { fields.append(.init(option.name.value, .string(value))) }
      }
      return (template.name.value, .mapping([.init(template.name.value, .mapping(fields))]))
    }
    return nil
  }

  /// The resource at a port of the loopback interface that no other has.
  private mutating func publishing(_ resource: (template: String, value: Value)) -> Value {
    guard let port = library.resource(resource.template)?.port.value, case .mapping(let fields) = resource.value else {
      return resource.value
    }
    let free = freePort(port)
    return free == port ? resource.value : .mapping(fields + [.init("publish", .integer(free))])
  }

  /// The port, or the next one that no service has in development.
  mutating func freePort(_ port: Int) -> Int {
    var port = port
    while used.development.contains(port), port < 65_535 { port += 1 }
    used.development.insert(port)
    return port
  }

  // MARK: Dockerfiles

  /// A Dockerfile that no compose file builds.
  mutating func dockerfile(_ path: String) {
    guard !built.contains(path), let file = tree.files[path] else { return }
    let (input, mistakes) = parse(file)
    let context = context(of: input, path)
    var imported = DockerfileImport(input, with: library).build
    count(imported, mistakes, path)
    let stem = parentFolder(path).split(separator: "/").last.map(String.init) ?? root
    let parts = fileName(path).split(separator: ".").map(String.init).filter { $0.lowercased() != "dockerfile" }
    let wanted = serviceName(([stem] + parts).joined(separator: "-")) ?? "service"
    let service = ComposedService(name: wanted, range: SourceRange(startOf: FileID(0)))
    write(&imported, service, as: name(wanted, path), needs: [], context: context, from: path)
  }

  /// The folder that a Dockerfile is built in: its own or one above, where most of what it copies is.
  private func context(of input: DockerfileInput, _ path: String) -> String {
    let copied = input.instructions.filter { ["COPY", "ADD"].contains($0.keyword.value) && $0.flag("from") == nil }
      .flatMap { instruction in
        (instruction.execForm ?? quotedWords(instruction.arguments.value)).dropLast()
      }.filter { !$0.contains("$") && !$0.contains("*") && !$0.contains("://") && !$0.hasPrefix("<<") && $0 != "." }
    var (best, folder) = ((folder: parentFolder(path), found: -1), parentFolder(path))
    while true {
      let found = copied.filter { exists(folder.isEmpty ? $0 : "\(folder)/\($0)") }.count
      if found > best.found { best = (folder, found) }
      if folder.isEmpty { return best.folder }
      folder = parentFolder(folder)
    }
  }

  private func exists(_ path: String) -> Bool {
    let path = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    return tree.folders[path] != nil || tree.folders[parentFolder(path)]?.files.contains(fileName(path)) == true
      || tree.folders[parentFolder(path)]?.folders.contains(fileName(path)) == true
  }

  private mutating func parse(_ file: SourceFile) -> (DockerfileInput, [Diagnostic]) {
    let id = result.sources.add(file)
    var mistakes: [Diagnostic] = []
    let input = DockerfileParser.parse(id, in: result.sources, diagnostics: &mistakes)
    result.diagnostics += mistakes
    return (input, mistakes)
  }

  private mutating func count(_ build: ImportedBuild, _ mistakes: [Diagnostic], _ path: String) {
    var counts: [Grade: Int] = [:]
    for finding in build.findings { counts[finding.grade, default: 0] += 1 }
    let isWhole = counts[.missing] == nil && mistakes.isEmpty && !build.stages.isEmpty
    if let before = dockerfiles[path] {
      dockerfiles[path] = before && isWhole
    } else {
      dockerfiles[path] = isWhole
      for (grade, number) in counts { result.figures.instructions[grade, default: 0] += number }
    }
    lines.append(
      "\(path): \(build.findings.count) instructions: \(counts[.expressed] ?? 0) expressed, \(counts[.raw] ?? 0) raw, "
        + "\(counts[.missing] ?? 0) not")
    for finding in build.findings where finding.reason != nil { report(finding, of: nil) }
  }

  mutating func report(_ finding: ImportFinding, of owner: String?) {
    let what = owner.map { "'\(finding.what)' of \($0)" } ?? finding.what
    let verdict = finding.grade == .missing ? "is not carried over: " : ": "
    let separator = finding.grade == .missing ? " " : ""
    lines.append("  \(place(finding.range)): \(what)\(separator)\(verdict)\(finding.reason ?? "")")
  }

  func place(_ range: SourceRange) -> String { result.sources.location(of: range) }
}
