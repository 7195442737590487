import Diagnostics
import IR
import Spec

extension Guide {
  /// What the workflows need before they can publish, and which checks to require.
  static func setup(_ plan: BuildPlan) -> [Block] {
    guard !plan.built.isEmpty else { return [] }
    let (registry, sign, origin) = (Registry(plan), plan.pipeline.sign, plan.workspace.origin)
    var rows = registry.credentials.map { Table.Row(credential: $0, origin: registry.origin) }
    if case .key = sign.value { rows += Credential.signingKey.map { Table.Row(credential: $0, origin: sign.range) } }
    let gates = plan.containerWorkflows.map { Text.code("containers\($0.suffix)") }
    let checks: Text = "\(Text.list(gates + [.code("container-security"), .code("spec drift")]))"
    let nothing = Block.paragraph(
      ["The workflows push to \(code: registry.host) with their own token: no secret has to be set."], registry.origin)
    let table = [
      Block.paragraph(
        [
          "The jobs that push, pull or sign run in the deployment environment \(code: Credential.environment) of the",
          "repository, which has to hold this and should let in \(code: plan.pipeline.branch.value) and tags only:",
        ], registry.origin),
      .table(Table(header: ["Name", "Kind", "What it is"], rows: rows, origin: registry.origin)),
    ]
    return [.heading(level: 2, "Setting up the workflows", origin)] + (rows.isEmpty ? [nothing] : table) + [
      .paragraph(["Checks to require of pull requests: \(checks)."], origin)
    ]
  }

  static func signatures(_ plan: BuildPlan) -> [Block] {
    guard let (first, _) = plan.built.first else { return [] }
    let repository = plan.gitHubRepository ?? "OWNER/REPOSITORY"
    return signature(of: first, in: repository, plan) + attestation(of: first, in: repository, plan)
  }

  private static func signature(of service: ServicePlan, in repository: String, _ plan: BuildPlan) -> [Block] {
    guard let signer = plan.signer(of: service, in: repository) else { return [] }
    let origin = plan.pipeline.sign.range
    let how =
      switch signer {
      case .workflow: "without a key"
      case .key: "with a key"
      }
    let lines =
      ["cosign verify \\"] + signer.options.map { "  \($0.name) \(shellQuoted($0.value)) \\" }
      + ["  \(service.repository.value):TAG"]
    let all: Text =
      plan.signer(of: service) == nil ? "" : "; \(code: plan.make("container-verify")) verifies every image"
    return [
      .paragraph(
        ["The workflow signs what it publishes, \(how). Whoever uses an image can verify that\(all):"], origin),
      .code(language: "sh", lines.map { Located($0, origin) }, origin),
    ]
  }

  private static func attestation(of service: ServicePlan, in repository: String, _ plan: BuildPlan) -> [Block] {
    let attest = plan.pipeline.attest
    guard attest.value != .never else { return [] }
    let command = "gh attestation verify oci://\(service.repository.value):TAG --repo \(repository)"
    let condition = attest.value == .publicOnly ? ", if the repository is public" : ""
    return [
      .paragraph(["GitHub attests which commit and workflow an image comes from\(condition):"], attest.range),
      .code(language: "sh", [Located(command, attest.range)], attest.range),
    ]
  }
}

extension Guide.Table.Row {
  fileprivate init(credential: Credential, origin: SourceRange) {
    cells = [.code(credential.name), Guide.Text(credential.kind.rawValue), Guide.Text(credential.description)]
    self.origin = origin
  }
}
