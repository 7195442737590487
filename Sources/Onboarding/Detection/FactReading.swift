import Diagnostics
import Spec
import YAML

/// What a fact finds in a folder.
struct Finding {
  let path: String
  /// What the last '*' stands for, of the key or else of the file's pattern.
  let name: String
  let value: String

  /// A text of the fact with what was found.
  func filled(_ text: String) -> String {
    text.replacing("${name}", with: name).replacing("${value}", with: value)
  }
}

extension SourceTree {
  /// What a fact finds in a folder, or else in the nearest folder above where it may be; nothing where it does not hold.
  func findings(of fact: Fact, in folder: String) -> [Finding] {
    var folder = folder
    while true {
      let found = ownFindings(of: fact, in: folder)
      if !found.isEmpty || !fact.isAbove || folder.isEmpty { return found }
      folder = parentFolder(folder)
    }
  }

  private func ownFindings(of fact: Fact, in folder: String) -> [Finding] {
    if let other = fact.without, !paths(fitting: other.value, in: folder).isEmpty { return [] }
    return paths(fitting: fact.file.value, in: folder).flatMap { path, name in
      values(of: fact, in: path).map { key, value in
        let isOfKey = fact.key?.value.hasSuffix("*") ?? false
        return Finding(path: path, name: isOfKey ? key : name, value: value)
      }
    }
  }

  /// What a file says, with the name of its key; one empty value where it is there and no more is asked of it.
  private func values(of fact: Fact, in path: String) -> [(name: String, value: String)] {
    guard fact.text != nil || fact.key != nil || !fact.after.isEmpty else { return [("", "")] }
    guard let text = text(path) else { return [] }
    if let held = fact.text, text.utf8.firstRange(of: held.value.utf8) == nil { return [] }
    var values = [(name: "", value: text)]
    if let key = fact.key {
      values = path.hasSuffix(".toml") ? tomlValues(key.value, in: text) : nodeValues(key.value, in: path)
    }
    if !fact.after.isEmpty {
      values = values.compactMap { name, text in
        word(behind: fact.after.map(\.value), in: text).map { (name, $0) }
      }
    }
    return fact.key == nil && fact.after.isEmpty ? [("", "")] : values
  }

  /// The scalars at a key of a JSON or YAML file; an empty text for anything else that is there.
  private func nodeValues(_ key: String, in path: String) -> [(name: String, value: String)] {
    guard let file = files[path] else { return [] }
    var (sources, diagnostics) = (SourceMap(), [Diagnostic]())
    let id = sources.add(file)
    var nodes = Parser.parse(id, in: sources, diagnostics: &diagnostics).map { [("", $0)] } ?? []
    for name in key.split(separator: ".") {
      nodes = nodes.flatMap { _, node -> [(String, Node)] in
        guard case .mapping(let entries) = node.content else { return [] }
        return entries.filter { name == "*" || $0.key.value == name }.map { ($0.key.value, $0.value) }
      }
    }
    return nodes.map { name, node in
      if case .scalar(let scalar) = node.content { (name, scalar.text) } else { (name, "") }
    }
  }
}

/// The word behind texts that follow each other: up to a blank, a quote or a bracket. nil where there is none.
private func word(behind texts: [String], in text: String) -> String? {
  var rest = text.utf8[...]
  for text in texts {
    guard let range = rest.firstRange(of: text.utf8) else { return nil }
    rest = rest[range.upperBound...]
  }
  let word = rest.drop { " \t\"'`:=".utf8.contains($0) }.prefix { !" \t\n\"'`,;:()<>[]{}".utf8.contains($0) }
  return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
}

/// The first version in a text: digits, and what stands between them; nil where there is none.
func version(in text: String) -> String? {
  let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  let run = text.utf8.drop { !isDigit($0) }.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
  let parts = run.split(separator: UInt8(ascii: ".")).map { String(decoding: $0, as: UTF8.self) }
  return parts.isEmpty || run.count > 32 ? nil : parts.joined(separator: ".")
}

/// Of two versions the first is not above the second. Parts that are not written are 0.
func isVersion(_ first: String, atMost second: String) -> Bool {
  let parts = { (text: String) in text.split(separator: ".").map { Int($0) ?? 0 } }
  let (a, b) = (parts(first), parts(second))
  for index in 0..<max(a.count, b.count) {
    let (left, right) = (index < a.count ? a[index] : 0, index < b.count ? b[index] : 0)
    if left != right { return left < right }
  }
  return true
}
