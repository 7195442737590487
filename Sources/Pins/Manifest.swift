import Crypto
import FoundationEssentials
import Spec

/// An image index or a manifest, in the words of OCI or of Docker.
struct Manifest: Decodable {
  struct Descriptor: Decodable {
    let digest: String
    let platform: ImagePlatform?
    let annotations: [String: String]?
  }

  let mediaType: String?
  let manifests: [Descriptor]?
  let config: Descriptor?
  let annotations: [String: String]?

  /// All that a registry may answer with. A registry that is not asked for an index chooses one platform by itself.
  static let mediaTypes = [
    "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
  ]

  /// What can be run; attestations are of the platform unknown/unknown.
  var images: [Descriptor] { (manifests ?? []).filter { $0.platform.map { $0.os != "unknown" } ?? true } }

  /// The newest day of what the annotations say; nil where they say nothing.
  var created: Day? {
    let notes = [annotations] + images.map(\.annotations)
    return notes.compactMap { $0?["org.opencontainers.image.created"].flatMap { Day($0) } }.max()
  }
}

/// The platform of an image, in an index and in an image's configuration.
struct ImagePlatform: Decodable {
  let os, architecture: String
  let variant: String?
  /// Only in a configuration.
  let created: String?

  var platform: Platform { Platform(os: os, architecture: architecture, variant: variant) }
}

/// A day of the calendar, in UTC, as the number of days since 1970-01-01.
package struct Day: Comparable, Hashable, Sendable {
  package let number: Int

  package init(number: Int) { self.number = number }

  /// The day that a time of RFC 3339 begins with: 2026-11-21T15:04:05Z. nil where it is none or before 1980, which is
  /// what builds that can be repeated say instead of the truth.
  package init?(_ time: String) {
    let parts = time.prefix(10).split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], (1980...9999).contains(year),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    // Years begin in March, so that the day that leap years add is the last one.
    let (years, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    number = years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + day - 1 - 719_468
  }

  /// By this machine's clock.
  package static func today() -> Day { Day(number: Int(Date().timeIntervalSince1970) / 86_400) }

  package static func < (a: Day, b: Day) -> Bool { a.number < b.number }
}

/// `sha256:` and the digits of what the bytes hash to.
func sha256(_ bytes: [UInt8]) -> String {
  SHA256.hash(data: bytes).reduce(into: "sha256:") { text, byte in
    text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
