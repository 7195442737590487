import Diagnostics
import Testing

@Suite struct NoteTests {
  @Test func showsNotesWithAndWithoutPlaces() {
    let sample = Sample("a: 1\nb: 2\na: 3\n")
    let diagnostic = Diagnostic(
      .duplicateKey, "key 'a' stands twice in this mapping", at: sample.range(10, 11),
      notes: [.init("first written here", at: sample.range(of: "a")), .init("keep one of them")])
    #expect(
      sample.render(diagnostic) == """
        specs/api.yaml:3:1: error: key 'a' stands twice in this mapping [duplicate-key]
          3 | a: 3
            | ^
          note: specs/api.yaml:1:1: first written here
            1 | a: 1
              | ^
          note: keep one of them

        """)
  }

  @Test func showsNotesInOtherFiles() {
    var sources = SourceMap()
    let workspace = sources.add(SourceFile(path: "specs/workspace.yaml", bytes: Array("workspace: acme\n".utf8)))
    let service = sources.add(SourceFile(path: "specs/api.yaml", bytes: Array("service: api\n".utf8)))
    let diagnostic = Diagnostic(
      .duplicateName, "a mistake", at: SourceRange(file: service, lower: 9, upper: 12),
      notes: [.init("first named here", at: SourceRange(file: workspace, lower: 11, upper: 15))])
    #expect(
      DiagnosticRenderer(sources: sources, colour: false).render(diagnostic) == """
        specs/api.yaml:1:10: error: a mistake [duplicate-name]
          1 | service: api
            |          ^~~
          note: specs/workspace.yaml:1:12: first named here
            1 | workspace: acme
              |            ^~~~

        """)
  }

  @Test func showsFixIts() {
    let sample = Sample("imagge: 1\n")
    let range = sample.range(of: "imagge")
    let diagnostic = Diagnostic(
      .unknownKey, "unknown key 'imagge' in service", at: range, notes: [.init("did you mean 'image'?")],
      fixIts: [.init("replace 'imagge' with 'image'", replacing: range, with: "image")])
    #expect(
      sample.render(diagnostic) == """
        specs/api.yaml:1:1: error: unknown key 'imagge' in service [unknown-key]
          1 | imagge: 1
            | ^~~~~~
          note: did you mean 'image'?
          fix-it: replace 'imagge' with 'image'

        """)
  }

  @Test func coloursNothingButHeadCaretsAndLabels() {
    let sample = Sample("imagge: 1\n")
    let range = sample.range(of: "imagge")
    let diagnostic = Diagnostic(
      .unknownKey, "unknown key", at: range, notes: [.init("a note")],
      fixIts: [.init("a change", replacing: range, with: "image")])
    let (on, off) = ("\u{1B}[", "\u{1B}[0m")
    #expect(
      sample.render(diagnostic, colour: true) == """
        \(on)1mspecs/api.yaml:1:1: \(off)\(on)1;31merror\(off): \(on)1munknown key\(off) [unknown-key]
          1 | imagge: 1
            | \(on)32m^~~~~~\(off)
          \(on)36mnote\(off): a note
          \(on)36mfix-it\(off): a change

        """)
  }

  @Test func coloursDoNotAlterTheText() {
    let sample = Sample("名前: 你好 x\nb: 2\n")
    let diagnostics = [
      Diagnostic(.unknownKey, "first", at: sample.range(of: "x"), notes: [.init("here", at: sample.range(of: "b"))]),
      Diagnostic(.missing, "second", at: nil),
    ]
    let plain = DiagnosticRenderer(sources: sample.sources, colour: false).render(diagnostics)
    var coloured = DiagnosticRenderer(sources: sample.sources, colour: true).render(diagnostics)
    for style in ["1", "1;31", "1;33", "32", "36", "0"] {
      coloured = coloured.split(separator: "\u{1B}[\(style)m", omittingEmptySubsequences: false).joined()
    }
    #expect(coloured == plain)
    #expect(!plain.contains("\u{1B}"))
  }
}
