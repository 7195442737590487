/// Reads an ignore file as BuildKit does: patterns from the root of the context, the last one that matches decides.
struct IgnoreMatcher {
  private struct Pattern {
    let text: [Unicode.Scalar]
    let isException: Bool
  }

  private let patterns: [Pattern]

  init(_ text: String) {
    patterns = text.split { $0 == "\n" || $0 == "\r\n" }.compactMap { line in
      if line.hasPrefix("#") { return nil }
      var pattern = line.drop { $0 == " " || $0 == "\t" }
      while let last = pattern.last, last.isWhitespace { pattern.removeLast() }
      let isException = pattern.hasPrefix("!")
      if isException { pattern = pattern.dropFirst().drop { $0 == " " } }
      guard !pattern.isEmpty else { return nil }
      return Pattern(text: Array(Self.cleaned(pattern).unicodeScalars), isException: isException)
    }
  }

  /// `./a//b/../c/` is `a/c`.
  private static func cleaned(_ path: Substring) -> String {
    var segments: [Substring] = []
    for segment in path.split(separator: "/") where segment != "." {
      if segment == "..", let last = segments.last, last != ".." {
        segments.removeLast()
      } else {
        segments.append(segment)
      }
    }
    return segments.isEmpty ? "." : segments.joined(separator: "/")
  }

  /// Whether the file or folder at `path` is left out.
  func ignores(_ path: String) -> Bool {
    let segments = path.split(separator: "/")
    let candidates = segments.indices.map { Array(segments[...$0].joined(separator: "/").unicodeScalars) }
    var isIgnored = false
    for pattern in patterns where pattern.isException == isIgnored {
      if candidates.contains(where: { matches(pattern.text[...], $0[...]) }) { isIgnored = !pattern.isException }
    }
    return isIgnored
  }

  private func matches(_ pattern: ArraySlice<Unicode.Scalar>, _ path: ArraySlice<Unicode.Scalar>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    let rest = pattern.dropFirst()
    switch first {
    case "*" where rest.first == "*": return matchesFolders(rest.dropFirst(), path)
    case "*":
      let segment = path.prefix { $0 != "/" }
      return (segment.startIndex...segment.endIndex).contains { matches(rest, path[$0...]) }
    case "[": return matchesClass(rest, path)
    case "?": return path.first.map { $0 != "/" && matches(rest, path.dropFirst()) } ?? false
    case "\\": return rest.first.map { $0 == path.first && matches(rest.dropFirst(), path.dropFirst()) } ?? false
    default: return first == path.first && matches(rest, path.dropFirst())
    }
  }

  /// `**` at the end matches what is left; before something it matches nothing, or any number of folders.
  private func matchesFolders(_ rest: ArraySlice<Unicode.Scalar>, _ path: ArraySlice<Unicode.Scalar>) -> Bool {
    let rest = rest.first == "/" ? rest.dropFirst() : rest
    if rest.isEmpty || matches(rest, path) { return true }
    return path.indices.contains { path[$0] == "/" && matches(rest, path[($0 + 1)...]) }
  }

  private func matchesClass(_ rest: ArraySlice<Unicode.Scalar>, _ path: ArraySlice<Unicode.Scalar>) -> Bool {
    guard let scalar = path.first, scalar != "/", let close = rest.firstIndex(of: "]") else { return false }
    let isNegated = rest.first == "^"
    var members = (isNegated ? rest.dropFirst() : rest)[..<close]
    var isMember = false
    while let lower = members.popFirst() {
      if members.first == "-", let upper = members.dropFirst().first {
        isMember = isMember || (lower...max(lower, upper)).contains(scalar)
        members = members.dropFirst(2)
      } else {
        isMember = isMember || lower == scalar
      }
    }
    return isMember != isNegated && matches(rest[(close + 1)...], path.dropFirst())
  }
}
