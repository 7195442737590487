extension Report {
  /// SARIF 2.1.0 (OASIS): one run, the rules that found something, and a result for each finding; with the members
  /// that GitHub's code scanning asks for.
  var sarif: JSON {
    let rules = Rule.all.filter { rule in diagnostics.contains { $0.rule == rule } }
    let driver: JSON = .object([
      ("name", .string("Scantling")), ("rules", .array(rules.map { $0.sarif(page: pages[$0.name]) })),
    ])
    var fingerprints = Fingerprints()
    let run: JSON = .object([
      ("tool", .object([("driver", driver)])), ("columnKind", .string("unicodeCodePoints")),
      ("results", .array(diagnostics.map { sarif($0, rules, &fingerprints) })),
    ])
    return .object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .string("2.1.0")),
      ("runs", .array([run])),
    ])
  }

  private func sarif(_ diagnostic: Diagnostic, _ rules: [Rule], _ fingerprints: inout Fingerprints) -> JSON {
    let remarks = diagnostic.notes.filter { $0.range == nil }.map { "; " + $0.message }
    let related = diagnostic.notes.compactMap { note in
      note.range.map { range in
        JSON.object([("physicalLocation", location(range)), ("message", text(note.message))])
      }
    }
    var members: [(name: String, value: JSON)] = [
      ("ruleId", .string(diagnostic.rule.name)),
      ("ruleIndex", .integer(rules.firstIndex(of: diagnostic.rule) ?? 0)),
      ("level", .string(diagnostic.severity.rawValue)),
      ("message", text(diagnostic.message + remarks.joined())),
    ]
    if let range = diagnostic.range {
      members.append(("locations", .array([.object([("physicalLocation", location(range))])])))
      members.append(("partialFingerprints", fingerprints.next(diagnostic.rule, range, in: sources)))
    }
    if !related.isEmpty { members.append(("relatedLocations", .array(related))) }
    if !diagnostic.fixIts.isEmpty { members.append(("fixes", .array(diagnostic.fixIts.map { fix($0) }))) }
    return .object(members)
  }

  private func fix(_ fixIt: Diagnostic.FixIt) -> JSON {
    let replacement: JSON = .object([
      ("deletedRegion", region(fixIt.range)), ("insertedContent", text(fixIt.replacement)),
    ])
    let change: JSON = .object([
      ("artifactLocation", artifact(fixIt.range.file)), ("replacements", .array([replacement])),
    ])
    return .object([("description", text(fixIt.message)), ("artifactChanges", .array([change]))])
  }

  private func location(_ range: SourceRange) -> JSON {
    .object([("artifactLocation", artifact(range.file)), ("region", region(range))])
  }

  /// Relative to the root of the sources, which is for the reader to know.
  private func artifact(_ file: FileID) -> JSON {
    .object([("uri", .string(percentEncoded(sources[file].path))), ("uriBaseId", .string("%SRCROOT%"))])
  }

  private func region(_ range: SourceRange) -> JSON {
    let (start, end) = (sources.position(of: range), sources.end(of: range))
    return .object([
      ("startLine", .integer(start.line)), ("startColumn", .integer(start.column)), ("endLine", .integer(end.line)),
      ("endColumn", .integer(end.column)),
    ])
  }

  private func text(_ text: String) -> JSON { .object([("text", .string(text))]) }
}

extension Rule {
  /// `page` is what there is to say of the rule, in Markdown.
  fileprivate func sarif(page: String?) -> JSON {
    let help = [("text", JSON.string("'scantling explain \(name)' says why, with an example and its mend."))]
    return .object([
      ("id", .string(name)), ("shortDescription", .object([("text", .string(summary))])),
      ("help", .object(help + (page.map { [("markdown", .string($0))] } ?? []))),
      ("defaultConfiguration", .object([("level", .string(severity.rawValue))])),
    ])
  }
}

/// What tells findings apart from run to run, wherever their lines move: rule, file and the text of the line, and which
/// of those that are alike it is. GitHub adds one of its own, 'primaryLocationLineHash', and complains of any other.
private struct Fingerprints {
  private var counts: [UInt64: Int] = [:]

  mutating func next(_ rule: Rule, _ range: SourceRange, in sources: SourceMap) -> JSON {
    let text = [rule.name, sources[range.file].path, sources.lineText(of: range)].joined(separator: "\n")
    // FNV-1a, 64 bits.
    let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    counts[hash, default: 0] += 1
    return .object([("scantling/v1", .string("\(String(hash, radix: 16)):\(counts[hash, default: 1])"))])
  }
}
