import Foundation
import Support
import Testing

/// The example with everything it uses in its lock, generated, and pins as bots would move them.
enum Patched {
  static let dockerfile = "generated/services/control-plane/Dockerfile"
  static let workflow = "generated/.github/workflows/containers.yml"
  static let golang =
    "golang:1.27.0-alpine@sha256:4c9fe60190a2a3350ddc51de80d0224b8a6698d12bdfc999fee45ea9d6c46dbc"
  static let checkout = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"
  /// Digests and commits of nothing.
  static let digest = "sha256:" + String(repeating: "0ddba11e", count: 8)
  static let commit = String(repeating: "c0ffee11", count: 5)

  /// The example with everything it uses in its lock.
  static func generated() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("pin").status == 0)
    #expect(try scratch.scantling("generate").status == 0)
    return scratch
  }

  static func snapshot(_ scratch: Scratch) throws -> [String: String] {
    Dictionary(uniqueKeysWithValues: try scratch.files().map { ($0, try scratch.read($0)) })
  }

  /// A text without digests, commits and versions of releases.
  static func blanked(_ text: String) -> String {
    text.replacing(/sha256:[0-9a-f]{64}/, with: "<digest>").replacing(/\b[0-9a-f]{40}\b/, with: "<commit>")
      .replacing(/v\d+\.\d+\.\d+/, with: "<release>")
  }

  /// Takes over what was edited: then nothing drifts, and nothing but pins is another than before.
  static func expectAbsorbed(_ scratch: Scratch, since before: [String: String], _ blank: (String) -> String) throws {
    let absorb = try scratch.scantling("absorb")
    #expect(absorb.status == 0, "\(absorb.errors)")
    #expect(absorb.output.split(separator: "\n").allSatisfy { $0.hasPrefix("absorbed ") })
    let check = try scratch.scantling("check")
    #expect(check.status == 0, "\(check.output.prefix(800))")
    let after = try snapshot(scratch)
    #expect(after.keys == before.keys)
    for (path, text) in after {
      let isSame = blank(text) == blank(before[path] ?? "")
      #expect(isSame, "\(path) differs in more than pins")
    }
  }

  static func expectRefused(_ scratch: Scratch, _ messages: String...) throws {
    let before = try snapshot(scratch)
    let absorb = try scratch.scantling("absorb")
    #expect(absorb.status == 1 && absorb.output.isEmpty && absorb.errors.hasSuffix("nothing was written\n"))
    for message in messages { #expect(absorb.errors.contains(message), "\(absorb.errors)") }
    let isUntouched = try snapshot(scratch) == before
    #expect(isUntouched)
  }

  /// Another commit and release of each action, and another digest of each image; others for each `seed` below 10.
  static func moved(_ text: String, _ seed: Int = 0) -> String {
    text.replacing(/(uses: [^@\n]+@)[0-9a-f]{32}([0-9a-f]{8}) # v(\d+)\.\d+\.\d+/) { match in
      "\(match.1)\(String(repeating: "abc\(seed)", count: 8))\(match.2) # v\(match.3).99.\(seed)"
    }.replacing(/@sha256:[0-9a-f]{56}([0-9a-f]{8})/) { match in
      "@sha256:\(String(repeating: "012345\(seed)", count: 8))\(match.1)"
    }
  }
}
