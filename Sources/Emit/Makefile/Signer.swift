import Diagnostics
import IR
import Spec

/// The workflow that signs published images, as a signature's certificate names it.
struct Signer: Sendable {
  /// Address of the workflow, and the branch that it publishes from.
  let identity: String
  /// Vouches for the identity.
  let issuer = "https://token.actions.githubusercontent.com"

  init(repository: String, branch: String) {
    identity = "\(repository)/.github/workflows/containers.yml@refs/heads/\(branch)"
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
