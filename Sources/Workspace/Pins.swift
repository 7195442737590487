/// Digests and commits in printed lines: what bots and the lock move.
enum Pins {
  /// Whether the texts differ, and in nothing but pins; `withTags` also in the tags before them.
  static func areAll(_ difference: LineDifference, withTags: Bool = false) -> Bool {
    // The checksum in the second line goes with every other line.
    let changes = difference.changes.map { change in
      (change.removed.filter { $0 != 1 }, change.added.filter { $0 != 1 })
    }.filter { !$0.0.isEmpty || !$0.1.isEmpty }
    return !changes.isEmpty
      && changes.allSatisfy { removed, added in
        removed.count == added.count
          && zip(removed, added).allSatisfy {
            let (old, new) = (difference.old[$0], difference.new[$1])
            return old != new && taken(outOf: old, withTags) == taken(outOf: new, withTags)
          }
      }
  }

  private static func taken(outOf line: String, _ withTags: Bool) -> String {
    var words: [Substring] = []
    for word in line.split(separator: " ", omittingEmptySubsequences: false) {
      guard let pin = pin(in: word) else {
        words.append(word)
        continue
      }
      var name = word[..<pin.lowerBound]
      if withTags, let colon = name.lastIndex(of: ":"), !name[colon...].contains("/"), name.hasSuffix("@") {
        name = name[..<colon] + "@"
      }
      words.append(name + word[pin.upperBound...])
      // The version of an action stands behind its commit, in a comment.
      if word[pin].utf8.count == 40 { return words.joined(separator: " ") }
    }
    return words.joined(separator: " ")
  }

  /// `sha256:` with 64 hexadecimal digits, or 40 of them behind an '@'.
  private static func pin(in word: Substring) -> Range<Substring.Index>? {
    let digits = { (start: Substring.Index) in word[start...].prefix { $0.isHexDigit } }
    if let mark = word.firstRange(of: "sha256:"), digits(mark.upperBound).utf8.count == 64 {
      return mark.lowerBound..<digits(mark.upperBound).endIndex
    }
    guard let at = word.lastIndex(of: "@") else { return nil }
    let start = word.index(after: at)
    return digits(start).utf8.count == 40 ? start..<digits(start).endIndex : nil
  }
}
