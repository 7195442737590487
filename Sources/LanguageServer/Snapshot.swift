import Diagnostics
import Driver
import Spec
import Workspace
import YAML

/// A workspace as an editor shows it: the files on the disk, under the texts that are not saved yet, compiled.
struct Snapshot {
  let root: String
  let compilation: Compilation
  /// Addresses of the open documents as the editor writes them, by path below the root.
  private let open: [String: String]
  /// Paths of the sources that are files of the workspace; the others are built into the tool.
  private let files: Set<String>

  init(root: String, documents: [Document]) throws(DiskError) {
    var (unsaved, open): ([String: [UInt8]], [String: String]) = ([:], [:])
    for document in documents {
      guard let path = document.path(below: root) else { continue }
      (unsaved[path], open[path]) = (document.text, document.uri)
    }
    let input = try Workspace.input(root: root, unsaved: unsaved)
    let disk = try Disk(root: root)
    var files = Set((input.services + [input.workspace] + (input.lock.map { [$0] } ?? [])).map(\.path))
    for template in input.templates ?? embeddedTemplates() where try disk.read(template.path) == template.bytes {
      files.insert(template.path)
    }
    let compilation = try Workspace.compile(input, beside: disk)
    files.formUnion(compilation.namedFiles.map(\.value))
    (self.root, self.open, self.files, self.compilation) = (root, open, files, compilation)
  }

  func uri(_ path: String) -> String { open[path] ?? fileURI("\(root == "/" ? "" : root)/\(path)") }

  /// The place in an editor; nil for what is built in.
  func location(_ range: SourceRange, _ encoding: LSP.PositionEncoding) -> LSP.Location? {
    let file = compilation.sources[range.file]
    guard files.contains(file.path) else { return nil }
    let lines = LineTable(file.bytes, encoding)
    return LSP.Location(uri: uri(file.path), range: lines.range(Int(range.lower), Int(range.upper)))
  }

  func isBuiltIn(_ range: SourceRange) -> Bool { !files.contains(compilation.sources[range.file].path) }
}

/// A byte of a file of a workspace: what a request is about.
struct Place {
  let file: SourceFile
  let offset: Int
}

/// What specs declare, and others name.
struct Declared {
  let name: String
  /// In a line.
  let summary: String
  let range: SourceRange
}

extension Snapshot {
  private func sources(_ kind: SpecFile) -> [(id: FileID, path: String)] {
    compilation.sources.files.indices.map { (FileID($0), compilation.sources.files[$0].path) }
      .filter { SpecFile(path: $0.1) == kind && files.contains($0.1) }
  }

  /// A spec that does not parse has the name that its file promises.
  var services: [Declared] {
    sources(.service).map { id, path in
      let (node, file) = (compilation.nodes[id], path.split(separator: "/").last ?? "")
      let summary = "service" + (node?["description"]?.text.map { ": " + $0 } ?? "")
      guard let name = node?["service"], let text = name.text else {
        let name = String(file.prefix { $0 != "." })
        return Declared(name: name, summary: summary, range: SourceRange(startOf: id))
      }
      return Declared(name: text, summary: summary, range: name.range)
    }
  }

  private var resourceEntries: [Node.Entry] {
    sources(.workspace).first.flatMap { compilation.nodes[$0.id]?["resources"]?.entries } ?? []
  }

  var resources: [Declared] {
    resourceEntries.map { entry in
      let template = template(of: entry)
      let summary = template.map { "resource: " + $0.description.value } ?? "resource"
      return Declared(name: entry.key.value, summary: summary, range: entry.key.range)
    }
  }

  var groups: [Declared] {
    let entries = sources(.workspace).first.flatMap { compilation.nodes[$0.id]?["groups"]?.entries } ?? []
    return entries.map { Declared(name: $0.key.value, summary: "group of services", range: $0.key.range) }
  }

  private func template(of resource: Node.Entry) -> ResourceTemplate? {
    resource.value.entries.lazy.compactMap { compilation.library?.resource($0.key.value) }.first
  }

  /// What the environment of a service may refer to: itself, and what the resources it needs offer. Where it cannot
  /// be told which those are, it is all of them.
  func references(in path: String) -> [Declared] {
    let service = sources(.service).first { $0.path == path }.flatMap { compilation.nodes[$0.id] }
    let own = [
      ("service", service?["service"], "its name"), ("port", service?["run", "port"], "the port it listens on"),
    ]
    let needs = service.map { ($0["run", "needs"]?.elements ?? []).compactMap(\.text) }
    let offered = resourceEntries.filter { needs?.contains($0.key.value) ?? true }.flatMap { resource in
      (template(of: resource)?.outputs ?? []).map { output in
        Declared(
          name: "\(resource.key.value).\(output.key.value)",
          summary: "'\(output.key.value)' of the resource '\(resource.key.value)'", range: resource.key.range)
      }
    }
    return own.compactMap { name, node, summary in
      node.map { Declared(name: name, summary: summary, range: $0.range) }
    } + offered
  }
}
