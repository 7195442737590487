import Driver
import Emit

extension Workspace {
  /// Files with our header that no artifact accounts for, in the folders where we write or wrote.
  func orphans(besides drift: [Drift]) throws(DiskError) -> [Drift] {
    let expected = Set(compilation.artifacts.map(\.path))
    var candidates = try files(in: compilation.folders)
    if drift.contains(where: { $0.kind == .missing }) { candidates += try formerFiles(besides: drift) }
    var orphans: [Drift] = []
    for path in Set(candidates).subtracting(expected).sorted() {
      if let found = try disk.read(path), let orphan = Drift(orphan: path, found: found) { orphans.append(orphan) }
    }
    return orphans
  }

  private func files(in folders: GeneratedFolders) throws(DiskError) -> [String] {
    var files: [String] = []
    for folder in folders.flat { files += try disk.list(folder).files.map { folder + $0 } }
    for service in try disk.list(folders.services).folders {
      let folder = "\(folders.services)\(service)/"
      files += try disk.list(folder).files.map { folder + $0 }
    }
    return files
  }

  /// Files where 'output' or 'github' may have had them; looked for only where something is missing.
  private func formerFiles(besides drift: [Drift]) throws(DiskError) -> [String] {
    let (output, names) = (compilation.folders.output, Set(compilation.artifacts.map(\.path.lastComponent)))
    var files: [String] = []
    for folder in [GeneratedFolders(output: "", github: ""), GeneratedFolders(output: output, github: output)] {
      for place in folder.github { files += try disk.list(place).files.filter(names.contains).map { place + $0 } }
    }
    let nothingIsThere = drift.filter { $0.kind == .missing }.count == compilation.artifacts.count
    guard nothingIsThere, let project = compilation.artifacts.first(where: { $0.path == output + "compose.yaml" })
    else {
      return files
    }
    for folder in formerOutputs(of: project) { files += try self.files(in: .init(output: folder, github: folder)) }
    return files
  }

  /// Folders with a compose file that Scantling wrote for the project of this workspace, a few levels below the root.
  private func formerOutputs(of project: Artifact) -> [String] {
    var (found, folders): ([String], [String]) = ([], [""])
    for _ in 0...3 {
      folders = folders.flatMap { folder -> [String] in
        // What a folder that cannot be read holds is not ours.
        guard let entries = try? disk.list(folder), folder.isEmpty || !isWorkspace(folder) else { return [] }
        if entries.files.contains("compose.yaml"), let bytes = (try? disk.read(folder + "compose.yaml")) ?? nil,
          Seal(of: bytes) == .intact, thirdLine(withoutCarriageReturns(bytes)) == thirdLine(project.contents)
        {
          found.append(folder)
        }
        return entries.folders.filter { !$0.hasPrefix(".") && $0 != "node_modules" }.map { "\(folder)\($0)/" }
      }
    }
    return found
  }

  /// Another workspace, whose files are none of ours.
  private func isWorkspace(_ folder: String) -> Bool {
    (try? disk.read(folder + Workspace.workspaceFile)) ?? nil != nil
  }
}

/// The first line below the header; in a compose file it names the project.
private func thirdLine(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
  bytes.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false).dropFirst(2).first ?? []
}

extension String {
  /// The name of a file without its folders.
  var lastComponent: String { split(separator: "/").last.map(String.init) ?? "" }
}
