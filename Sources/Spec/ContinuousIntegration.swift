package import Diagnostics
import YAML

/// What the workflows do, beside building.
package struct ContinuousIntegration: MappingDecodable {
  package static let noun = "ci"
  package let branch: Located<String>?
  package let scan: Scan?
  package let sign: Located<Signing>?
  package let attest: Located<Attesting>?
  package let provenance: Located<Provenance>?
  package let sbom: Located<Bool>?
  package let workflows: Located<WorkflowDivision>?
  package let scantling: Located<Release>?
  package let bots: [Located<Bot>]

  package init?(_ keys: inout Keys) {
    branch = keys.optional("branch", .branch, "Branch that images are published from")
    scan = keys.optional("scan", .mapping(Scan.self), "Scan for vulnerabilities")?.value
    sign = keys.optional("sign", .signing, "How published images are signed")
    attest = keys.optional(
      "attest", .attesting, "Whether GitHub attests where images come from; as 'sign' if not written")
    provenance = keys.optional("provenance", .provenance, "How much of a build an image's provenance tells")
    sbom = keys.optional("sbom", .boolean, "Images are published with a list of what is in them")
    workflows = keys.optional("workflows", .division, "One workflow builds all services, or each has its own")
    scantling = keys.optional(
      "scantling", .mapping(Release.self), "Release of Scantling that the drift check installs, if it is not at hand")
    bots = keys.list("bots", of: .bot, "Programs that move pins, for each of which settings are generated")
  }
}

package struct Scan: MappingDecodable {
  package static let noun = "scan"
  package let severity: [Located<Severity>]?
  package let codeScanning: Located<Bool>?

  package init?(_ keys: inout Keys) {
    severity = keys.optional("severity", .list(of: .severity), "Severities that fail the gate")?.value
    codeScanning = keys.optional(
      "code-scanning", .boolean, "Findings are reported to GitHub's code scanning, which not every plan has")
  }
}

package enum Severity: String, CaseIterable, Sendable { case unknown, low, medium, high, critical }

package enum Signing: Equatable, Sendable {
  /// By a certificate that names the workflow.
  case keyless
  /// By a secret key; `publicKey` is the path of its other half.
  case key(publicKey: String)
  case none
}

/// Whether GitHub attests the provenance of images. For private repositories it does so in its Enterprise plan only.
package enum Attesting: String, CaseIterable, Sendable {
  case never, always
  case publicOnly = "public"
}

/// How much of a build BuildKit tells beside the image; `max` tells build arguments and the source too.
package enum Provenance: String, CaseIterable, Sendable { case max, min, none }

package enum WorkflowDivision: String, CaseIterable, Sendable {
  case shared
  case perService = "per-service"
}

/// A release of Scantling, known by its checksum.
package struct Release: MappingDecodable {
  package static let noun = "scantling"
  package let version: Located<String>
  package let url: Located<String>
  package let checksum: Located<String>

  package init?(_ keys: inout Keys) {
    let version = keys.required("version", .version, "Version of the release, for example 0.1.0")
    let checksum = keys.required(
      "checksum", .digest, "Checksum of the program, as 'sha256sum' prints it behind 'sha256:'")
    let url = keys.required("url", .url, "Address of the program for Linux on x86-64")
    guard let version, let checksum, let url else { return nil }
    (self.version, self.checksum, self.url) = (version, checksum, url)
  }
}

private struct SigningKey: MappingDecodable {
  static let noun = "sign"
  let publicKey: Located<String>

  init?(_ keys: inout Keys) {
    let publicKey = keys.required("key", .path, "Path of the public key; the secret one is a secret of the repository")
    guard let publicKey else { return nil }
    self.publicKey = publicKey
  }
}

extension ValueType<Severity> {
  package static let severity = choice(Severity.allCases.map { ($0.rawValue, $0) })
}

extension ValueType<Attesting> {
  package static let attesting = choice(Attesting.allCases.map { ($0.rawValue, $0) })
}

extension ValueType<Provenance> {
  package static let provenance = choice(Provenance.allCases.map { ($0.rawValue, $0) })
}

extension ValueType<WorkflowDivision> {
  package static let division = choice(WorkflowDivision.allCases.map { ($0.rawValue, $0) })
}

extension ValueType<Signing> {
  package static let signing = Self(shape: { .either([word.shape($0), key.shape($0)]) }) { node, decoder in
    guard case .mapping = node.content else { return word.decode(node, &decoder) }
    return key.decode(node, &decoder).map { .key(publicKey: $0.publicKey.value) }
  }

  private static let word = choice([("keyless", .keyless), ("none", .none)])
  private static let key = ValueType<SigningKey>.mapping(SigningKey.self)
}
