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
}
