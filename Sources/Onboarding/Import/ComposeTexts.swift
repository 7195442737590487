import Diagnostics
import YAML

/// A port; nil where it is anything else.
func portNumber(_ text: some StringProtocol) -> Int? {
  Int(text).flatMap { (1...65_535).contains($0) ? $0 : nil }
}

/// A text of a compose file with the defaults of its variables; what has none is empty.
func interpolated(_ text: String) -> String { interpolate(text).text }

/// The same; nil where a variable has no default.
func fullyInterpolated(_ text: String) -> String? {
  let result = interpolate(text)
  return result.isComplete ? result.text : nil
}

private func interpolate(_ text: String) -> (text: String, isComplete: Bool) {
  var (result, rest, isComplete) = ("", text[...], true)
  while let character = rest.popFirst() {
    guard character == "$" else {
      result.append(character)
      continue
    }
    if rest.first == "$" {
      rest = rest.dropFirst()
      result.append("$")
    } else if rest.first == "{" {
      var (inner, depth) = ("", 0)
      while let next = rest.popFirst() {
        if next == "{" { depth += 1 }
        if next == "}" { depth -= 1 }
        if depth == 0 { break }
        if depth > 1 || next != "{" { inner.append(next) }
      }
      let operation = inner.drop { $0.isVariableCharacter }
      let standard = operation.drop { $0 == ":" }
      if standard.first == "-", inner.utf8.count <= 4096 {
        let (text, isWhole) = interpolate(String(standard.dropFirst()))
        result += text
        isComplete = isComplete && isWhole
      } else {
        isComplete = false
      }
    } else {
      let name = rest.prefix { $0.isVariableCharacter }
      rest = rest.dropFirst(name.count)
      if name.isEmpty { result.append("$") } else { isComplete = false }
    }
  }
  return (result, isComplete)
}

extension Node {
  /// The entries of a mapping, with those that '<<' merges in.
  var entries: [Entry] {
    guard case .mapping(let entries) = content else { return [] }
    let merged = entries.filter { $0.key.value == "<<" }.flatMap { entry -> [Entry] in
      entry.value.entries + entry.value.items.flatMap(\.entries)
    }
    let own = entries.filter { $0.key.value != "<<" }
    return own + merged.filter { entry in !own.contains { $0.key.value == entry.key.value } }
  }

  var items: [Node] { if case .sequence(let nodes) = content { nodes } else { [] } }

  /// The text of a scalar.
  var text: String? { if case .scalar(let scalar) = content { scalar.text } else { nil } }

  /// The texts of a list.
  var texts: [String] { items.compactMap(\.text) }

  subscript(key: String) -> Node? { entries.first { $0.key.value == key }?.value }
}
