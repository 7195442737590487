import Diagnostics
import Driver
import Foundation
import Support
import Testing
import YAML

@testable import Spec

/// The example specs, and a workspace that writes every key, with each key, value and reference wrong once.
@Suite struct SeededMistakeTests {
  private static let inputs = [repository, Fixture.folder.appending(path: "every-key")].map { Fixture.input(at: $0) }

  /// Of a hundred mistakes of which it can be told what was meant, so many get the right suggestion.
  private static let leastSuggested = 95

  @Test(arguments: SeededMistake.Kind.allCases)
  func areFoundAtTheirPlace(_ kind: SeededMistake.Kind) {
    var (planted, placed, alone, meant, suggested) = (0, 0, 0, 0, 0)
    for input in Self.inputs {
      for mistake in SeededMistake.all(in: input) where mistake.kind == kind {
        let result = compile(input.replacing(mistake.file))
        let found = result.diagnostics.sorted(in: result.sources)
        let hits = found.filter { $0.isAt(mistake, in: result.sources) }
        let isSuggested = mistake.suggestion.map { name in
          hits.contains { $0.notes.contains { $0.message == "did you mean '\(name)'?" } }
        }
        planted += 1
        placed += hits.isEmpty ? 0 : 1
        alone += found.count == 1 ? 1 : 0
        meant += isSuggested == nil ? 0 : 1
        suggested += isSuggested == true ? 1 : 0
        let said = DiagnosticRenderer(sources: result.sources, colour: false).render(found)
        #expect(!hits.isEmpty && found.count == 1 && isSuggested != false, "\(mistake.text)\n\(said)")
      }
    }
    print(
      "\(kind.rawValue): \(planted) planted, \(placed) at their place, \(alone) without another error;",
      "\(suggested) of \(meant) with the right suggestion")
    #expect(planted > 0 && placed == planted && suggested * 100 >= meant * Self.leastSuggested)
  }

  @Test func areInAGoodWorkspace() {
    for input in Self.inputs {
      let result = compile(input)
      #expect(result.diagnostics.isEmpty && !result.artifacts.isEmpty)
    }
  }

  /// A key that no spec writes would never be misspelt.
  @Test func areMadeOfEveryKey() {
    let files = [Self.inputs[1].workspace] + Self.inputs[1].services
    var (written, declared): (Set<String>, Set<String>) = ([], [])
    for file in files {
      var seeder = MistakeSeeder(file)
      seeder.seed()
      written.formUnion(seeder.keys)
      var (sources, diagnostics) = (SourceMap(), [Diagnostic]())
      guard let node = Parser.parse(sources.add(file), in: sources, diagnostics: &diagnostics) else { continue }
      declared.formUnion(names(of: MistakeSeeder.declarations(of: node, file)))
    }
    // One template is as good as another, as far as its options are written; what 'templates' names is no key's matter.
    let resources = embeddedTemplates().map { $0.path.split(separator: "/") }.filter { $0.contains("resources") }
    let templates =
      languageNames().map { "build.\($0)" } + resources.compactMap(\.last).map { "resources.\($0.dropLast(5))" }
    let unused = templates.filter { !written.contains($0) }
    let missing = declared.subtracting(written).filter { key in
      // Defaults have the keys of services, and those are written there.
      let isElsewhere = ["extend.", "defaults.", "groups."].contains { key.hasPrefix($0) }
      return key != "templates" && !isElsewhere && !unused.contains { key == $0 || key.hasPrefix("\($0).") }
    }
    #expect(missing.sorted() == [])
  }

  private func names(of keys: [KeyDeclaration], below path: [String] = []) -> [String] {
    keys.flatMap { key in
      let path = path + [key.name]
      return [path.joined(separator: ".")] + key.shape.alternatives.flatMap { names(of: $0.keysBelow, below: path) }
    }
  }
}

extension Shape {
  fileprivate var keysBelow: [KeyDeclaration] {
    switch self {
    case .mapping(_, let keys), .options(_, let keys): keys
    case .template(_, let choices, let others): choices + others
    case .list(let element, _): element.keysBelow
    case .map(_, let value): value.keysBelow
    case .scalar, .integer, .boolean, .anything, .choice, .either: []
    }
  }
}

extension Diagnostic {
  fileprivate func isAt(_ mistake: SeededMistake, in sources: SourceMap) -> Bool {
    guard let range else { return false }
    return sources[range.file].path == mistake.file.path
      && Int(range.lower)..<Int(range.upper) == mistake.range
  }
}

extension SeededMistake {
  /// The line of the mistake.
  fileprivate var text: String {
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let before = file.bytes[..<range.lowerBound].filter { $0 == UInt8(ascii: "\n") }.count
    return "\(file.path): \(lines[before])"
  }
}

extension Input {
  fileprivate func replacing(_ file: SourceFile) -> Input {
    Input(
      workspace: workspace.path == file.path ? file : workspace,
      services: services.map { $0.path == file.path ? file : $0 }, lock: lock, today: today)
  }
}
