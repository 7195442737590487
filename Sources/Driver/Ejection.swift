package import Diagnostics
import Emit
import IR
import Spec
import YAML

/// A service's Dockerfiles as files that people write, and the spec that says so.
package struct Ejection: Sendable {
  /// Dockerfiles and their ignore files.
  package let files: [SourceFile]
  package let spec: SourceFile
}

extension Compilation {
  /// nil where there is no such service, or nothing is generated for its images.
  package func ejection(of name: String) -> Ejection? {
    guard let plan, let service = plan.services.first(where: { $0.name.value == name }), let image = service.image,
      let edited = SpecEdit(of: service, image, self)?.text
    else { return nil }
    let production = SourceFile.dockerfile(of: service)
    let development = image.development.map { _ in
      (plan.layout.developmentDockerfile(of: service), production + SourceFile.developmentSuffix)
    }
    let places = [(plan.layout.dockerfile(of: service), production)] + (development.map { [$0] } ?? [])
    let files = places.flatMap { from, to in
      [file(from, at: to), file(from + ".dockerignore", at: to + ".dockerignore", ignoring: production)]
    }
    guard image.production.file == nil else { return nil }
    return Ejection(files: files.compactMap { $0 }, spec: SourceFile(path: service.specPath, bytes: edited))
  }

  /// A generated file without its header; an ignore file leaves out the Dockerfile that now stands beside the source.
  private func file(_ path: String, at new: String, ignoring dockerfile: String? = nil) -> SourceFile? {
    guard let artifact = artifacts.first(where: { $0.path == path }) else { return nil }
    let more = dockerfile.map { "\($0)*\n" } ?? ""
    return SourceFile(path: new, bytes: artifact.body + Array(more.utf8))
  }
}

extension SourceFile {
  fileprivate static let developmentSuffix = ".dev"

  /// Where a person would put it: with the source.
  fileprivate static func dockerfile(of service: ServicePlan) -> String {
    service.folder.value.isEmpty ? "Dockerfile" : "\(service.folder.value)/Dockerfile"
  }
}

extension Artifact {
  /// What is below the header, without the empty lines that part the two.
  package var body: [UInt8] {
    let lines = contents.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
    return Array((lines.count > 2 ? lines[2] : []).drop { $0 == 0x0A })
  }
}

/// The spec of a service whose Dockerfile people write, made from that of one whose Dockerfile is generated. What does
/// not have to change stays, comments too.
private struct SpecEdit {
  private let service: ServicePlan
  private let image: ImagePlan
  private let library: TemplateLibrary
  private let file: SourceFile
  private let root: [Node.Entry]
  /// Of what stands under 'build'.
  private let build: SourceRange
  /// Bytes, and what stands in their place.
  private var edits: [(bytes: Range<Int>, text: String)] = []

  init?(of service: ServicePlan, _ image: ImagePlan, _ compilation: Compilation) {
    let id = service.name.range.file
    guard case .mapping(let root)? = compilation.nodes[id]?.content, let library = compilation.library,
      let build = root.first(where: { $0.key.value == "build" })
    else { return nil }
    (self.service, self.image, self.library) = (service, image, library)
    (file, self.root, self.build) = (compilation.sources[id], root, build.value.range)
    guard isBlock(build) else { return nil }
    edits.append((lines(of: build), text(of: .init("build", .mapping([.init("dockerfile", dockerfile)])))))
    if let extend = entry("extend") { edits.append((lines(of: extend), "")) }
    if let targets = entry("targets") { edits.append((lines(of: targets), text(of: .init("targets", self.targets)))) }
    editDevelopment()
    editHealth()
  }

  var text: [UInt8] {
    edits.sorted { $0.bytes.lowerBound > $1.bytes.lowerBound }.reduce(into: file.bytes) { bytes, edit in
      bytes.replaceSubrange(edit.bytes, with: Array(edit.text.utf8))
    }
  }

  // MARK: build

  private var folder: String { service.folder.value + "/" }

  private var dockerfile: Value {
    let path = SourceFile.dockerfile(of: service)
    // What 'run' says itself stays where it is.
    let folders = service.run.temporaryFolders.dropLast(service.run.container.temporaryFolders.count).map(\.value)
      .filter { !library.defaults.temporaryFolders.map(\.value).contains($0) }
    let ignored = image.production.excludedPaths.map(\.value).filter { $0.hasPrefix(folder) }
      .map { String($0.dropFirst(folder.count)) }
    return .mapping(
      [
        .init("path", .string(path)), .init("context", .string(".")),
        .init("inputs", .strings(image.production.contextPaths.map(\.value))),
      ] + (ignored.isEmpty ? [] : [.init("ignore", .strings(ignored))]) + Supplies(of: [image.production]).fields
        + (image.production.isCrossCompiled ? [.init("cross-compiles", .boolean(true))] : [])
        + (service.run.runsInit == nil ? [] : [.init("init", .boolean(true))])
        + (folders.isEmpty ? [] : [.init("tmpfs", .strings(folders))])
        + (image.development.flatMap { file in
          service.development.map { [.init("dev", development(file, $0, path))] }
        } ?? []))
  }

  /// Each has a stage of its name in the Dockerfile now.
  private var targets: Value {
    .mapping(
      image.targets.map { target in
        let push: [Value.Field] = target.isPublished ? [] : [.init("push", .boolean(false))]
        return .init(target.name.value, .mapping([.init("stage", .string(target.stage.value))] + push))
      })
  }

