import Diagnostics
import IR
import Spec

/// Tells the images that a workflow signed from any others.
enum Signer: Sendable {
  /// The workflow that signs without a key, by a regular expression for its address in the signature's certificate: on
  /// the branch that it publishes from, or on a release's tag.
  case workflow(identity: String)
  /// Path of the public half of the key.
  case key(path: String)

  /// The workflow in a file of a repository's .github/workflows.
  init(_ file: String, in repository: String, branch: String) {
    let workflow = literal("https://github.com/\(repository)/.github/workflows/\(file)")
    self = .workflow(identity: "^\(workflow)@refs/(heads/\(literal(branch))|tags/v.+)$")
  }

  /// Options of 'cosign verify', each with its value.
  var options: [(name: String, value: String)] {
    switch self {
    case .workflow(let identity):
      [
        ("--certificate-identity-regexp", identity),
        ("--certificate-oidc-issuer", "https://token.actions.githubusercontent.com"),
      ]
    case .key(let path): [("--key", path)]
    }
  }
}

/// A regular expression for `text` alone.
private func literal(_ text: String) -> String {
  text.unicodeScalars.reduce(into: "") { pattern, scalar in
    if "\\.+*?()|[]{}^$".unicodeScalars.contains(scalar) { pattern += "\\" }
    pattern.unicodeScalars.append(scalar)
  }
}

extension BuildPlan {
  /// Owner and name of the repository on GitHub, where it is known.
  var gitHubRepository: String? {
    guard let address = workspace.repository?.value, address.hasPrefix("https://github.com/") else { return nil }
    return String(
      (address.hasSuffix(".git") ? address.dropLast(4) : address[...]).dropFirst("https://github.com/".count))
  }

  /// Who signs a service's images; nil where nobody does.
  func signer(of service: ServicePlan, in repository: String) -> Signer? {
    switch pipeline.sign.value {
    case .none: return nil
    case .key(let path): return .key(path: path)
    case .keyless:
      let file = containersWorkflow(of: service).split(separator: "/").last.map(String.init) ?? ""
      return Signer(file, in: repository, branch: pipeline.branch.value)
    }
  }

  /// nil also where the repository that the workflow runs in would have to be known and is not.
  func signer(of service: ServicePlan) -> Signer? {
    if case .keyless = pipeline.sign.value, gitHubRepository == nil { return nil }
    return signer(of: service, in: gitHubRepository ?? "")
  }
}
