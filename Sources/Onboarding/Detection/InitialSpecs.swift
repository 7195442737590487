package import Diagnostics
import Driver
import Spec
import YAML

/// The specs that a repository begins with, and why they say what they say.
package struct InitialSpecs: Sendable {
  /// What is written where nothing is.
  package let files: [SourceFile]
  /// Those of them that describe services.
  package let services: [String]
  /// What was found, and what speaks for it: lines for people.
  package let report: String
  /// What the languages look for.
  package let manifests: [String]
}

extension InitialSpecs {
  /// Detects services in a tree; `folder` is the name of its root. nil where the templates cannot be read.
  package init?(of tree: SourceTree, folder: String) {
    guard let library = TemplateLibrary.embedded else { return nil }
    let name = serviceName(folder) ?? "workspace"
    let detection = Detection(in: tree, name: name, with: library)
    let known = KnownSpecs(in: tree)
    var (report, specs): ([String], [SourceFile]) = ([], [])
    for service in detection.services {
      if let path = known.spec(of: service) {
        report.append("\(shown(service.folder)): described by \(path) already")
        continue
      }
      report += service.lines
      let spec = newService(service.written, with: library)
      specs.append(SourceFile(path: "specs/\(service.new.name).yaml", bytes: Array(spec.utf8)))
    }
    report += detection.others.map { "\(shown($0.folder)): \($0.reason)" }
    if detection.isCutOff {
      report.append(
        "there is more: the first \(SourceTree.Limit.files) files are looked at; 'scantling new' begins what is not found"
      )
    }
    self.report = report.map { $0 + "\n" }.joined()
    let remote = githubRemote(in: tree)
    let workspace = newWorkspace(
      name, registry: remote.map { "ghcr.io/\($0.lowercased())" },
      repository: remote.map { "https://github.com/\($0)" },
      with: library)
    services = specs.map(\.path)
    let common = newSchemas() + [SourceFile(path: "specs/workspace.yaml", bytes: Array(workspace.utf8))]
    files = specs.isEmpty ? [] : common + specs
    manifests = detection.manifests
  }

  /// The files whose contents are asked for, as patterns of the ends of their paths.
  package static func filesToRead() -> [String] {
    (TemplateLibrary.embedded.map { Detection.filesToRead($0) } ?? []) + ["specs/*.yaml", "specs/*.yml"]
  }
}

private func shown(_ folder: String) -> String { folder.isEmpty ? "." : folder.printable }

extension DetectedService {
  /// What is said of the service, and why.
  fileprivate var lines: [String] {
    let port = new.port.map { ["  port \($0): \(new.portReason ?? "")"] } ?? []
    return ["\(shown(folder)): \(new.template.name.value), because of \(manifest); service '\(new.name)'"]
      + new.options.map { "  \($0.name) \($0.value.printable): \($0.reason ?? "")" } + port
      + resources.map { "  seems to use \($0.template.name.value): \($0.reason)" } + new.remarks.map { "  \($0)" }
  }

  /// The service with its reasons as comments.
  fileprivate var written: NewService {
    var written = new
    if written.path == written.name { written.path = nil }
    written.remarks = (["Made by 'scantling init', because of \(manifest)."] + new.remarks).map(\.printable)
    written.remarks += resources.map { resource, reason in
      "It seems to use \(resource.name.value): \(reason). A resource is declared under 'resources' of "
        + "workspace.yaml, and named in 'needs' under 'run' here."
    }
    if let port = new.developmentPort {
      written.remarks.append("In development it has port \(port): another service has its own.")
    }
    return written
  }
}

/// What the specs that are there already describe.
private struct KnownSpecs {
  private var specs: [(path: String, name: String, folder: String)] = []

  init(in tree: SourceTree) {
    let files = tree.files.values.filter { parentFolder($0.path) == "specs" }.sorted { $0.path < $1.path }
    let workspace = files.first { $0.path == "specs/workspace.yaml" }.map { texts(of: $0) } ?? [:]
    for file in files where file.path != "specs/workspace.yaml" {
      let keys = texts(of: file)
      guard let name = keys["service"] else { continue }
      let folder = keys["path"] ?? workspace["sources"].map { "\($0)/\(name)" } ?? name
      let segments = folder.split(separator: "/").filter { $0 != "." }
      specs.append((file.path, name, segments.joined(separator: "/")))
    }
  }

  /// The spec that describes a service already.
  func spec(of service: DetectedService) -> String? {
    specs.first { $0.name == service.new.name || $0.folder == service.folder }?.path
  }
}

/// The keys of a file's mapping that have scalars.
private func texts(of file: SourceFile) -> [String: String] {
  var (sources, diagnostics) = (SourceMap(), [Diagnostic]())
  let id = sources.add(file)
  guard let node = Parser.parse(id, in: sources, diagnostics: &diagnostics), case .mapping(let entries) = node.content
  else { return [:] }
  let pairs = entries.compactMap { entry -> (String, String)? in
    guard case .scalar(let scalar) = entry.value.content else { return nil }
    return (entry.key.value, scalar.text)
  }
  return Dictionary(pairs) { first, _ in first }
}

/// Owner and name of the repository on GitHub that git calls 'origin'; nil where there is none.
func githubRemote(in tree: SourceTree) -> String? {
  guard let text = tree.text(".git/config") else { return nil }
  var isOrigin = false
  for line in text.split(separator: "\n") {
    if line.hasPrefix("[") { isOrigin = line == "[remote \"origin\"]" }
    guard isOrigin, let host = line.firstRange(of: "github.com") else { continue }
    let parts = line[host.upperBound...].split { $0 == "/" || $0 == ":" }.map(String.init)
    guard parts.count == 2, let owner = parts.first, var name = parts.last else { return nil }
    if name.hasSuffix(".git") { name = String(name.dropLast(4)) }
    let isPlain = "\(owner)\(name)".utf8.allSatisfy { byte in
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-".utf8.contains(byte)
    }
    return isPlain ? "\(owner)/\(name)" : nil
  }
  return nil
}
