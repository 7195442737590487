package import Diagnostics

/// specs/scantling.lock: what the workspace uses of what others publish, and at which digest, commit or version.
package struct Lock: MappingDecodable {
  package static let noun = "the lock"
  /// The version of Scantling that the generated files were made by.
  package let scantling: Located<String>?
  package let images: [Entry<LockedImage>]
  package let actions: [ActionPin]
  package let tools: [Entry<String>]
  /// The whole of it.
  package let range: SourceRange

  package init?(_ keys: inout Keys) {
    range = keys.range
    scantling = keys.optional("scantling", .version, "Version of Scantling that generated files are made by")
    images =
      keys.optional("images", .map(.imageName, to: .mapping(LockedImage.self)), "Images by full name")?.value ?? []
    actions =
      keys.optional("actions", .map(.actionName, to: .mapping(LockedAction.self)), "Actions by owner and name")?
      .value.map { ActionPin(action: $0.key, version: $0.value.value.version, commit: $0.value.value.commit) } ?? []
    tools = keys.optional("tools", .map(.name, to: .version), "Versions of tools that workflows install")?.value ?? []
  }

  package subscript(reference: ImageReference) -> Located<LockedImage>? {
    images.first { $0.key.value == reference.description }?.value
  }

  package func action(_ name: String) -> ActionPin? { actions.first { $0.action.value == name } }

  package func tool(_ name: String) -> Located<String>? { tools.first { $0.key.value == name }?.value }
}

package struct LockedImage: MappingDecodable {
  package static let noun = "locked image"
  /// Of the index, so that one digest serves every platform.
  package let digest: Located<String>
  /// What the registry said the index is published for; empty where it was not asked.
  package let platforms: [Located<Platform>]

  package init?(_ keys: inout Keys) {
    let digest = keys.required("digest", .digest, "Digest of the image's index")
    platforms = keys.list("platforms", of: .publishedPlatform, "Platforms behind the digest")
    guard let digest else { return nil }
    self.digest = digest
  }
}

private struct LockedAction: MappingDecodable {
  static let noun = "locked action"
  let version, commit: Located<String>

  init?(_ keys: inout Keys) {
    let version = keys.required("version", .version, "Version that the commit is tagged with")
    let commit = keys.required("commit", .commit, "The commit; of an annotated tag the peeled one")
    guard let version, let commit else { return nil }
    (self.version, self.commit) = (version, commit)
  }
}
