import Foundation
import Support

/// A file with one mistake that a machine made at one of its keys.
struct SpecMutation {
  let what: String
  let text: String

  /// Values that most keys refuse, for one reason or another.
  private static let values = [
    "true", "7", "1.5", "-1", "99999999999", "null", "", "\"\"", "\"!\"", "\"a b\"", "A_b", "../x", "latest", "[]",
    "[a]", "[[a]]", "{}", "{ zzz: 1 }",
  ]

  /// Every key misspelt, dropped, given a stranger for a neighbour, and given each of the values.
  static func all(of text: String, values: (_ current: String) -> [String] = { _ in values }) -> [SpecMutation] {
    text.matches(of: /(?m)(?<lead>^ *(?:- )?|\{ |, )(?<key>[A-Za-z_][A-Za-z_-]*):(?= |$)/).flatMap { match in
      let (key, after) = (String(match.key), match.range.upperBound)
      let inFlow = match.lead.contains { "{,".contains($0) }
      let column = text[..<match.key.startIndex].reversed().prefix { $0 != "\n" }.count
      let end = inFlow ? flowEnd(text, from: after) : blockEnd(text, from: after, column: column)
      let replace = { (range: Range<String.Index>, new: String) in text.replacingCharacters(in: range, with: new) }
      let stranger = inFlow ? "zzz: 1, " : "zzz: 1\n" + String(repeating: " ", count: column)
      let start = match.key.startIndex
      return [
        SpecMutation(what: "\(key) misspelt", text: replace(start..<match.key.endIndex, key + "x")),
        SpecMutation(what: "\(key) dropped", text: replace(start..<end, "")),
        SpecMutation(what: "zzz beside \(key)", text: replace(start..<start, stranger)),
      ]
        + values(text[after..<end].trimmingCharacters(in: .whitespaces)).map {
          SpecMutation(what: "\(key): \($0)", text: replace(after..<end, " " + $0))
        }
    }
  }

  /// The end of a value between brackets.
  private static func flowEnd(_ text: String, from start: String.Index) -> String.Index {
    var (index, depth, isQuoted) = (start, 0, false)
    while index < text.endIndex {
      switch text[index] {
      case "\"": isQuoted.toggle()
      case "[" where !isQuoted, "{" where !isQuoted: depth += 1
      case "]" where !isQuoted && depth > 0, "}" where !isQuoted && depth > 0: depth -= 1
      case "]" where !isQuoted, "}" where !isQuoted, "\n": return index
      case "," where !isQuoted && depth == 0: return index
      default: break
      }
      index = text.index(after: index)
    }
    return index
  }

  /// The end of a value with all lines that are indented further than its key.
  private static func blockEnd(_ text: String, from start: String.Index, column: Int) -> String.Index {
    var end = text[start...].firstIndex(of: "\n") ?? text.endIndex
    while end < text.endIndex {
      let next = text.index(after: end)
      let line = text[next...].prefix { $0 != "\n" }
      guard !line.isEmpty, line.prefix(while: { $0 == " " }).count > column else { break }
      end = line.endIndex
    }
    return end
  }
}
