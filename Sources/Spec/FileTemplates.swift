package import Diagnostics

/// Where files land in an image, and whose they are.
package struct Placement: Sendable {
  /// nil where it is not written.
  package let destination: Located<Text>?
  /// User and group, by number; root where it is not written.
  package let owner: Located<String>?
  /// Permissions in octal digits.
  package let mode: Located<String>?

  init(_ keys: inout Keys) {
    destination = keys.optional(
      "to", .textLine, "Where to put it; './' if not written beside 'copy', or the place of what it is copied of")
    owner = keys.optional(
      "owner", .imageUser, "Owner of the files, as a number or as number:number; root if not written")
    mode = keys.optional("mode", .mode, "Permissions of the files in octal digits, for example \"0755\"")
  }

  init(_ destination: Located<Text>, owner: Located<String>?, mode: Located<String>?) {
    (self.destination, self.owner, self.mode) = (destination, owner, mode)
  }
}

/// Files from the build context, or with a source from a stage or an image.
package struct CopyTemplate: Sendable {
  /// Part of the workspace.
  package enum Part: Sendable { case service, shared, members, workspace }

  package let paths: [Located<Text>]
  /// Whose paths they are.
  package let part: Part
  package let source: Located<String>?
  package let placement: Placement
  /// A layer of its own, which does not depend on those before it.
  package let isLinked: Bool
  package let excluded: [Located<String>]

  init?(_ keys: inout Keys, _ placement: Placement) {
    let copy = keys.optional("copy", .list(of: .textLine), "Paths of the service's folder to copy")
    part =
      keys.optional(
        "of", .choice([("members", .members), ("shared", .shared), ("workspace", .workspace)]),
        "Whose paths they are instead: each other member's or the root's of the service's workspace; each shared input's"
      )?.value ?? .service
    source = keys.optional("from", .name, "Stage or image to copy from instead")
    isLinked = keys.optional("link", .boolean, "The layer does not depend on those before it")?.value ?? false
    excluded = keys.list("exclude", of: .pattern, "What is left out of what is copied")
    keys.require(["of", "from", "link", "exclude"], beside: ["copy"])
    guard let copy else { return nil }
    (paths, self.placement) = (copy.value, placement)
  }

  init(paths: [Located<Text>], _ placement: Placement) {
    (self.paths, self.placement) = (paths, placement)
    (part, source, isLinked, excluded) = (.service, nil, false, [])
  }
}

/// What others publish, at what it was when it was pinned.
package struct FetchTemplate: Sendable {
  package enum Origin: Sendable {
    /// A file with its digest.
    case file(Located<Text>, checksum: Located<String>)
    /// A git repository at a commit.
    case repository(Located<Text>, commit: Located<String>)
  }

  package let origin: Origin
  package let placement: Placement

  init?(_ keys: inout Keys, _ placement: Placement) {
    let file = keys.optional("fetch", .textLine(of: .address), "Address of a file to download, with https")
    let checksum = keys.optional("checksum", .digest, "Digest of that file, sha256: and 64 hexadecimal digits")
    let repository = keys.optional(
      "git", .textLine(of: .repositoryAddress), "Address of a git repository, with https and .git at its end")
    let commit = keys.optional("commit", .commit, "Commit of that repository, 40 hexadecimal digits")
    keys.require(["checksum"], beside: ["fetch"])
    keys.require(["commit"], beside: ["git"])
    if keys.isMeant("fetch") { ["checksum", "to"].forEach { keys.requireOne(of: [$0]) } }
    if keys.isMeant("git") { ["commit", "to"].forEach { keys.requireOne(of: [$0]) } }
    self.placement = placement
    if let file, let checksum, placement.destination != nil {
      origin = .file(file, checksum: checksum)
    } else if let repository, let commit, placement.destination != nil {
      origin = .repository(repository, commit: commit)
    } else {
      return nil
    }
  }
}

extension ValueType<String> {
  /// Permissions as chmod takes them.
  static let mode = scalar("permissions in octal digits such as 0755", pattern: "0?[0-7]{3}|[1-7][0-7]{3}") {
    text throws(Refusal) in
    let isOctal = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
    guard isOctal, [3, 4].contains(text.utf8.count) else {
      throw Refusal(
        message: "'\(text.printable)' is not three or four octal digits", notes: [.init("for example 0755")])
    }
    return text
  }

  /// A user, and a group after ':', by name or by number.
  static let imageUser = scalar(
    "a user such as nginx, 10001 or 10001:10001", pattern: "[a-z0-9_][a-z0-9_-]*(:[a-z0-9_][a-z0-9_-]*)?"
  ) { text throws(Refusal) in
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let isWord = { (byte: UInt8) in isLowercase(byte) || isDigit(byte) || byte == UInt8(ascii: "_") }
    let isValid =
      parts.count <= 2
      && parts.allSatisfy { part in
        part.utf8.first.map(isWord) == true && part.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") }
      }
    guard isValid else {
      throw Refusal(
        message: "'\(text.printable)' is not a user", notes: [.init("for example nginx, 10001 or 10001:10001")])
    }
    return text
  }
}
