/// A version of numbers, with what stands before and behind: v7.0.1, 1.27.0-alpine.
package struct ReleaseVersion: Comparable, Hashable, Sendable {
  package let text: String
  let prefix: String
  let numbers: [Int]
  /// What kind of image a tag is: '-alpine'.
  let suffix: String

  /// nil where the text does not begin with a number.
  package init?(_ text: String) {
    let rest = text.hasPrefix("v") ? text.dropFirst() : text[...]
    let numeric = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
    let parts = numeric.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard !parts.contains(nil), !parts.isEmpty else { return nil }
    self.text = text
    prefix = text.hasPrefix("v") ? "v" : ""
    numbers = parts.compactMap { $0 }
    suffix = String(rest.dropFirst(numeric.count))
  }

  package static func < (a: ReleaseVersion, b: ReleaseVersion) -> Bool {
    a.numbers.lexicographicallyPrecedes(b.numbers)
  }

  /// The same kind of thing, written the same way: neither another variant nor a tag that moves more or less.
  func isLike(_ other: ReleaseVersion) -> Bool {
    prefix == other.prefix && suffix == other.suffix && numbers.count == other.numbers.count
  }

  /// The newest of `texts` that are like this and newer, newest first.
  package func newer(among texts: [String], sameMajor: Bool) -> [ReleaseVersion] {
    texts.compactMap { ReleaseVersion($0) }.filter { other in
      isLike(other) && self < other && (!sameMajor || numbers.first == other.numbers.first)
    }.sorted { $0 > $1 }
  }
}
