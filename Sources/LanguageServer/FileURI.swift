import Diagnostics

/// The address of a file on this machine.
func fileURI(_ path: String) -> String { "file://" + percentEncoded(path) }

/// The absolute path that `uri` names; nil for what is no file here.
func filePath(_ uri: String) -> String? {
  guard uri.hasPrefix("file://") else { return nil }
  let rest = uri.dropFirst("file://".count)
  guard let slash = rest.firstIndex(of: "/"), ["", "localhost"].contains(rest[..<slash]),
    let path = percentDecoded(rest[slash...]), !path.utf8.contains(0)
  else { return nil }
  let parts = path.split(separator: "/")
  return parts.contains("..") ? nil : "/" + parts.joined(separator: "/")
}
