/// The values at a key of a TOML file, with '.' between the names of tables and the key; '*' fits every key. Strings
/// are without their quotes, anything else is the text that stands there. A table of the name gives an empty text. Beside each stands the last of its names.
///
/// No whole TOML: a value is what stands on the line of its key, which is how manifests are written.
func tomlValues(_ key: String, in text: String) -> [(name: String, value: String)] {
  let wanted = key.split(separator: ".", omittingEmptySubsequences: false)
  var (table, found): ([Substring], [(name: String, value: String)]) = ([], [])
  for line in text.split(separator: "\n") {
    let line = line.trimmed
    if line.hasPrefix("[") {
      table = line.drop { $0 == "[" }.prefix { $0 != "]" }.split(separator: ".").map { $0.trimmed.unquoted }
      if fits(wanted, table) { found.append((String(table.last ?? ""), "")) }
    } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#") {
      let name = table + line[..<equals].trimmed.split(separator: ".").map { $0.trimmed.unquoted }
      if fits(wanted, name) {
        found.append((String(name.last ?? ""), String(tomlString(line[line.index(after: equals)...].trimmed))))
      }
    }
  }
  return found
}

private func fits(_ wanted: [Substring], _ name: [Substring]) -> Bool {
  wanted.count == name.count && zip(wanted, name).allSatisfy { $0 == "*" || $0 == $1 }
}

private func tomlString(_ text: Substring) -> Substring {
  guard let quote = text.first, quote == "\"" || quote == "'" else { return text.prefix { $0 != "#" }.trimmed }
  return text.dropFirst().prefix { $0 != quote }
}

extension Substring {
  /// Without blanks at both ends.
  var trimmed: Substring {
    let front = drop { $0 == " " || $0 == "\t" }
    return front.dropLast(front.reversed().prefix { $0 == " " || $0 == "\t" }.count)
  }

  /// Without the quotes around it.
  var unquoted: Substring {
    guard count > 1, let first, first == last, first == "\"" || first == "'" else { return self }
    return dropFirst().dropLast()
  }
}
