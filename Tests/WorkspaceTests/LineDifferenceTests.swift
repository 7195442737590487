import Support
import Testing
import Workspace

/// Differences of random texts, with lines that repeat and lines that do not.
@Suite struct LineDifferenceTests {
  private func text(_ lines: [String]) -> [UInt8] { lines.flatMap { Array($0.utf8) + [0x0A] } }

  private func random(_ random: inout SplitMix64) -> (old: [String], new: [String]) {
    let kinds = Int.random(in: 1...60, using: &random)
    let old = (0..<Int.random(in: 0...80, using: &random)).map { _ in
      "line \(Int.random(in: 0..<kinds, using: &random))"
    }
    var new = old
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let place = Int.random(in: 0...new.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: new.insert("line \(Int.random(in: 0..<kinds, using: &random))", at: place)
      case 1 where place < new.count: new.remove(at: place)
      default: new = Array(new[place...] + new[..<place])
      }
    }
    return (old, new)
  }

  @Test(arguments: 0..<200)
  func turnsOneTextIntoTheOther(_ seed: Int) {
    var generator = SplitMix64(seed: seed)
    let (old, new) = random(&generator)
    let difference = LineDifference(from: text(old), to: text(new))
    var (rebuilt, kept): ([String], Int) = ([], 0)
    for change in difference.changes {
      #expect(!change.removed.isEmpty || !change.added.isEmpty)
      rebuilt += old[kept..<change.removed.lowerBound]
      #expect(rebuilt.count == change.added.lowerBound)
      rebuilt += new[change.added]
      kept = change.removed.upperBound
    }
    #expect(rebuilt + old[kept...] == new)
    #expect(difference.changes.isEmpty == (old == new))
  }

  /// `patch` reads what is printed.
  @Test(arguments: 0..<20)
  func printsPatchesThatApply(_ seed: Int) throws {
    var generator = SplitMix64(seed: seed)
    let (old, new) = random(&generator)
    guard !old.isEmpty, !new.isEmpty, old != new else { return }
    let scratch = try Scratch()
    try scratch.write(String(decoding: text(old), as: UTF8.self), to: "file")
    try scratch.write(LineDifference(from: text(old), to: text(new)).unified("file"), to: "patch")
    let outcome = try run("/usr/bin/git", ["apply", "--unsafe-paths", "patch"], in: scratch.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let isNew = try scratch.read("file") == String(decoding: text(new), as: UTF8.self)
    #expect(isNew)
  }

  @Test func showsThreeLinesAround() {
    let old = (1...20).map(String.init)
    var new = old
    new[9] = "ten"
    #expect(
      LineDifference(from: text(old), to: text(new)).unified("f") == """
        --- a/f
        +++ b/f
        @@ -7,7 +7,7 @@
         7
         8
         9
        -10
        +ten
         11
         12
         13

        """)
  }

  @Test func saysWhereALastLineHasNoEnd() {
    let patch = LineDifference(from: Array("a\nb".utf8), to: Array("a\nb\n".utf8)).unified("f")
    #expect(patch.hasSuffix("@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"))
  }

  /// A shortest edit script of these would need more memory than there is.
  @Test func comparesLongTextsThatHaveNothingInCommon() {
    let (old, new) = ((0..<60_000).map { "old \($0)" }, (0..<60_000).map { "new \($0)" })
    let difference = LineDifference(from: text(old + ["same"] + old), to: text(new + ["same"] + new))
    #expect(difference.changes.map(\.removed.count) == [60_000, 60_000])
  }
}
