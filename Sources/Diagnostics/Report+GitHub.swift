extension Report {
  /// A workflow command for each finding; remarks and related places stand in its message.
  var github: String {
    diagnostics.map { diagnostic in
      let lines =
        [diagnostic.message]
        + diagnostic.notes.map { note in
          "note: " + (note.range.map { sources.location(of: $0) + ": " } ?? "") + note.message
        }
      return "::\(diagnostic.severity.rawValue) \(properties(diagnostic))::\(data(lines.joined(separator: "\n")))\n"
    }.joined()
  }

  private func properties(_ diagnostic: Diagnostic) -> String {
    var properties = [("title", diagnostic.rule.name)]
    if let range = diagnostic.range {
      let (start, end) = (sources.position(of: range), sources.end(of: range))
      properties.insert(("file", sources[range.file].path), at: 0)
      properties += [("line", String(start.line)), ("endLine", String(end.line))]
      // GitHub takes columns only where a finding is on one line.
      if start.line == end.line { properties += [("col", String(start.column)), ("endColumn", String(end.column))] }
    }
    return properties.map { "\($0.0)=\(property($0.1))" }.joined(separator: ",")
  }

  /// The escapes of a workflow command's message.
  private func data(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "%": escaped += "%25"
      case "\r": escaped += "%0D"
      case "\n": escaped += "%0A"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }

  /// Those of its properties, which colons and commas delimit.
  private func property(_ text: String) -> String {
    data(text).unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case ":": escaped += "%3A"
      case ",": escaped += "%2C"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}
