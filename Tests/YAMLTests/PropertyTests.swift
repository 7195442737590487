import Diagnostics
import Foundation
import Support
import Testing

@testable import YAML

/// Properties of the writer and the parser, over seeds: a failure names its seed.
@Suite struct PropertyTests {
  @Test(arguments: 0..<200)
  func whatIsWrittenIsReadBack(_ seed: Int) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<5 {
      let value = randomValue(using: &random)
      let lines = Writer.lines(of: value, origin: SourceRange(startOf: FileID(0)))
      let text = lines.map { $0.text + "\n" }.joined()
      let parsed = Parsed(text)
      #expect(parsed.complaints.isEmpty, "seed \(seed):\n\(text)")
      #expect(parsed.node.map { Tree($0) } == Tree(value, isInline: true), "seed \(seed):\n\(text)")
      #expect(lines.allSatisfy { !$0.text.contains("\n") && !$0.text.hasSuffix(" ") }, "seed \(seed):\n\(text)")
      checkRanges(parsed, "seed \(seed)")
    }
  }

  @Test(arguments: specFiles)
  func rangesOfSpecsLieInTheirParents(_ path: String) throws {
    let parsed = Parsed(bytes: try bytes(of: path))
    #expect(parsed.complaints.isEmpty)
    #expect(parsed.node != nil)
    checkRanges(parsed, path)
  }

  @Test(arguments: specFiles)
  func everyTruncationIsReadOrReported(_ path: String) throws {
    let bytes = try bytes(of: path)
    for count in 0..<bytes.count { check(bytes: Array(bytes[..<count]), "\(path) cut to \(count) bytes") }
  }

  @Test(arguments: 0..<200)
  func everyFlippedByteIsReadOrReported(_ seed: Int) throws {
    var random = SplitMix64(seed: seed)
    for path in specFiles {
      var bytes = try bytes(of: path)
      let changes = Int.random(in: 1...4, using: &random)
      for _ in 0..<changes {
        let place = bytes.indices.randomElement(using: &random) ?? 0
        bytes[place] =
          Bool.random(using: &random)
          ? bytes[place] ^ (1 << UInt8.random(in: 0..<8, using: &random))
          : Array(":-?,[]{}&*!|>%@`'\"#\t\n\r \\<~".utf8).randomElement(using: &random) ?? 0
      }
      check(bytes: bytes, "\(path), seed \(seed)")
    }
  }

  @Test(arguments: 0..<200)
  func everyTextOfIndicatorsIsReadOrReported(_ seed: Int) {
    var random = SplitMix64(seed: seed)
    let pieces = [
      "a", "b: ", ":", "- ", "? ", "[", "]", "{", "}", ",", "&a ", "*a", "!t ", "|\n", ">-\n", "'", "\"", "\\", "#",
      " ", "  ", "\t", "\n", "\r\n", "é", "🚀", "\u{FEFF}", "---\n", "...\n", "%YAML 1.1\n", "<<: ", "\u{85}",
      "\u{2028}",
    ]
    for _ in 0..<20 {
      let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      check(bytes: Array(text.utf8), "seed \(seed): \(visible(text))")
    }
  }

  /// Nodes or diagnostics, with places inside the file, that can be shown.
  private func check(bytes: [UInt8], _ origin: String) {
    let parsed = Parsed(bytes: bytes)
    if parsed.node == nil, parsed.diagnostics.isEmpty {
      let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      let isEmpty = lines.allSatisfy { line in
        let text = line.drop { " \t\u{FEFF}".contains($0) }
        return text.isEmpty || text.hasPrefix("#") || text == "..."
      }
      #expect(isEmpty, "neither a node nor a diagnostic: \(origin)")
    }
    for diagnostic in parsed.diagnostics {
      let ranges = ([diagnostic.range] + diagnostic.notes.map(\.range)).compactMap(\.self)
      #expect(ranges.allSatisfy { $0.upper <= UInt32(bytes.count) }, "\(diagnostic.message): \(origin)")
    }
    _ = DiagnosticRenderer(sources: parsed.sources, colour: false).render(parsed.diagnostics)
    if let node = parsed.node { #expect(isInside(node, UInt32(bytes.count)), "\(origin)") }
  }

  private func isInside(_ node: Node, _ count: UInt32) -> Bool {
    let children =
      switch node.content {
      case .scalar: true
      case .sequence(let elements): elements.allSatisfy { isInside($0, count) }
      case .mapping(let entries): entries.allSatisfy { $0.key.range.upper <= count && isInside($0.value, count) }
      }
    return children && node.range.lower <= node.range.upper && node.range.upper <= count
  }

  /// Every range lies inside its parent's, behind that of its elder sibling.
  private func checkRanges(_ parsed: Parsed, _ origin: String) {
    func visit(_ node: Node) {
      let children: [(SourceRange, Node?)] =
        switch node.content {
        case .scalar: []
        case .sequence(let elements): elements.map { ($0.range, $0) }
        case .mapping(let entries): entries.flatMap { [($0.key.range, nil), ($0.value.range, $0.value)] }
        }
      var lower = node.range.lower
      for (range, child) in children {
        // What an alias stands for lies where its anchor is.
        guard range.upper > node.range.lower else { continue }
        #expect(range.lower >= lower && range.upper <= node.range.upper, "\(origin): \(visible(parsed.text(range)))")
        lower = range.upper
        child.map(visit)
      }
    }
    parsed.node.map(visit)
  }
}

private let specFiles: [String] = {
  let folders = ["specs", "templates/languages", "templates/resources"]
  return folders.flatMap { folder in
    files(below: repository.appending(path: folder)).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".lock") }.map {
      "\(folder)/\($0)"
    }
  }
}()

private func bytes(of path: String) throws -> [UInt8] { Array(try Data(contentsOf: repository.appending(path: path))) }
