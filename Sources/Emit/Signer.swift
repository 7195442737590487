import Diagnostics
import IR
import Spec

/// The workflow that signs published images, as a signature's certificate names it.
struct Signer: Sendable {
  /// A regular expression for the address of the workflow, on the branch that it publishes from or on a release's tag.
  let identity: String
  /// Vouches for the identity.
  let issuer = "https://token.actions.githubusercontent.com"

  init(repository: String, branch: String) {
    let workflow = "\(repository)/.github/workflows/containers.yml"
    identity = "^\(literal(workflow))@refs/(heads/\(literal(branch))|tags/v.+)$"
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
  /// nil where nothing is signed, and where the repository that the workflow runs in is not known.
  var signer: Signer? {
    guard pipeline.sign.value == .keyless, let address = workspace.repository?.value else { return nil }
    let repository = address.hasSuffix(".git") ? String(address.dropLast(4)) : address
    guard repository.hasPrefix("https://github.com/") else { return nil }
    return Signer(repository: repository, branch: pipeline.branch.value)
  }
}
