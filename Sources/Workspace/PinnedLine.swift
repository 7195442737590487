/// A printed line, taken apart at the pin in it: what bots move, and what the lock does.
struct PinnedLine: Sendable {
  enum Pin: Hashable, Sendable {
    /// What stands behind the '@' of an action: a commit, and its version in a comment.
    case action(name: String, pin: String)
    /// Without a name where the digest of an image stands alone.
    case image(name: String, tag: String?, digest: String)
    /// Of a tool that a workflow installs.
    case version(String)
  }

  private(set) var pin: Pin?
  /// The line without the pin, but with the name that is pinned.
  private(set) var frame: String
  /// The line without digests and commits: with tags, and with versions of tools.
  private(set) var frameWithTags: String

  /// A bot can move the pin: it says of what it is one.
  var isMovable: Bool {
    switch pin {
    case .image(let name, _, _)?: !name.isEmpty
    case .action?, .version?: true
    case nil: false
    }
  }

  init(_ line: String) {
    (frame, frameWithTags) = (line, line)
    if !readAction(line) && !readImage(line) { readVersion(line) }
  }

  /// `uses: actions/checkout@<commit> # v7.0.1`
  private mutating func readAction(_ line: String) -> Bool {
    let entry = line.drop { $0 == " " || $0 == "-" }
    guard entry.hasPrefix("uses: "), let at = entry.firstIndex(of: "@") else { return false }
    let name = entry[..<at].dropFirst("uses: ".count)
    pin = .action(name: String(name), pin: String(entry[entry.index(after: at)...]))
    frame = String(line[...at])
    frameWithTags = frame
    return true
  }

  /// A word that ends in `golang:1.27.0-alpine@sha256:<digest>`, or a digest alone.
  private mutating func readImage(_ line: String) -> Bool {
    for word in line.split(separator: " ") {
      guard let mark = word.firstRange(of: "sha256:") else { continue }
      let digits = word[mark.upperBound...].prefix { $0.isLetter || $0.isNumber }
      guard !digits.isEmpty else { continue }
      let head = word[..<mark.lowerBound]
      let image = head.hasSuffix("@") ? head.dropLast().reversedPrefix(while: isOfName) : head.suffix(0)
      let slash = image.lastIndex(of: "/") ?? image.startIndex
      let colon = image[slash...].lastIndex(of: ":")
      let name = image[..<(colon ?? image.endIndex)]
      pin = .image(
        name: String(name), tag: colon.map { String(image[image.index(after: $0)...]) },
        digest: String(word[mark.lowerBound..<digits.endIndex]))
      frame = line[..<name.endIndex] + "@" + line[digits.endIndex...]
      frameWithTags = line[..<mark.lowerBound] + "@" + line[digits.endIndex...]
      return true
    }
    return false
  }

  /// `version: v0.75.0`
  private mutating func readVersion(_ line: String) {
    guard let colon = line.firstRange(of: ": v") else { return }
    let version = line[colon.lowerBound...].dropFirst(2)
    let isVersion = version.dropFirst().first?.isNumber == true && !version.contains(" ")
    guard isVersion, !line[..<colon.lowerBound].drop(while: { $0 == " " || $0 == "-" }).contains(" ") else { return }
    pin = .version(String(version))
    frame = String(line[..<version.startIndex])
  }
}

extension PinnedLine {
  /// Whether the texts differ, and in nothing but pins; `withTags` also in the tags before digests.
  static func areAll(_ difference: LineDifference, withTags: Bool = false) -> Bool {
    // The checksum in the second line goes with every other line.
    let changes = difference.changes.map { change in
      (change.removed.filter { $0 != 1 }, change.added.filter { $0 != 1 })
    }.filter { !$0.0.isEmpty || !$0.1.isEmpty }
    return !changes.isEmpty
      && changes.allSatisfy { removed, added in
        removed.count == added.count
          && zip(removed, added).allSatisfy {
            let (old, new) = (PinnedLine(difference.old[$0]), PinnedLine(difference.new[$1]))
            return withTags ? new.isMovable && old.frame == new.frame : old.frameWithTags == new.frameWithTags
          }
      }
  }
}

/// A character of the name and the tag of an image.
private func isOfName(_ character: Character) -> Bool {
  character.isASCII && (character.isLetter || character.isNumber || "./:_-".contains(character))
}

extension Substring {
  /// The end of this whose characters all fulfil `condition`.
  fileprivate func reversedPrefix(while condition: (Character) -> Bool) -> Substring {
    suffix(reversed().prefix(while: condition).count)
  }
}
