package import Diagnostics

/// specs/scantling.lock: the digest that each image is used at.
package struct Lock: MappingDecodable {
  package static let noun = "the lock"
  /// The version of Scantling that the generated files were made by.
  package let scantling: Located<String>?
  package let images: [Entry<LockedImage>]

  package init?(_ keys: inout Keys) {
    scantling = keys.optional("scantling", .version, "Version of Scantling that generated files are made by")
    images =
      keys.optional("images", .map(.imageName, to: .mapping(LockedImage.self)), "Images by full name")?.value ?? []
  }

  package subscript(reference: ImageReference) -> Located<LockedImage>? {
    images.first { $0.key.value == reference.description }?.value
  }
}

package struct LockedImage: MappingDecodable {
  package static let noun = "locked image"
  /// Of the index, so that one digest serves every platform.
  package let digest: Located<String>

  package init?(_ keys: inout Keys) {
    let digest = keys.required("digest", .digest, "Digest of the image's index")
    guard let digest else { return nil }
    self.digest = digest
  }
}
