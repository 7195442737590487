import Foundation
import Support
import Testing

/// What README.md and the pages of docs show: every fenced block is executed or compared, every command is one.
@Suite struct DocumentationTests {
  /// README.md, CHANGELOG.md and docs, by path.
  private static let pages =
    ["CHANGELOG.md", "README.md"]
    + files(below: repository.appending(path: "docs")).filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }

  private func read(_ path: String) throws -> String {
    try String(contentsOf: repository.appending(path: path), encoding: .utf8)
  }

  @Test(arguments: pages) func showsNothingThatIsNotChecked(_ page: String) throws {
    for block in MarkdownBlock.all(in: try read(page)) {
      let place: Comment = "\(page):\(block.line)"
      // The blocks of a rule's page are run by RulePageTests and ExplainRuleTests.
      if page.hasPrefix("docs/rules/"), ["Fails", "Mended"].contains(block.heading) {
        #expect(["yaml", "diff", "sh", "text"].contains(block.language), place)
        continue
      }
      switch block.language {
      case "yaml": try expectFile(block, place)
      case "dockerfile": try expectGenerated(block, place)
      case "console": try expectTranscript(block, place)
      case "sh": for line in block.lines { try expectCommand(line.prefix { $0 != "#" }, place) }
      case "text": #expect(block.lines.contains { $0.contains("→") || $0.contains("►") }, place)
      // Settings of editors, which have to start what is there.
      case "json", "lua", "toml", "elisp":
        let words = block.lines.text.split { !$0.isLetter }
        #expect(words.contains("scantling") && words.contains("lsp"), place)
        #expect(Self.subcommands.contains("lsp"), place)
      default: Issue.record("\(page):\(block.line): nothing checks a block of '\(block.language)'")
      }
    }
  }

  /// Its first line names the file that the rest is.
  private func expectFile(_ block: MarkdownBlock, _ place: Comment) throws {
    let first = try #require(block.lines.first)
    try #require(first.hasPrefix("# "), place)
    let isSame = try read(String(first.dropFirst(2))) == block.lines.dropFirst().map { $0 + "\n" }.joined()
    #expect(isSame, place)
  }

  private func expectGenerated(_ block: MarkdownBlock, _ place: Comment) throws {
    let folders = ["generated", "Tests/GoldenTests/Fixtures/shared-inputs/generated"]
    let generated = try folders.flatMap { folder in
      try files(below: repository.appending(path: folder)).map { try read("\(folder)/\($0)") }
    }
    #expect(generated.contains(block.lines.text), place)
  }

  /// Commands behind '$' with what they print on both streams, run in a copy of this workspace; or in an empty folder,
  /// if the first of them makes one. From the first on that needs an engine, Tests/Engine/prove-readme runs them.
  private func expectTranscript(_ block: MarkdownBlock, _ place: Comment) throws {
    let lines = Array(block.lines.prefix { !$0.hasPrefix("$ make ") && !$0.hasPrefix("$ docker ") })
    let commands = lines.filter { $0.hasPrefix("$ ") }
    let makesFolder = commands.first?.hasPrefix("$ mkdir ") ?? false
    let scratch = makesFolder ? try Scratch() : try Scratch(specsOf: repository)
    if !makesFolder { #expect(try scratch.scantling("generate").status == 0) }
    let script = commands.map { "printf '%s\\n' \(quoted($0))\n\($0.dropFirst(2))\n" }.joined()
    let folder = URL(filePath: tool).deletingLastPathComponent().path
    let outcome = try run("/bin/bash", ["-c", "exec 2>&1; PATH=\"\(folder):$PATH\"\n\(script)"], in: scratch.url)
    #expect(!commands.isEmpty && outcome.output == lines.text, place)
  }

  private func quoted(_ text: Substring) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }

  // MARK: Commands

  @Test(arguments: pages) func namesNoCommandThatIsNot(_ page: String) throws {
    let prose = try read(page).split(separator: "```").enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
      .joined()
    for span in prose.matches(of: /`([^`\n]+)`/).map(\.1) { try expectCommand(span, "\(page): \(span)") }
  }

  /// A command of ours or of the build is as its help has it; anything else is none.
  private func expectCommand(_ text: Substring, _ place: Comment) throws {
    let words = text.split(separator: " ").drop { $0.contains("=") && !$0.hasPrefix("-") }.map(String.init)
    switch words.first {
    case "scantling"?, "./scripts/scantling"?:
      guard words.count > 1 else { return }
      let isOption = words[1].hasPrefix("-") || words[1].hasPrefix("<")
      #expect(isOption || words[1] == "explain" || Self.subcommands.contains(words[1]), place)
      expectOptions(words, in: try help(isOption ? [] : [words[1]]), place)
    case "swift"? where words.count > 1:
      expectOptions(words, in: try run("/usr/bin/env", ["swift", words[1], "--help"]).output, place)
    case "./scripts/test"?:
      let script = try read("scripts/test")
      for step in words.dropFirst() { #expect(script.contains("\n\(step)() {"), place) }
    case let option? where option.hasPrefix("--") && option.contains(where: \.isLetter):
      let helps =
        try Self.subcommands.map { try help([$0]) } + [try run("/usr/bin/env", ["swift", "build", "--help"]).output]
      expectOptions(words, in: helps.joined(), place)
    default: break
    }
  }

  private func expectOptions(_ words: [String], in help: String, _ place: Comment) {
    let known = Set(help.split { !$0.isLetter && !$0.isNumber && $0 != "-" })
    // What follows -Xlinker and its like is not for the build to know.
    for (before, word) in zip([""] + words, words) where word.hasPrefix("-") && !before.hasPrefix("-X") {
      #expect(known.contains(word[...]), place)
    }
  }

  private func help(_ command: [String]) throws -> String { try run(tool, command + ["--help"]).output }

  private static let subcommands: [String] = {
    let help = (try? run(tool, ["--help"]))?.output ?? ""
    let list = help.split(separator: "SUBCOMMANDS:\n").dropFirst().first?.split(separator: "\n\n").first ?? ""
    return list.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
  }()

  // MARK: Lists

  @Test func listsEveryCommandAndExitCode() throws {
    let readme = try read("README.md")
    let listed = readme.matches(of: /(?m)^\| `scantling ([a-z-]+)/).map { String($0.1) }
    #expect(Set(listed) == Set(Self.subcommands) && Self.subcommands.count >= 6)
    let codes = readme.matches(of: /(?m)^\| (\d+) \| (.*) \|$/).map { "  \($0.1.padded(to: 2))  \($0.2)" }
    let help = try help([]).split(separator: "\n")
    let start = try #require(help.firstIndex { $0.hasPrefix("EXIT CODES") })
    #expect(help[(start + 1)...].prefix { $0.hasPrefix("  ") }.map(String.init) == codes)
  }

  @Test func namesEveryTemplate() throws {
    let readme = try read("README.md")
    for kind in ["languages", "resources"] {
      for file in files(below: repository.appending(path: "templates/\(kind)")) {
        #expect(readme.contains("`\(file.dropLast(".yaml".count))`"), "\(file)")
      }
    }
  }

  @Test(arguments: pages) func linksToWhatIsThere(_ page: String) throws {
    let folder = repository.appending(path: page).deletingLastPathComponent()
    for link in try read(page).matches(of: /\]\(([^)#]+)[^)]*\)/).map(\.1) where !link.contains("://") {
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: String(link)).path), "\(link)")
    }
  }
}

extension Substring {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: width > count ? width - count : 0)
  }
}
