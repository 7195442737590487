import Foundation
import Support
import Testing

/// What the commands report in SARIF, before a judge that knows nothing of Scantling.
@Suite(.enabled(if: SARIFJudge.isThere, "python3 has no jsonschema or not the schema of SARIF"))
struct SARIFTests {
  private func sarif(_ scratch: Scratch, _ arguments: String...) throws -> String {
    try run(tool, arguments + ["--format", "sarif"], in: scratch.url).output
  }

  /// Mistakes with related places and fix-its, in files whose names are hard on a URI.
  private func mistaken() throws -> Scratch {
    let scratch = try PlantedMistakes.workspace()
    try scratch.write("service: übung\nservice: b\n", to: "specs/übung 100%#1?.yaml")
    try scratch.edit("specs/indexer.yaml") { $0 + "descripton: \"\u{1F6A2} \\\"\\t\"\n" }
    return scratch
  }

  private func drifting() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    try scratch.edit("specs/workspace.yaml") { $0.replacing("output: generated", with: "output: geprüft und gebaut") }
    #expect(try scratch.scantling("generate").status == 0)
    let folder = "geprüft und gebaut"
    try scratch.remove("\(folder)/compose.yaml")
    try scratch.edit("\(folder)/Makefile") { $0 + "# mine\n" }
    try scratch.write("mine\n", to: "\(folder)/compose.dev.yaml")
    try scratch.remove("specs/indexer.yaml")
    return scratch
  }

  @Test func isWhatTheSchemaAsksFor() throws {
    let (mistaken, drifting, good) = (try mistaken(), try drifting(), try Scratch(specsOf: repository))
    let mistakes = try sarif(mistaken, "validate")
    let drift = try sarif(drifting, "check")
    let logs = [
      mistakes, drift, try sarif(mistaken, "check"), try sarif(mistaken, "generate"), try sarif(drifting, "generate"),
      try sarif(good, "validate"), try sarif(good, "generate", "--dry-run"), try sarif(good, "generate"),
      try sarif(good, "check"),
    ]
    for log in logs { #expect(try SARIFJudge.findings(log) == "") }
    for part in ["relatedLocations", "fixes", "specs/%C3%BCbung%20100%25%231%3F.yaml"] {
      #expect(mistakes.contains(part), "\(part)")
    }
    for rule in ["missing", "edited-by-hand", "foreign-file", "orphaned", "out-of-date"] {
      #expect(drift.contains("\"ruleId\": \"\(rule)\""), "\(rule)")
    }
    #expect(drift.contains("gepr%C3%BCft%20und%20gebaut/Makefile"))
  }

  /// Fingerprints stay where lines above are added, so that a finding is known again.
  @Test func knowsAFindingAgain() throws {
    let scratch = try PlantedMistakes.workspace()
    let before = try fingerprints(try sarif(scratch, "validate"))
    try scratch.edit("specs/planted.yaml") { "# One more line.\n\n" + $0 }
    let after = try fingerprints(try sarif(scratch, "validate"))
    #expect(before == after && Set(before).count == 10)
  }

  private func fingerprints(_ log: String) throws -> [String] {
    log.split(separator: "\n").filter { $0.contains("\"scantling/v1\"") }.map(String.init)
  }

  /// The judge can fail: each of these is noticed.
  @Test(arguments: [
    ("\"version\": \"2.1.0\"", "\"version\": \"2.2.0\"", "version"),
    ("\"results\": [", "\"resultz\": [", "resultz"),
    ("\"level\": \"error\"", "\"level\": \"fatal\"", "fatal"),
    ("\"startLine\": 3,", "\"startLine\": 0,", "0 is less than"),
    ("\"startColumn\": 26,", "\"startColumn\": \"26\",", "is not of type 'integer'"),
    ("\"message\": {", "\"massage\": {", "'message' is a required property"),
    ("\"endColumn\": 37", "\"endColumn\": 3", "is no region"),
    ("\"ruleIndex\": 0", "\"ruleIndex\": 1", "ruleIndex 1 is not that of"),
    ("\"uri\": \"specs/planted.yaml\"", "\"uri\": \"specs/plan ted.yaml\"", "is not percent-encoded"),
    ("\"uri\": \"specs/planted.yaml\"", "\"uri\": \"/specs/planted.yaml\"", "is not relative"),
    ("unicodeCodePoints", "utf16CodeUnits", "are not counted in code points"),
    ("\"markdown\": \"# ", "\"markdown\": \"", "has no page"),
    ("\"partialFingerprints\"", "\"fingerprints\"", "has no fingerprint"),
  ])
  func isJudgedByOneThatCanFail(_ text: String, _ breakage: String, _ finding: String) throws {
    let log = try sarif(PlantedMistakes.workspace(), "validate")
    let broken = log.replacing(text, with: breakage)
    #expect(broken != log, "the log does not have \(text)")
    let findings = try SARIFJudge.findings(broken)
    #expect(findings.contains(finding), "\(findings)")
  }
}
