import Diagnostics
import Foundation
import Support
import Testing

/// A mistake behind whatever can stand before it on its line, in a file of any sort: each form points at it.
@Suite struct PlaceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let mark, lineEnd, before: String
    let line: Int

    static let all: [Case] = ["", "\u{FEFF}"].flatMap { mark in
      ["\n", "\r\n", "\r"].flatMap { lineEnd in
        befores.flatMap { before in [1, 3].map { Case(mark: mark, lineEnd: lineEnd, before: before, line: $0) } }
      }
    }

    private static let befores = [
      "", "a: ", "a:\t", "\ta:\t \t", "\"🚢\": ", "你好:\t🚀é\t", "e\u{301}: 👩\u{200D}💻 ",
      "a: " + String(repeating: "x", count: 10_000), "a:\t" + String(repeating: "🚢é\t你", count: 2_500),
    ]

    var testDescription: String {
      "line \(line) \(mark.isEmpty ? "" : "with a mark ")\(lineEnd.debugDescription) \(before.prefix(12).debugDescription)"
    }

    var sample: Sample {
      let lines =
        ["service: api", "# 🚢\t", "name: x"].prefix(line - 1) + ["\(before)MISTAKE \(before.suffix(10_000))", ""]
      return Sample(mark + lines.joined(separator: lineEnd))
    }

    var column: Int { before.unicodeScalars.count + 1 }
    var report: (SourceMap, Diagnostic) {
      let sample = sample
      let range = sample.range(of: "MISTAKE")
      let diagnostic = Diagnostic(
        .unknownKey, "a mistake", at: range, notes: [.init("here, too", at: range)],
        fixIts: [.init("mend it", replacing: range, with: "mended")])
      return (sample.sources, diagnostic)
    }
  }

  private func render(_ report: (SourceMap, Diagnostic), _ format: ReportFormat) -> String {
    let pages = Dictionary(uniqueKeysWithValues: Rule.all.map { ($0.name, "# \($0.name)\n") })
    return Report([report.1], in: report.0, pages: pages).render(as: format)
  }

  @Test(arguments: Case.all) func isRightInText(_ place: Case) throws {
    let text = render(place.report, .text)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "specs/api.yaml:\(place.line):\(place.column): error: a mistake [unknown-key]")
    #expect(lines[3] == "  note: specs/api.yaml:\(place.line):\(place.column): here, too")
    for index in [1, 4] {
      let (shown, carets) = (lines[index], lines[index + 1])
      let start = try #require(shown.range(of: "MISTAKE")).lowerBound
      #expect(screenColumns(shown[..<start]) == screenColumns(carets.prefix { $0 != "^" }))
      #expect(carets.hasSuffix("^~~~~~~") && shown.unicodeScalars.count <= 180)
    }
  }

  /// The column that a terminal with a tab stop every eight columns is in behind `text`.
  private func screenColumns(_ text: Substring) -> Int {
    text.unicodeScalars.reduce(0) { column, scalar in
      switch scalar {
      case "\t": (column / 8 + 1) * 8
      case "🚢", "🚀", "👩", "💻", "你", "好": column + 2
      case "\u{301}", "\u{200D}": column
      default: column + 1
      }
    }
  }

  @Test(arguments: Case.all) func isRightInJSON(_ place: Case) throws {
    let json = try JSONSerialization.jsonObject(with: Data(render(place.report, .json).utf8)) as? [String: Any]
    let finding = try #require((json?["diagnostics"] as? [[String: Any]])?.first)
    let note = try #require((finding["notes"] as? [[String: Any]])?.first)
    let fix = try #require((finding["fixIts"] as? [[String: Any]])?.first)
    for object in [finding, note, fix] {
      let found = ["line", "column", "endLine", "endColumn"].map { object[$0] as? Int }
      #expect(found == [place.line, place.column, place.line, place.column + 7])
    }
  }

  @Test(arguments: Case.all) func isRightInSARIF(_ place: Case) {
    let lines = render(place.report, .sarif).split(separator: "\n").map { $0.drop { $0 == " " } }
    let numbers = lines.filter { $0.hasPrefix("\"start") || $0.hasPrefix("\"end") }.map { $0.filter(\.isNumber) }
    let expected = [place.line, place.column, place.line, place.column + 7].map(String.init)
    #expect(numbers == expected + expected + expected)
  }

  @Test(arguments: Case.all) func isRightInWorkflowCommands(_ place: Case) {
    let (line, column) = (place.line, place.column)
    #expect(
      render(place.report, .github) == """
        ::error file=specs/api.yaml,title=unknown-key,line=\(line),endLine=\(line),col=\(column),\
        endColumn=\(column + 7)::a mistake%0Anote: specs/api.yaml:\(line):\(column): here, too

        """)
  }

  @Test(.enabled(if: SARIFJudge.isThere, "python3 has no jsonschema or not the schema of SARIF"))
  func isGoodSARIFWithAndWithoutAPlace() throws {
    let (sources, diagnostic) = try #require(Case.all.last).report
    let nowhere = Diagnostic(
      .missingKey, "a mistake \"of\" \u{7F}\u{85}\u{2028}\\ nowhere", at: nil, notes: [.init("so")])
    let pages = Dictionary(uniqueKeysWithValues: Rule.all.map { ($0.name, "# \($0.name)\n") })
    let report = Report([diagnostic, nowhere], in: sources, pages: pages)
    #expect(try SARIFJudge.findings(report.render(as: .sarif)) == "")
  }
}

/// What would end a workflow command, or a part of it, before its time.
@Suite struct WorkflowCommandTests {
  @Test func escapesWhatDelimits() {
    let sample = Sample("MISTAKE\n", path: "specs/100%, a:b\r\n::error::.yaml")
    let range = sample.range(of: "MISTAKE")
    let diagnostic = Diagnostic(
      .missingKey, "100%: a, b", at: range, notes: [.init("one"), .init("two", at: range)])
    let path = "specs/100%25%2C a%3Ab%0D%0A%3A%3Aerror%3A%3A.yaml"
    #expect(
      Report([diagnostic], in: sample.sources).render(as: .github) == """
        ::error file=\(path),title=missing-key,line=1,endLine=1,col=1,endColumn=8::100%25: a, b%0Anote: one%0Anote: \
        specs/100%25, a:b\u{FFFD}\u{FFFD}::error::.yaml:1:1: two

        """)
  }

  @Test func leavesColumnsOutWhereSeveralLinesAreMeant() {
    let sample = Sample("a:\n  b\n")
    let diagnostic = Diagnostic(.wrongType, "a mistake", at: sample.range(0, 6))
    #expect(
      Report([diagnostic], in: sample.sources).render(as: .github)
        == "::error file=specs/api.yaml,title=wrong-type,line=1,endLine=2::a mistake\n")
  }
}

@Suite struct LongMessageTests {
  @Test func keepsBothEndsOfALongMessage() {
    let value = String(repeating: "x", count: 10_000)
    let message = Diagnostic(.invalidValue, "'\(value)' is not a version", at: nil).message
    #expect(message.hasPrefix("'xxx") && message.hasSuffix("xxx' is not a version") && message.contains("x...x"))
    #expect(message.count < 500)
  }

  @Test func namesFilesHarmlessly() {
    let sample = Sample("x\n", path: "specs/\u{1B}[2J.yaml")
    #expect(sample.render(mistakeAt: "x").hasPrefix("specs/\u{FFFD}[2J.yaml:1:1: error: "))
  }
}
