import Diagnostics
import YAML

/// What a lock says, to be changed and printed.
package struct LockContents: Equatable, Sendable {
  package struct Image: Equatable, Sendable {
    package let digest: String
    package let platforms: [Platform]

    package init(digest: String, platforms: [Platform] = []) {
      self.digest = digest
      self.platforms = Set(platforms).sorted { $0.description < $1.description }
    }
  }

  package struct Action: Hashable, Sendable {
    package let version, commit: String

    package init(version: String, commit: String) { (self.version, self.commit) = (version, commit) }
  }

  package var images: [ImageReference: Image] = [:]
  package var actions: [String: Action] = [:]
  package var tools: [String: String] = [:]

  package init() {}

  package init(_ lock: Lock) {
    for entry in lock.images {
      guard let reference = try? ImageReference(parsing: entry.key.value) else { continue }
      images[reference] = Image(entry.value.value)
    }
    for pin in lock.actions { actions[pin.action.value] = Action(pin) }
    for tool in lock.tools { tools[tool.key.value] = tool.value.value }
  }

  /// The text of specs/scantling.lock, by name; the same contents always give the same bytes. Without a version, any
  /// may make the files.
  package func print(version: String?) -> [UInt8] {
    let sections = [
      version.map { ("scantling", Value.string($0)) },
      section("images", images.map { ($0.description, $1.value) }),
      section("actions", actions.map { ($0, $1.value) }),
      section("tools", tools.map { ($0, .string($1)) }),
    ].compactMap { $0 }
    let fields = sections.enumerated().map { index, section in
      Value.Field(section.0, section.1, comment: index == 0 ? lockComment : [])
    }
    return Writer.lines(of: .mapping(fields), origin: SourceRange(startOf: FileID(0)))
      .flatMap { Array($0.text.utf8) + [0x0A] }
  }

  private func section(_ name: String, _ entries: [(key: String, value: Value)]) -> (String, Value)? {
    guard !entries.isEmpty else { return nil }
    return (name, .mapping(entries.sorted { $0.key < $1.key }.map { Value.Field($0.key, $0.value) }))
  }
}

private let lockComment = [
  "What is used of what others publish: digests of images, commits of actions, versions of tools. To be committed.",
  "'scantling pin' adds what the specs need, 'scantling pin --update' moves it forward.",
]

extension LockContents.Image {
  package init(_ locked: LockedImage) {
    self.init(digest: locked.digest.value, platforms: locked.platforms.map(\.value))
  }

  fileprivate var value: Value {
    let platforms = platforms.isEmpty ? [] : [Value.Field("platforms", .strings(platforms.map(\.description)))]
    return .mapping([Value.Field("digest", .string(digest))] + platforms)
  }
}

extension LockContents.Action {
  package init(_ pin: ActionPin) { self.init(version: pin.version.value, commit: pin.commit.value) }

  fileprivate var value: Value {
    .mapping([Value.Field("version", .string(version)), Value.Field("commit", .string(commit))])
  }
}
