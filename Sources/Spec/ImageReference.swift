import Diagnostics

/// The name of an image in full: registry, repository and tag, as in docker.io/library/golang:1.27.0-alpine.
package struct ImageReference: Hashable, Sendable, CustomStringConvertible {
  /// Registry and repository.
  package let repository: String
  package let tag: String?

  package var description: String { tag.map { "\(repository):\($0)" } ?? repository }

  /// The image without anything in it, which is no image of a registry.
  package static let scratch = ImageReference(repository: "docker.io/library/scratch", tag: nil)

  private init(repository: String, tag: String?) {
    self.repository = repository
    self.tag = tag
  }

  /// As people write it, without what Docker adds by itself: golang:1.27.0-alpine.
  package var familiar: String {
    for prefix in ["docker.io/library/", "docker.io/"] where description.hasPrefix(prefix) {
      return String(description.dropFirst(prefix.count))
    }
    return description
  }

  /// All that people may call the image: golang, golang:1.27.0-alpine, docker.io/library/golang.
  package var names: [String] {
    let tagLength = tag.map { $0.utf8.count + 1 } ?? 0
    return [familiar, String(familiar.dropLast(tagLength)), description, repository]
  }

  /// Reads a reference by the grammar of the distribution specification; Docker Hub's default names are filled in.
  package init(parsing text: String) throws(ImageReferenceError) {
    guard !text.contains("@") else { throw .digestInText }
    let slash = text.lastIndex(of: "/") ?? text.startIndex
    let colon = text[slash...].lastIndex(of: ":")
    var repository = String(colon.map { text[..<$0] } ?? text[...])
    tag = colon.map { String(text[text.index(after: $0)...]) }
    let components = repository.split(separator: "/", omittingEmptySubsequences: false)
    let first = components[0]
    if components.count == 1 {
      repository = "docker.io/library/" + repository
    } else if !first.contains("."), !first.contains(":"), first != "localhost" {
      repository = "docker.io/" + repository
    }
    self.repository = repository
    guard isRepository(repository), tag.map(isTag) ?? true else { throw .malformed }
  }
}

package enum ImageReferenceError: Error { case malformed, digestInText }

private func isRepository(_ text: String) -> Bool {
  let components = text.split(separator: "/", omittingEmptySubsequences: false)
  guard text.utf8.count <= 255, components.count > 1 else { return false }
  let host = components[0].utf8
  guard !host.isEmpty, host.allSatisfy({ isLowercase($0) || isUppercase($0) || isDigit($0) || ".:-".utf8.contains($0) })
  else { return false }
  return components.dropFirst().allSatisfy { component in
    guard let first = component.utf8.first, let last = component.utf8.last else { return false }
    let isAlphanumeric = { (byte: UInt8) in isLowercase(byte) || isDigit(byte) }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && component.utf8.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
  }
}

private func isTag(_ text: String) -> Bool {
  guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
  let isWord = { (byte: UInt8) in isLowercase(byte) || isUppercase(byte) || isDigit(byte) || byte == UInt8(ascii: "_") }
  return isWord(first) && text.utf8.allSatisfy { isWord($0) || ".-".utf8.contains($0) }
}

/// Patterns of the parts of a reference.
private let hostPattern = "[A-Za-z0-9.:-]+"
private let componentPattern = "[a-z0-9]([a-z0-9._-]*[a-z0-9])?"
private let tagPattern = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"

extension ValueType<String> {
  /// Registry and path that image names are put under: ghcr.io/acme.
  package static let registry = scalar(
    "a registry and path such as ghcr.io/acme", pattern: "[A-Za-z0-9.-]+|\(hostPattern)(/\(componentPattern))+"
  ) { text throws(Refusal) in
    guard !text.contains(":") || text.contains("/"), let parsed = try? ImageReference(parsing: text + "/image"),
      parsed.description == text + "/image" || parsed.description == "docker.io/" + text + "/image"
    else {
      throw Refusal(
        message: "'\(text.printable)' is not a registry and path",
        notes: [.init("for example ghcr.io/acme; in lower case, without a scheme or a tag")])
    }
    return text
  }

