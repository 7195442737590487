package import Diagnostics

/// Why what a file says of a pin cannot be taken over, and what to do.
package struct PinRefusal: Error {
  package let rule: Rule
  package let message, remedy: String

  package init(_ message: String, remedy: String, rule: Rule = .editedByHand) {
    (self.rule, self.message, self.remedy) = (rule, message, remedy)
  }
}

extension LockContents.Action {
  /// Reads what workflows write behind the '@' of an action: `<commit> # v7.0.1`.
  package init(parsing text: String) throws(PinRefusal) {
    let words = text.split(separator: " ")
    let commit = String(words.first ?? "")
    guard isHash(commit, digits: 40) else {
      throw PinRefusal(
        "'\(commit.printable)' is not a git commit, 40 hexadecimal digits",
        remedy: "write the commit, and the version that it is tagged with: @<commit> # v1.2.3")
    }
    guard words.count == 3, words[1] == "#", isVersion(words[2]) else {
      throw PinRefusal(
        words.count == 1 ? "the commit has no version beside it" : "what stands beside the commit is not its version",
        remedy: "write the version that the commit is tagged with behind it: # v1.2.3")
    }
    self.init(version: String(words[2]), commit: commit)
  }
}

extension LockContents.Image {
  /// Reads what follows the '@' of an image.
  package init(parsing digest: String) throws(PinRefusal) {
    guard digest.hasPrefix("sha256:"), isHash(digest.dropFirst("sha256:".count), digits: 64) else {
      throw PinRefusal(
        "'\(digest.printable)' is not a digest, sha256: and 64 hexadecimal digits",
        remedy: "write the digest that the registry has for the tag, or take the change back")
    }
    self.init(digest: digest)
  }
}

private func isHash(_ text: some StringProtocol, digits: Int) -> Bool {
  text.utf8.count == digits && text.utf8.allSatisfy(isHexadecimal)
}

/// v7.0.1, or 7.0.1
private func isVersion(_ text: Substring) -> Bool {
  let number = text.hasPrefix("v") ? text.dropFirst() : text
  return number.utf8.first.map(isDigit) == true && text.utf8.count <= 64
    && number.utf8.allSatisfy { isDigit($0) || isLowercase($0) || isUppercase($0) || "._-".utf8.contains($0) }
}

extension KnownBadList {
  /// Refuses a pin of `name`, by its version or by its commit or digest.
  package func check(_ name: String, version: String, pin: String) throws(PinRefusal) {
    guard let reason = reason(against: name, version) ?? reason(against: pin) else { return }
    throw PinRefusal(
      "'\(name)' at \(version.isEmpty ? pin : version) must not be used: \(reason)",
      remedy: "take the change back, and close the pull request that it came with", rule: .knownBadPin)
  }
}
