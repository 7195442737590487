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
  /// Networks of the workspace.
  var networks: [(name: String, network: ComposeImport.Network)] = []
  /// What networks of files are called, by file and name in it.
  var networkNames: [String: String] = [:]
  /// Names of volumes in the compose files that are generated: by file and name in it, and all of them.
  var volumes: [String: String] = [:]
  var volumeNames: Set<String> = []
  /// Secrets that overlays add to the compose files.
  var secrets: [Value.Field] = []
  /// Overlays by the names of what they change.
  var overlays: [Value.Field] = []
  /// What existing workflows say of the workspace.
  var ci = WorkflowFacts()
  /// Dockerfiles that a compose file builds.
  var built: Set<String> = []
  /// Services of compose files, by folder and name, with the file that describes them.
  var composed: [String: String] = [:]
  /// Dockerfiles, each once however many services are built from it, and whether nothing of it is missing.
  var dockerfiles: [String: Bool] = [:]
  /// Ports of the loopback interface in development, and of the host.
  var used: (development: Set<Int>, published: Set<Int>) = ([], [])

  // MARK: Names and ports

  /// What a service of a compose file is called here.
  mutating func name(_ wanted: String, _ path: String) -> String {
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
    var service = ComposedService(name: wanted, range: SourceRange(startOf: FileID(0)))
    let name = name(wanted, path)
    let names = ComposeNames(path: path)
    place(&service, in: &imported, context: context, as: name, names)
    _ = write(&imported, &service, as: name, needs: [], context: context, from: path, names)
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

  mutating func parse(_ file: SourceFile) -> (DockerfileInput, [Diagnostic]) {
    let id = result.sources.add(file)
    var mistakes: [Diagnostic] = []
    let input = DockerfileParser.parse(id, in: result.sources, diagnostics: &mistakes)
    result.diagnostics += mistakes
    return (input, mistakes)
  }

  mutating func count(_ build: ImportedBuild, _ mistakes: [Diagnostic], _ path: String) {
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
