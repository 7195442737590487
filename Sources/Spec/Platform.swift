package import Diagnostics
import YAML

/// An operating system and architecture that an image is built for, as OCI names it: linux/arm/v7.
package struct Platform: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  /// In the one spelling of what OCI takes for the same: linux/arm64 for linux/arm64/v8, linux/arm/v7 for linux/arm.
  package init(os: String, architecture: String, variant: String?) {
    let variant = variant.flatMap { $0.isEmpty ? nil : $0 } ?? (architecture == "arm" ? "v7" : nil)
    let isImplied = architecture == "arm64" && variant == "v8" || architecture == "amd64" && variant == "v1"
    description = "\(os)/\(architecture)" + (isImplied ? "" : variant.map { "/\($0)" } ?? "")
  }

  init(description: String) { self.description = description }

  /// Without the operating system and joined with '-', for names: arm-v7.
  package var slug: String { description.split(separator: "/").dropFirst().joined(separator: "-") }
  /// As `$TARGETARCH$TARGETVARIANT` spells it: armv7.
  package var targetSuffix: String { description.split(separator: "/").dropFirst().joined() }
}

/// What OCI takes for the same platform.
private let alias = (name: "linux/arm64/v8", platform: "linux/arm64")

extension ValueType<Platform> {
  /// A platform of the platform table.
  package static let platform = Self(shape: { decoder in
    let known = decoder.library?.platforms.facts.map(\.platform.value.description)
    let form = known.map { Shape.Form.names($0 + [alias.name]) }
    return .scalar("a platform such as linux/amd64", form ?? .free, readings: form == nil ? Shape.Reading.allCases : [])
  }) { node, decoder in
    guard case .scalar(let scalar) = node.content, !node.isEmpty else {
      decoder.expected(.scalar("a platform such as linux/amd64"), found: node)
      return nil
    }
    let text = scalar.text == alias.name ? alias.platform : scalar.text
    let known = decoder.library?.platforms.facts.map(\.platform.value.description)
    guard let known, !known.contains(text) else { return Platform(description: text) }
    decoder.diagnostics.append(
      .init(
        .invalidValue, "'\(text.printable)' is not a known platform", at: node.range, unknown: text,
        among: known + [alias.name]))
    return nil
  }
}

extension ValueType<Platform> {
  /// A platform as a registry names it, known to us or not.
  static let publishedPlatform = scalar(
    "a platform such as linux/amd64", pattern: "[a-z0-9]+(/[a-z0-9_.-]+){1,2}"
  ) { text throws(Refusal) in
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isByte = { (byte: UInt8) in isLowercase(byte) || isDigit(byte) }
    guard (2...3).contains(parts.count), parts[0].utf8.allSatisfy(isByte),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { isByte($0) || "_.-".utf8.contains($0) } })
    else { throw Refusal(message: "'\(text.printable)' is not a platform such as linux/amd64") }
    return Platform(description: text)
  }
}

/// What is known of one platform: a row of templates/platforms.yaml.
package struct PlatformFacts: MappingDecodable {
  package static let noun = "platform"
  package let platform: Located<Platform>
  /// The label of GitHub's native runner; nil where there is none and the build has to emulate or cross-compile.
  package let runner: Located<String>?
  /// What templates may refer to as `${platform.<name>}`: the names that toolchains have for the platform.
  package let names: [Entry<String>]

  package init?(_ keys: inout Keys) {
    let platform = keys.required("platform", .platform, "The platform, as OCI names it")
    runner = keys.optional("runner", .line, "Label of GitHub's native runner, if there is one")
    names = keys.optional("names", .map(.name, to: .line), "Names that toolchains have for the platform")?.value ?? []
    guard let platform else { return nil }
    self.platform = platform
  }
}

/// templates/platforms.yaml.
package struct PlatformTable: MappingDecodable {
  package static let noun = "the platform table"
  package let facts: [PlatformFacts]
  /// The runner for jobs that build nothing, and for platforms without a native one.
  package let defaultRunner: Located<String>
  /// Image that registers emulators on a runner.
  package let emulator: Located<ImageReference>

  package init?(_ keys: inout Keys) {
    let runner = keys.required("default-runner", .line, "Runner for everything that is not built natively")
    let emulator = keys.required("emulator", .image, "Image that registers emulators for other platforms")
    facts = keys.list("platforms", of: .mapping(PlatformFacts.self), "The known platforms").map(\.value)
    guard let runner, let emulator else { return nil }
    (defaultRunner, self.emulator) = (runner, emulator)
  }

  package subscript(platform: Platform) -> PlatformFacts? { facts.first { $0.platform.value == platform } }
}