  private func development(_ file: Containerfile, _ plan: DevelopmentPlan, _ path: String) -> Value {
    // What the spec says itself stays where it is, but for what it says under 'build'.
    let environment = plan.environment.filter { variable in
      variable.key.range.file != service.name.range.file
        || build.lower <= variable.key.range.lower
          && variable.key.range.upper <= build.upper
    }
    let watched = plan.rebuildOn.map(\.value).map { $0.hasPrefix(folder) ? String($0.dropFirst(folder.count)) : $0 }
    let prefix = service.name.value + "-"
    var fields: [Value.Field] = [.init("path", .string(path + SourceFile.developmentSuffix))]
    fields += Supplies(of: [file]).fields
    if let workdir = plan.workingDirectory { fields.append(.init("workdir", .string(workdir.value))) }
    if !environment.isEmpty {
      fields.append(
        .init(
          "env",
          .mapping(
            environment.map {
              .init($0.key.value, .string(Text(literal: $0.value.value.literal ?? "").written))
            })))
    }
    if !plan.volumes.isEmpty {
      fields.append(
        .init(
          "volumes",
          .mapping(plan.volumes.map { .init(String($0.key.value.dropFirst(prefix.count)), .string($0.value.value)) })))
    }
    if !watched.isEmpty { fields.append(.init("rebuild-on", .strings(watched))) }
    fields.append(.init("reloads-itself", .boolean(plan.reloadsItself.value)))
    return .mapping(fields)
  }

  // MARK: dev

  /// Options of the template and the command are in the Dockerfile now, if there is one for development.
  private mutating func editDevelopment() {
    guard let dev = entry("dev"), case .mapping(let entries) = dev.value.content else { return }
    let names = ["port", "env", "env-files"] + (image.development == nil ? ["command"] : [])
    let kept = entries.filter { names.contains($0.key.value) }
    if kept.count == entries.count { return }
    if kept.isEmpty {
      edits.append((lines(of: dev), ""))
    } else if isFlow(dev.value) {
      let text = "{ " + kept.map { slice($0.range) }.joined(separator: ", ") + " }"
      edits.append((bytes(dev.value.range), text))
    } else {
      for entry in entries where !names.contains(entry.key.value) { edits.append((lines(of: entry), "")) }
    }
  }

  // MARK: health

  /// The command that a path, or the service's name, has stood for.
  private mutating func editHealth() {
    guard let check = service.run.health, case .mapping(let run)? = entry("run")?.value.content,
      let health = run.first(where: { $0.key.value == "health" })?.value
    else { return }
    let command = "command: " + inline(.strings(check.command.value))
    switch health.content {
    case .sequence(let words) where words.first?.isScalar(service.name.value) == true:
      edits.append((bytes(health.range), inline(.strings(check.command.value))))
    case .mapping(let entries):
      let timing = entries.filter { !["http", "probe", "port", "command"].contains($0.key.value) }
      edits.append(
        (bytes(health.range), "{ " + ([command] + timing.map { slice($0.range) }).joined(separator: ", ") + " }"))
    case .sequence, .scalar: break
    }
  }

  // MARK: Text

  private func entry(_ key: String) -> Node.Entry? { root.first { $0.key.value == key } }

  private func bytes(_ range: SourceRange) -> Range<Int> { Int(range.lower)..<Int(range.upper) }

  private func slice(_ range: SourceRange) -> String { String(decoding: file.bytes[bytes(range)], as: UTF8.self) }

  private func isFlow(_ node: Node) -> Bool { file.bytes[Int(node.range.lower)] == UInt8(ascii: "{") }

  /// Nothing but blanks is before it on its line.
  private func isBlock(_ entry: Node.Entry) -> Bool {
    file.bytes[..<Int(entry.key.range.lower)].reversed().prefix { $0 != 0x0A }.allSatisfy { $0 == 0x20 }
  }

  /// Whole lines, with what is said behind the value.
  private func lines(of entry: Node.Entry) -> Range<Int> {
    let start = file.bytes[..<Int(entry.key.range.lower)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let end = file.bytes[Int(entry.range.upper)...].firstIndex(of: 0x0A).map { $0 + 1 } ?? file.bytes.count
    return start..<end
  }

  private func text(of field: Value.Field) -> String {
    Writer.lines(of: .mapping([field]), origin: service.name.range).map { $0.text + "\n" }.joined()
  }

  private func inline(_ value: Value) -> String {
    Writer.lines(of: value, origin: service.name.range).map(\.text).joined()
  }
}

extension Node.Entry {
  /// The whole of it, key and value.
  fileprivate var range: SourceRange {
    SourceRange(file: key.range.file, lower: Int(key.range.lower), upper: Int(value.range.upper))
  }
}

extension Node {
  fileprivate func isScalar(_ text: String) -> Bool {
    if case .scalar(let scalar) = content { scalar.text == text } else { false }
  }
}

extension Input {
  /// The same workspace with another spec of a service.
  package func replacing(_ spec: SourceFile) -> Input {
    Input(
      workspace: workspace, services: services.map { $0.path == spec.path ? spec : $0 }, lock: lock,
      templates: templates, ownTemplates: ownTemplates, today: today, isFrozen: isFrozen)
  }
}

extension Compilation {
  /// All generated files as they are without Scantling: without header, and without those that are about the specs.
  package var standingAlone: [SourceFile] {
    guard let plan else { return [] }
    var ignored: [Diagnostic] = []
    return documents(of: plan.standingAlone, diagnostics: &ignored).map {
      SourceFile(path: $0.path, bytes: Artifact(printing: $0).body)
    }
  }
}
