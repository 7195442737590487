import Diagnostics
import Driver
import Foundation
import Support
import Testing

/// The example workspace with mistakes planted by a machine.
@Suite struct MutationTests {
  private static let input = Fixture.input(at: repository)

  /// Whatever happens to the bytes of a file, the answer is diagnostics with places inside the file, or artifacts.
  @Test(arguments: 0..<200)
  func answersBrokenBytesWithDiagnostics(_ seed: Int) {
    var random = SplitMix64(seed: seed)
    var services = Self.input.services
    let index = Int.random(in: 0..<services.count, using: &random)
    services[index] = SourceFile(path: services[index].path, bytes: mutate(services[index].bytes, &random))
    let workspace = Bool.random(using: &random) ? Self.input.workspace : broken(Self.input.workspace, &random)
    let result = compile(Input(workspace: workspace, services: services, lock: Self.input.lock))
    #expect(!result.diagnostics.isEmpty || !result.artifacts.isEmpty, "seed \(seed)")
    for range in result.diagnostics.flatMap({ [$0.range] + $0.notes.map(\.range) }).compactMap({ $0 }) {
      let isInside = range.lower <= range.upper && Int(range.upper) <= result.sources[range.file].bytes.count
      #expect(isInside, "seed \(seed)")
    }
    let text = DiagnosticRenderer(sources: result.sources, colour: true).render(result.diagnostics)
    #expect(text.isEmpty == result.diagnostics.isEmpty)
  }

  private func broken(_ file: SourceFile, _ random: inout SplitMix64) -> SourceFile {
    SourceFile(path: file.path, bytes: mutate(file.bytes, &random))
  }

  private func mutate(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes = Array(bytes[..<place])
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.remove(at: place)
      case 3: bytes.insert("{}[]:#&*!|>'\"%@`\t\n$-".utf8.randomElement(using: &random) ?? 0, at: place)
      default: bytes += bytes[place...]
      }
    }
    return bytes
  }

  /// Every key of every spec, misspelt once: one error, at the key, with the key as suggestion.
  @Test func suggestsTheKeyThatWasMeant() {
    var (planted, placed, suggested) = (0, 0, 0)
    for (index, service) in Self.input.services.enumerated() {
      let text = String(decoding: service.bytes, as: UTF8.self)
      for match in text.matches(of: /(?m)(?:^|\{ |, )\s*([a-z-]{4,}):/) {
        let key = String(match.1)
        if key.hasPrefix("service") { continue }
        let misspelt = swapped(key)
        let changed = text.replacingCharacters(in: match.1.startIndex..<match.1.endIndex, with: misspelt)
        var services = Self.input.services
        services[index] = SourceFile(path: service.path, bytes: Array(changed.utf8))
        let result = compile(Input(workspace: Self.input.workspace, services: services, lock: Self.input.lock))
        let place = UInt32(text[..<match.1.startIndex].utf8.count)
        planted += 1
        let found = result.diagnostics.filter {
          $0.range?.lower == place && $0.range.map { result.sources[$0.file].path } == service.path
        }
        placed += found.isEmpty ? 0 : 1
        suggested += found.contains { $0.notes.contains { $0.message == "did you mean '\(key)'?" } } ? 1 : 0
      }
    }
    print("misspelt keys: \(planted) planted, \(placed) at their place, \(suggested) with the right suggestion")
    #expect(planted > 50 && placed == planted && suggested * 100 >= planted * 95)
  }

  /// `port` as `oprt`.
  private func swapped(_ key: String) -> String {
    var letters = Array(key)
    let last = letters.count - 1
    letters.swapAt(letters[last] == letters[last - 1] ? 0 : last, letters[last] == letters[last - 1] ? 1 : last - 1)
    return String(letters)
  }
}
