package import Spec

/// A registry that is asked in the place of another, as 'docker.io=mirror.gcr.io' says; it has the same digests.
package struct Mirror: Hashable, Sendable {
  let registry: String
  /// Host, and the path that repositories are under where there is one.
  let replacement: String

  /// nil where the text is not two registries with '=' between them.
  package init?(_ text: String) {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.last != "/" && !$0.contains("@") }),
      !parts[0].contains("/"), !parts[1].contains("://")
    else { return nil }
    (registry, replacement) = (String(parts[0]), String(parts[1]))
  }
}

/// Where the registry of an image answers, and under which name it knows the image.
package struct Endpoint: Hashable, Sendable {
  /// Scheme, host and port.
  package let origin: String
  /// The repository without its registry: library/golang.
  package let repository: String
  /// What Docker's configuration calls the registry.
  package let credentialsKey: String
  /// For people.
  package let host: String

  package init(_ reference: ImageReference, mirrors: [Mirror] = []) {
    let name = reference.repository
    let registry = String(name.prefix { $0 != "/" })
    let path = String(name.dropFirst(registry.count + 1))
    let mirror = mirrors.first { $0.registry == registry }?.replacement ?? registry
    let prefix = mirror.drop { $0 != "/" }.dropFirst()
    let host = String(mirror.prefix { $0 != "/" })
    let isDockerHub = ["docker.io", "index.docker.io", "registry-1.docker.io"].contains(host)
    repository = prefix.isEmpty ? path : "\(prefix)/\(path)"
    self.host = host
    credentialsKey = isDockerHub ? "https://index.docker.io/v1/" : host
    origin = (isLoopback(host) ? "http://" : "https://") + (isDockerHub ? "registry-1.docker.io" : host)
  }
}

/// This machine, as a host with or without a port; only it is talked to without encryption.
func isLoopback(_ host: String) -> Bool {
  if host.hasPrefix("[::1]") { return true }
  let name = host.prefix { $0 != ":" }
  let numbers = name.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
  return name == "localhost" || numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
}

/// Scheme, host and port of an address; nil where that is not http or https, or holds a user.
func origin(of url: String) -> String? {
  for scheme in ["https://", "http://"] where url.lowercased().hasPrefix(scheme) {
    let authority = url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    guard !authority.isEmpty, !authority.contains("@") else { return nil }
    return scheme + authority.lowercased()
  }
  return nil
}

/// Nobody on the way can read what is sent to an address.
func isConfidential(_ url: String) -> Bool {
  guard let origin = origin(of: url) else { return false }
  return origin.hasPrefix("https://") || isLoopback(String(origin.dropFirst("http://".count)))
}
