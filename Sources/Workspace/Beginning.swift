import Diagnostics
package import Driver

extension NewFiles {
  /// Writes those of the files that are not there, and tells their paths; nothing, if the service has a spec already.
  package func write(to root: String) throws(DiskError) -> [String]? {
    let disk = try Disk(root: root)
    try disk.lock()
    for path in [spec.path, "\(spec.path.dropLast("yaml".count))yml"] where try disk.read(path) != nil { return nil }
    return try disk.create(schemas + [workspace, spec])
  }
}
