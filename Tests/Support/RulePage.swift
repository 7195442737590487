package import Foundation

/// A page of docs/rules in its parts.
package struct RulePage: Sendable, CustomStringConvertible {
  /// The file's name without its extension.
  package let name: String
  package let text: String

  package var description: String { name }

  package static let folder = repository.appending(path: "docs/rules")

  /// The pages on the disk, by name.
  package static let all: [RulePage] = files(below: folder).filter { $0.hasSuffix(".md") && $0 != "README.md" }.map {
    let text = try? String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    return RulePage(name: String($0.dropLast(3)), text: text ?? "")
  }

  /// UPDATE_GOLDENS=1: what there is now is what there has to be.
  package static let accepts = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1"

  package var headings: [String] { lines.filter { $0.hasPrefix("## ") }.map { String($0.dropFirst(3)) } }

  /// The lines of the blocks of code in a language, under a heading.
  package func blocks(_ language: String, under heading: String) -> [[Substring]] {
    MarkdownBlock.all(in: text).filter { $0.language == language && $0.heading == heading }.map(\.lines)
  }

  /// What the page says that the tool prints of the failing example. UPDATE_GOLDENS=1 makes it what the tool does print.
  package func shown(accepting printed: String) throws -> String {
    let shown = blocks("text", under: "Fails").map(\.text).joined()
    guard RulePage.accepts, shown != printed else { return shown }
    let page = text.replacing("```text\n\(shown)```", with: "```text\n\(printed)```")
    try Data(page.utf8).write(to: RulePage.folder.appending(path: "\(name).md"))
    return printed
  }

  private var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}

extension [Substring] {
  /// Lines with their ends.
  package var text: String { map { $0 + "\n" }.joined() }
}
