import Diagnostics
import Driver
import Foundation
import Support
import Testing

/// The pages of docs/rules: there is one for each rule, and what it shows is what the compiler does.
///
/// Pages whose examples are commands are tested with the tool, in CLITests.
@Suite struct RulePageTests {
  @Test func isOneForEachRule() {
    #expect(RulePage.all.map(\.name).sorted() == Rule.all.map(\.name).sorted())
  }

  @Test func areInTheBinaryAsTheyAreInTheFolder() {
    let embedded = rulePages()
    #expect(embedded.keys.sorted() == Rule.all.map(\.name).sorted())
    for page in RulePage.all where !RulePage.accepts {
      let isSame = embedded[page.name] == page.text
      #expect(isSame, "\(page) was another page when this was built")
    }
  }

  @Test func areListedInATable() throws {
    let file = RulePage.folder.appending(path: "README.md")
    let mark = "|---|---|---|\n"
    let found = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(found.firstRange(of: mark)).upperBound
    let rows = Rule.all.map { rule in
      let severity = rule.severity.rawValue + (rule.isAdjustable ? ", may be changed" : "")
      return "| [\(rule.name)](\(rule.name).md) | \(severity) | \(rule.summary) |\n"
    }.joined()
    if RulePage.accepts { try Data((found[..<start] + rows).utf8).write(to: file) }
    let isSame = RulePage.accepts || found[start...] == rows
    #expect(isSame, "docs/rules/README.md does not list the rules as they are")
  }

  @Test(arguments: Rule.all.map(\.name))
  func beginsWithNameAndSummary(_ name: String) throws {
    let rule = try #require(Rule.all.first { $0.name == name })
    let page = try #require(RulePage.all.first { $0.name == name })
    let sentence = rule.summary.prefix(1).uppercased() + rule.summary.dropFirst() + "."
    let standing =
      rule.isAdjustable
      ? "\(rule.severity == .error ? "An error" : "A warning"), unless `rules` in the workspace says otherwise."
      : "Always an error."
    #expect(page.text.hasPrefix("# \(name)\n\n\(sentence)\n\n\(standing)\n\n## Why\n\n"))
    #expect(page.headings == ["Why", "Fails", "Mended"])
    let examples = ["yaml", "diff", "sh"].flatMap { page.blocks($0, under: "Fails") }
    #expect(!examples.isEmpty && page.blocks("text", under: "Fails").count == 1)
  }

  @Test(arguments: RulePage.all.filter { $0.blocks("sh", under: "Fails").isEmpty })
  func failsAsShown(_ page: RulePage) throws {
    let result = compile(try input(page, under: "Fails"))
    #expect(result.diagnostics.contains { $0.rule.name == page.name })
    let printed = DiagnosticRenderer(sources: result.sources, colour: false).render(result.diagnostics)
    #expect(try page.shown(accepting: printed) == printed)
  }

  @Test(arguments: RulePage.all.filter { $0.blocks("sh", under: "Fails").isEmpty })
  func isMendedAsShown(_ page: RulePage) throws {
    let result = compile(try input(page, under: "Mended"))
    let printed = DiagnosticRenderer(sources: result.sources, colour: false).render(result.diagnostics)
    #expect(printed.isEmpty && !result.artifacts.isEmpty, "\(printed)")
  }

  private let service = Fixture.service("api", "service: api\nbuild: { go: { version: \"1.27.0\" } }\n")

  /// The workspace that the blocks under a heading make: files of specs/, and changes of templates.
  private func input(_ page: RulePage, under heading: String) throws -> Input {
    let files = try page.blocks("yaml", under: heading).map { lines in
      SourceFile(path: try path(lines), bytes: Array(lines.text.utf8))
    }
    let services = files.filter { !["specs/workspace.yaml", "specs/scantling.lock"].contains($0.path) }
    // A template is broken first and mended then, by changes one on top of the other.
    let changes = page.blocks("diff", under: "Fails") + (heading == "Mended" ? page.blocks("diff", under: heading) : [])
    return Input(
      workspace: files.first { $0.path == "specs/workspace.yaml" } ?? Fixture.workspace,
      services: services.isEmpty ? [service] : services,
      lock: files.first { $0.path == "specs/scantling.lock" } ?? Fixture.lock,
      templates: try changes.reduce(embeddedTemplates()) { try applying($1, to: $0) }, today: Fixture.today)
  }

  /// The path in the comment at the top of a block.
  private func path(_ lines: [Substring]) throws -> String {
    let first = try #require(lines.first)
    #expect(first.hasPrefix("# "))
    return String(first.dropFirst(2))
  }

  /// Files with the lines that begin with '-' taken out of one, and those that begin with '+' put in.
  private func applying(_ lines: [Substring], to files: [SourceFile]) throws -> [SourceFile] {
    let path = try path(lines)
    let index = try #require(files.firstIndex { $0.path == path })
    let found = String(decoding: files[index].bytes, as: UTF8.self)
    let old = lines.dropFirst().filter { !$0.hasPrefix("+") }.map { $0.dropFirst() }.text
    let new = lines.dropFirst().filter { !$0.hasPrefix("-") }.map { $0.dropFirst() }.text
    #expect(found.contains(old), "\(path) does not have these lines")
    var files = files
    files[index] = SourceFile(path: path, bytes: Array(found.replacing(old, with: new, maxReplacements: 1).utf8))
    return files
  }
}
