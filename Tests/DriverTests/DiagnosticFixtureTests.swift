import Diagnostics
import Driver
import Testing

@Suite struct DiagnosticFixtureTests {
  @Test(arguments: Fixture.all)
  func saysWhatTheFixtureExpects(_ fixture: Fixture) {
    let result = compile(fixture.input)
    let found = result.diagnostics.sorted(in: result.sources).map { Expectation($0, in: result.sources) }
    let files = [fixture.input.workspace, fixture.input.lock].compactMap { $0 } + fixture.input.services
    let expected = files.flatMap { Expectation.all(in: $0) }
    #expect(!expected.isEmpty, "the fixture expects nothing")
    for diagnostic in found {
      #expect(expected.contains { $0.matches(diagnostic) }, "not expected: \(diagnostic)")
    }
    for expectation in expected {
      #expect(found.contains { expectation.matches($0) }, "missing: \(expectation)")
    }
    #expect(found.count == expected.count)
    #expect(result.artifacts.isEmpty == result.diagnostics.hasErrors, "only errors keep files from being made")
  }

  /// Rules about the disk are tested where there is a disk, and those about bytes and templates beside them.
  @Test func everyRuleHasAFixture() {
    let elsewhere: Set<Rule> = [
      .missing, .outOfDate, .lockMismatch, .versionMismatch, .editedByHand, .foreignFile, .orphaned, .encoding,
      .yamlLimit, .missingFile, .knownBadPin, .unknownImage, .unlockedPin,
    ]
    let covered = Set(Fixture.all.flatMap { compile($0.input).diagnostics.map(\.rule) })
    let missing = Rule.all.filter { !covered.contains($0) && !elsewhere.contains($0) }.map(\.name)
    #expect(missing.isEmpty)
  }
}