  /// `sha256:` and 64 hexadecimal digits.
  package static let digest = scalar("a digest, sha256: and 64 hexadecimal digits", pattern: "sha256:[0-9a-f]{64}") {
    text throws(Refusal) in
    guard text.hasPrefix("sha256:"), isHexadecimal(text.dropFirst(7), count: 64) else {
      throw Refusal(message: "'\(text.printable)' is not a digest, sha256: and 64 hexadecimal digits")
    }
    return text
  }

  /// The 40 hexadecimal digits of a git commit.
  package static let commit = scalar("a git commit, 40 hexadecimal digits", pattern: "[0-9a-f]{40}") {
    text throws(Refusal) in
    guard isHexadecimal(text[...], count: 40) else {
      throw Refusal(message: "'\(text.printable)' is not a git commit, 40 hexadecimal digits")
    }
    return text
  }
}

private func isHexadecimal(_ text: Substring, count: Int) -> Bool {
  text.utf8.count == count && text.utf8.allSatisfy(isHexadecimal)
}

/// A hexadecimal digit in lower case.
func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) }

extension ValueType<String> {
  static let commitOrDigest = scalar(
    "a git commit or a digest", pattern: "[0-9a-f]{40}|sha256:[0-9a-f]{64}"
  ) { text throws(Refusal) in
    let isDigest = text.hasPrefix("sha256:") && isHexadecimal(text.dropFirst(7), count: 64)
    guard isDigest || isHexadecimal(text[...], count: 40) else {
      throw Refusal(message: "'\(text.printable)' is neither a git commit nor a digest")
    }
    return text
  }

  /// Owner and name of a repository on GitHub, and the path inside where there is one.
  static let actionName = scalar(
    "an action such as actions/checkout", pattern: "[A-Za-z0-9][A-Za-z0-9-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)+"
  ) { text throws(Refusal) in
    let isWord = { (byte: UInt8) in isLowercase(byte) || isUppercase(byte) || isDigit(byte) }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isValid =
      parts.count > 1 && parts[0].utf8.first.map(isWord) == true
      && parts[0].utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") }
      && parts.dropFirst().allSatisfy { part in
        part.utf8.first.map { isWord($0) || $0 == UInt8(ascii: "_") } == true
          && part.utf8.allSatisfy { isWord($0) || "._-".utf8.contains($0) }
      }
    guard isValid else {
      throw Refusal(
        message: "'\(text.printable)' is not the name of an action",
        notes: [.init("write owner and name, for example actions/checkout")])
    }
    return text
  }

  /// The full name of an image, as a key.
  static let imageName = scalar(
    "the full name of an image", pattern: "\(hostPattern)(/\(componentPattern))+(:\(tagPattern))?"
  ) { text throws(Refusal) in
    guard let reference = try? ImageReference(parsing: text), reference.description == text else {
      throw Refusal(
        message: "'\(text.printable)' is not the full name of an image",
        notes: [.init("with registry and tag, for example docker.io/library/redis:8.10.1")])
    }
    return text
  }
}

extension ValueType<ImageReference> {
  package static let image = scalar(
    "the name of an image",
    pattern: "(\(hostPattern)/)?\(componentPattern)(/\(componentPattern))*(:\(tagPattern))?"
  ) { text throws(Refusal) in
    do throws(ImageReferenceError) {
      return try ImageReference(parsing: text)
    } catch {
      switch error {
      case .malformed: throw Refusal(message: "'\(text.printable)' is not the name of an image")
      case .digestInText:
        throw Refusal(
          message: "an image is named without its digest", notes: [.init("the digest belongs into the lock")])
      }
    }
  }
}
