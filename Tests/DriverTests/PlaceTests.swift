import Diagnostics
import Driver
import Testing

/// The compiler's own places, which come from libyaml: a mistake behind whatever can stand before it.
@Suite struct PlaceTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let mark, lineEnd, before: String

    static let all: [Case] = ["", "\u{FEFF}"].flatMap { mark in
      ["\n", "\r\n", "\r"].flatMap { lineEnd in
        befores.map { Case(mark: mark, lineEnd: lineEnd, before: $0) }
      }
    }

    private static let befores = [
      "run: { ", "run:\t{\t", "run: { env: { A: \"🚢\" }, ", "run: { env: { A: \"e\u{301}你好\" },\t",
      "run: { env: { A: \"" + String(repeating: "x", count: 10_000) + "\" }, ",
      "run: { env: { A: \"" + String(repeating: "🚢é", count: 5_000) + "\" },\t",
    ]

    var testDescription: String {
      "\(mark.isEmpty ? "" : "with a mark ")\(lineEnd.debugDescription) \(before.prefix(24).debugDescription)"
    }
  }

  @Test(arguments: Case.all) func isThatOfTheKey(_ place: Case) throws {
    let lines = ["service: api", "build: { go: { version: \"1.27.0\" } }", "# 🚢", "\(place.before)prot: 8080 }", ""]
    let service = Fixture.service("api", place.mark + lines.joined(separator: place.lineEnd))
    let result = compile(Input(workspace: Fixture.workspace, services: [service], lock: Fixture.lock))
    let mistake = try #require(result.diagnostics.first)
    #expect(result.diagnostics.count == 1 && mistake.message == "unknown key 'prot' in run")
    let range = try #require(mistake.range)
    let column = place.before.unicodeScalars.count + 1
    let (start, end) = (result.sources.position(of: range), result.sources.end(of: range))
    #expect(start.line == 4 && start.column == column && end.line == 4 && end.column == column + 4)
    let (files, _) = applyingFixIts(of: [mistake], in: result.sources)
    #expect(String(decoding: files[0].bytes, as: UTF8.self).contains("\(place.before)port: 8080 }"))
  }
}
