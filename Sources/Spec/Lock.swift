package import Diagnostics

/// specs/scantling.lock: the digest that each image is used at.
package struct Lock: MappingDecodable {
  package static let noun = "the lock"
  package let images: [Entry<LockedImage>]

  package init?(_ keys: inout Keys) {
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

extension ValueType<String> {
  /// The full name of an image, as a key.
  fileprivate static let imageName = scalar("the full name of an image") { text throws(Refusal) in
    guard let reference = try? ImageReference(parsing: text), reference.description == text else {
      throw Refusal(
        message: "'\(text.printable)' is not the full name of an image",
        notes: [.init("with registry and tag, for example docker.io/library/redis:8.10.1")])
    }
    return text
  }
}
