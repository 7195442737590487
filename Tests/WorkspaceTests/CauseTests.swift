import Diagnostics
import Driver
import Foundation
import Support
import Testing
import Workspace
import YAML

/// Random changes of single keys of the example specs: what drifts names the key, at its line.
@Suite struct CauseTests {
  private static let files =
    [
      "acci", "agent", "connector-gateway", "control-plane", "execution-plane", "indexer", "workspace",
    ].map { "specs/\($0).yaml" } + ["specs/scantling.lock"]

  /// A value changed to another that the same key may take; most are, and the rest is thrown away.
  private func changed(_ text: String, _ random: inout SplitMix64) -> String {
    let others = [
      "start-first": "stop-first", "on-failure": "any", "keyless": "none", "critical": "medium", "high": "unknown",
      "linux/arm64": "linux/arm/v7", "linux/arm/v7": "linux/386", "linux/ppc64le": "linux/s390x",
    ]
    if let other = others[text] { return other }
    if text.hasPrefix("sha256:") { return text.dropLast(8) + (text.hasSuffix("0badcafe") ? "0ddba11e" : "0badcafe") }
    if let number = Int(text) { return String(number + Int.random(in: 1...7, using: &random)) }
    if let number = Int(text.prefix { $0.isNumber }) { return String(number * 2) + text.drop { $0.isNumber } }
    return text + ["x", "-two", "zz"][Int.random(in: 0..<3, using: &random)]
  }

  private func leaves(_ file: String, _ text: String) -> [Leaf] {
    var (sources, ignored) = (SourceMap(), [Diagnostic]())
    let id = sources.add(SourceFile(path: file, bytes: Array(text.utf8)))
    return Parser.parse(id, in: sources, diagnostics: &ignored)?.leaves ?? []
  }

  private func generated() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    let workspace = try Workspace(root: scratch.url.path)
    try workspace.mend(try workspace.drift()) { _ in }
    #expect(try workspace.drift().isEmpty)
    return scratch
  }

  /// What drifts when `file` says `text` for once.
  private func drift(_ scratch: Scratch, _ file: String, _ text: String) throws -> [Drift] {
    let before = try scratch.read(file)
    try scratch.write(text, to: file)
    defer { try? scratch.write(before, to: file) }
    let workspace = try Workspace(root: scratch.url.path)
    return workspace.compilation.diagnostics.hasErrors ? [] : workspace.explained(try workspace.drift())
  }

  @Test func namesTheKeyThatChanged() throws {
    let scratch = try generated()
    var random = SplitMix64(seed: 1)
    var (changes, drifting, named, first) = (0, 0, 0, 0)
    while changes < 100 {
      let file = Self.files[Int.random(in: 0..<Self.files.count, using: &random)]
      let text = try scratch.read(file)
      let leaves = leaves(file, text)
      let leaf = leaves[Int.random(in: 0..<leaves.count, using: &random)]
      let value = changed(leaf.text, &random)
      var bytes = Array(text.utf8)
      bytes.replaceSubrange(Int(leaf.range.lower)..<Int(leaf.range.upper), with: Array("\"\(value)\"".utf8))
      let drift = try drift(scratch, file, String(decoding: bytes, as: UTF8.self)).filter { $0.rule != .orphaned }
      if drift.isEmpty { continue }
      changes += 1
      let line = 1 + text.utf8.prefix(Int(leaf.range.lower)).count { $0 == 0x0A }
      let key = file.hasSuffix(".lock") ? "digest of '" : "'\(leaf.keys.map(\.value).joined(separator: "."))'"
      for difference in drift {
        drifting += 1
        let causes = difference.causeTexts
        #expect(!causes.isEmpty, "\(difference.path) has no cause; \(key) of \(file) is '\(value)'")
        let isRight = { (cause: String) in cause.hasPrefix("\(file):\(line) ") && cause.contains(key) }
        if causes.contains(where: isRight) { named += 1 }
        if let cause = causes.first, isRight(cause) { first += 1 }
      }
    }
    print("\(changes) changes of one key: \(drifting) files drift, \(named) name the key, \(first) name it first")
    #expect(named * 100 >= drifting * 95)
  }

  /// Every line that can be left out, left out: what drifts names the file that lacks it, or what holds instead.
  @Test func namesACauseWhereAKeyIsGone() throws {
    let scratch = try generated()
    var (drifting, named) = (0, 0)
    for file in Self.files.dropLast() {
      let lines = try scratch.read(file).split(separator: "\n", omittingEmptySubsequences: false)
      for index in lines.indices {
        let without = (lines[..<index] + lines[(index + 1)...]).joined(separator: "\n")
        for difference in try drift(scratch, file, without) where difference.rule == .outOfDate {
          drifting += 1
          let causes = difference.causeTexts
          #expect(!causes.isEmpty, "\(difference.path) has no cause; '\(lines[index])' of \(file) is gone")
          if causes.contains(where: { $0.hasPrefix(file) }) { named += 1 }
        }
      }
    }
    print("lines left out one by one: \(drifting) files drift, \(named) name the file that lacks it")
    #expect(drifting > 20 && named * 100 >= drifting * 60)
  }
}

extension Drift {
  fileprivate var causeTexts: [String] { causes.map(\.text) }
}
