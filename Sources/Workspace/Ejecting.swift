package import Diagnostics
package import Driver

extension Workspace {
  /// The workspace as it is to be once the ejected files are there.
  package init(ejecting ejection: Ejection, from workspace: borrowing Workspace) throws(DiskError) {
    disk = try Disk(root: workspace.disk.root)
    input = workspace.input.replacing(ejection.spec)
    compilation = Driver.compile(input)
  }

  /// Those of the files whose places others have taken.
  package func obstacles(to ejection: Ejection) throws(DiskError) -> [String] {
    var taken: [String] = []
    for file in ejection.files {
      if let found = try disk.read(file.path), found != file.bytes { taken.append(file.path) }
    }
    return taken
  }

  /// Writes what was generated as files that people write, and then the spec that names them. A crash in between leaves
  /// files that nothing names yet; to eject again completes it.
  package func write(_ ejection: Ejection, replacing spec: [UInt8]?) throws(DiskError) {
    guard try disk.read(ejection.spec.path) == spec else { throw DiskError(changed: ejection.spec.path) }
    for file in ejection.files { try disk.write(file.bytes, to: file.path) }
    try disk.write(ejection.spec.bytes, to: ejection.spec.path)
  }
}

extension Workspace {
  /// Writes every generated file as it is to be without Scantling, and removes those that are about the specs.
  package func standAlone(_ files: [SourceFile], _ done: (String) -> Void) throws(DiskError) {
    for file in files where try disk.read(file.path) != file.bytes {
      try disk.write(file.bytes, to: file.path)
      done("updated \(file.path)")
    }
    let kept = Set(files.map(\.path))
    for artifact in compilation.artifacts where !kept.contains(artifact.path) {
      try disk.remove(artifact.path)
      done("removed \(artifact.path)")
    }
  }
}
