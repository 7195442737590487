extension Report {
  /// A workflow command for each finding; remarks and related places stand in its message. Where generated files drift,
  /// the places that are why have a notice each.
  var github: String {
    diagnostics.map { diagnostic in
      let lines = [diagnostic.message] + diagnostic.notes.map { "note: " + place($0) + $0.message }
      return command(diagnostic.severity.rawValue, diagnostic.rule.name, diagnostic.range, lines)
    }.joined() + causes
  }

  private func place(_ note: Diagnostic.Note) -> String {
    note.range.map { sources.location(of: $0) + ": " } ?? ""
  }

  /// GitHub shows ten notices of a step, so one place has one, with all the files that it concerns.
  private var causes: String {
    var causes: [(note: Diagnostic.Note, finding: Diagnostic, paths: [String])] = []
    var indices: [Diagnostic.Note: Int] = [:]
    for diagnostic in diagnostics where diagnostic.rule.isOfDrift {
      let path = diagnostic.range.map { sources[$0.file].path } ?? ""
      for note in diagnostic.notes where note.range != nil {
        if let index = indices[note] {
          causes[index].paths.append(path)
        } else {
          indices[note] = causes.count
          causes.append((note, diagnostic, [path]))
        }
      }
    }
    return causes.map { note, finding, paths in
      let files = paths.count == 1 ? "\(paths[0]) does" : "\(paths[0]) and \(paths.count - 1) more do"
      let remarks = finding.notes.filter { $0.range == nil }.map(\.message)
      return command("notice", finding.rule.name, note.range, ["\(note.message); \(files) not follow"] + remarks)
    }.joined()
  }

  private func command(_ name: String, _ title: String, _ range: SourceRange?, _ lines: [String]) -> String {
    var properties = [("title", title)]
    if let range {
      let (start, end) = (sources.position(of: range), sources.end(of: range))
      properties.insert(("file", sources[range.file].path), at: 0)
      properties += [("line", String(start.line)), ("endLine", String(end.line))]
      // GitHub takes columns only where a finding is on one line.
      if start.line == end.line { properties += [("col", String(start.column)), ("endColumn", String(end.column))] }
    }
    let list = properties.map { "\($0.0)=\(property($0.1))" }.joined(separator: ",")
    return "::\(name) \(list)::\(data(lines.joined(separator: "\n")))\n"
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
