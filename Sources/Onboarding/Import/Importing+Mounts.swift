import Diagnostics
import Driver
import Spec
import YAML

/// What is mounted into services: volumes, copies in the image, and what is left of the host.
extension Importing {
  /// Decides where the mounts of a service go.
  mutating func place(
    _ service: inout ComposedService, in build: inout ImportedBuild, context: String, as name: String,
    _ names: ComposeNames
  ) {
    let mounts = service.mounts
    for mount in mounts {
      switch mount {
      case .volume(let volume, let target, _):
        let isSource = volume == nil && mounts.contains { $0.isSource(above: target) }
        if isSource, !build.isOfOthers { continue }
        placeVolume(volume, at: target, of: &service, &build, as: name, names)
      case .bind(let path, let written, let target, let isReadOnly):
        let end = isReadOnly ? ":ro" : ""
        guard let path, let inside = insideContext(path, context), exists(path), refusal(ofPath: inside) == nil,
          !build.stages.isEmpty
        else {
          service.overlay.mounts.append(.init(.string("\(path.map { "../\($0)" } ?? written):\(target)\(end)")))
          service.grade("volumes", .overlaid("an overlay mounts '\(written.printable)', which no image has"))
          continue
        }
        if build.copies(inside) {
          service.grade("volumes", .expressed("the image has '\(written.printable)' already"))
        } else {
          build.copyIn(inside, to: target, isFolder: tree.folders[path] != nil)
          service.grade("volumes", .expressed("the image has a copy of '\(written.printable)'"))
        }
      }
    }
    for folder in service.temporaryFolders where !build.isMounted(folder) { build.temporaryFolders.append(folder) }
    for folder in build.declaredVolumes where !build.isMounted(folder) {
      placeVolume(nil, at: folder, of: &service, &build, as: name, names)
    }
    if let workdir = service.workdir { build.add([.init("workdir", .string(workdir))]) }
    if let signal = service.stopSignal { build.add([.init("stop-signal", .string(signal))]) }
    build.needsInit = service.needsInit
    placeSecrets(&service, names)
  }

  private mutating func placeVolume(
    _ volume: String?, at target: String, of service: inout ComposedService, _ build: inout ImportedBuild,
    as name: String, _ names: ComposeNames
  ) {
    guard !build.isMounted(target) else {
      return service.grade("volumes", .expressed("at '\(target)' is a folder in memory"))
    }
    let key = volume.map { "\(names.path)/\($0)" }
    if let key, let owner = volumes[key] {
      service.overlay.mounts.append(.init(.string("\(owner):\(target)")))
      return service.grade("volumes", .overlaid("an overlay shares '\(volume ?? "")', which another service has too"))
    }
    let stem = serviceName(volume ?? target) ?? "data"
    let wanted = String(stem.prefix(62 - name.utf8.count / 2).prefix(30)).trimmedDashes
    var (label, number) = (wanted, 2)
    while build.volumes.contains(where: { $0.name == label }) || volumeNames.contains("\(name)-\(label)") {
      label = "\(wanted)-\(number)"
      number += 1
    }
    build.volumes.append((label, target))
    volumeNames.insert("\(name)-\(label)")
    if let key { volumes[key] = "\(name)-\(label)" }
  }

  /// The path from the folder of the build context; nil where it is outside.
  private func insideContext(_ path: String, _ context: String) -> String? {
    if context.isEmpty { return path.isEmpty ? "." : path }
    if path == context { return "." }
    return path.hasPrefix("\(context)/") ? String(path.dropFirst(context.count + 1)) : nil
  }

  /// Secrets of a compose file stay what they are, by an overlay.
  private mutating func placeSecrets(_ service: inout ComposedService, _ names: ComposeNames) {
    for node in service.secrets {
      let name = node.text ?? node["source"]?.text ?? ""
      guard let declared = names.file?.secrets.first(where: { $0.key.value == name }), isLine(name),
        let use = node.overlaid, let file = names.file, let value = secret(declared.value, file)
      else {
        service.grade("secrets", .missing("the file declares no secret '\(name.printable)'"))
        continue
      }
      if !secrets.contains(where: { $0.key == name }) { secrets.append(.init(name, value)) }
      service.overlay.secrets.append(.init(use))
      service.grade("secrets", .overlaid("an overlay says it: specs have the secrets of resources alone"))
    }
  }

  private func secret(_ node: Node, _ file: ComposeImport) -> Value? {
    if let path = node["file"]?.text {
      guard let path = file.path(file.variables.text(path)) else { return nil }
      return .mapping([.init("file", .string("../\(path)"))])
    }
    return node.overlaid
  }

  func exists(_ path: String) -> Bool {
    let path = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    return tree.folders[path] != nil || tree.folders[parentFolder(path)]?.files.contains(fileName(path)) == true
      || tree.folders[parentFolder(path)]?.folders.contains(fileName(path)) == true
  }
}

extension ComposedService.Mount {
  /// It brings the sources that a folder is below.
  fileprivate func isSource(above target: String) -> Bool {
    if case .bind(_, _, let folder, _) = self { target.hasPrefix("\(folder)/") } else { false }
  }
}

extension String {
  /// Without '-' at the end, which no name has there.
  fileprivate var trimmedDashes: String { String(reversed().drop { $0 == "-" }.reversed()) }
}

extension ImportedBuild {
  mutating func add(_ fields: [Value.Field]) {
    guard !stages.isEmpty else { return }
    stages[stages.count - 1].steps.append(.init(.mapping(fields)))
  }

  /// Something is mounted at the folder.
  func isMounted(_ folder: String) -> Bool {
    folder == "/tmp" || temporaryFolders.contains(folder) || volumes.contains { $0.path == folder }
  }

  /// A stage copies the path of the build context, or a folder that it is in.
  func copies(_ path: String) -> Bool {
    copied.contains { $0 == "." || $0 == path || path.hasPrefix("\($0)/") }
  }

  mutating func copyIn(_ path: String, to target: String, isFolder: Bool) {
    add([.init("copy", .strings([path])), .init("to", .string(isFolder ? "\(target)/" : target))])
  }
}
