package import Diagnostics
package import YAML

/// Something that must not be used, and why: an action, tool or image, or some versions, commits or digests of it.
package struct KnownBad: MappingDecodable {
  package static let noun = "known-bad pin"
  let name: Located<String>
  /// The versions that are bad; with none, no `below` and no `pins`, all are.
  let versions: [Located<String>]
  /// Versions before this one are bad.
  let below: Located<String>?
  /// Commits and digests, whatever versions they are said to be.
  let pins: [Located<String>]
  let reason: Located<String>

  package init?(_ keys: inout Keys) {
    let name = keys.required("name", .line, "Action, tool or image")
    versions = keys.list("versions", of: .line, "Versions that are bad, if not all")
    below = keys.optional("below", .line, "Version before which all are bad")
    let reason = keys.required("reason", .line, "What is wrong with it, with the advisory")
    pins = keys.list("pins", of: .commitOrDigest, "Commits and digests that are bad wherever they stand")
    guard let name, let reason else { return nil }
    (self.name, self.reason) = (name, reason)
  }

  private var isAboutAll: Bool { versions.isEmpty && pins.isEmpty && below == nil }

  fileprivate func covers(_ version: String) -> Bool {
    isAboutAll || versions.contains { $0.value == version }
      || below.map { isVersion(version, below: $0.value) } ?? false
  }
}

/// The list of what must not be used.
package struct KnownBadList: Sendable {
  private let entries: [KnownBad]
  private let byPin: [String: KnownBad]

  init(_ entries: [KnownBad]) {
    self.entries = entries
    byPin = .init(entries.flatMap { entry in entry.pins.map { ($0.value, entry) } }) { first, _ in first }
  }

  /// Why `version` of an action, tool or image must not be used; nil where nothing is known against it.
  package func reason(against name: String, _ version: String) -> String? {
    entries.first { $0.name.value == name && $0.covers(version) }?.reason.value
  }

  /// Why a commit or a digest must not be used, whoever names it.
  package func reason(against pin: String) -> String? { byPin[pin]?.reason.value }

  /// Every bad commit and digest in the texts of a file: as a pin, in an argument, in a command.
  package func findings(in node: Node) -> [Diagnostic] {
    var found: [Diagnostic] = []
    node.forEachScalar { text, range in
      for pin in pins(in: text) {
        guard let entry = byPin[pin] else { continue }
        found.append(
          Diagnostic(
            .knownBadPin, "'\(pin)' of '\(entry.name.value)' must not be used: \(entry.reason.value)", at: range,
            notes: [.init("take it out; 'scantling pin' finds another for what the lock then lacks")]))
      }
    }
    return found
  }
}

/// The runs of hexadecimal digits in a text that are as long as a commit or a digest.
private func pins(in text: String) -> [String] {
  guard text.utf8.count >= 40 else { return [] }
  return text.lowercased().utf8.split { !isHexadecimal($0) }.compactMap { run in
    switch run.count {
    case 40: String(decoding: run, as: UTF8.self)
    case 64: "sha256:" + String(decoding: run, as: UTF8.self)
    default: nil
    }
  }
}

extension Node {
  fileprivate func forEachScalar(_ body: (String, SourceRange) -> Void) {
    switch content {
    case .scalar(let scalar): body(scalar.text, range)
    case .sequence(let nodes): for node in nodes { node.forEachScalar(body) }
    case .mapping(let entries):
      for entry in entries {
        body(entry.key.value, entry.key.range)
        entry.value.forEachScalar(body)
      }
    }
  }
}

/// `version` comes before `bound`, number by number.
package func isVersion(_ version: String, below bound: String) -> Bool {
  let numbers = { (text: String) in text.split { !("0"..."9").contains($0) }.map { Int($0) ?? 0 } }
  for (a, b) in zip(numbers(version), numbers(bound)) where a != b { return a < b }
  return false
}
