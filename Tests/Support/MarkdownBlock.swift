/// A fenced block of a page, with the heading it stands under.
package struct MarkdownBlock: Sendable {
  package let heading: String?
  /// What stands behind the fence; empty where nothing does.
  package let language: String
  /// Number of the line of the opening fence, from 1.
  package let line: Int
  package private(set) var lines: [Substring] = []

  package static func all(in page: String) -> [MarkdownBlock] {
    var (blocks, heading, isOpen): ([MarkdownBlock], String?, Bool) = ([], nil, false)
    for (index, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        isOpen.toggle()
        if isOpen { blocks.append(.init(heading: heading, language: String(line.dropFirst(3)), line: index + 1)) }
      } else if isOpen {
        blocks[blocks.count - 1].lines.append(line)
      } else if line.hasPrefix("## ") {
        heading = String(line.dropFirst(3))
      }
    }
    return blocks
  }
}
