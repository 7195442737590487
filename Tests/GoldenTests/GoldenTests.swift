import Diagnostics
import Driver
import Foundation
import Support
import Testing

/// A workspace with what it compiles to. `UPDATE_GOLDENS=1 swift test --filter GoldenTests` accepts what it is now.
struct GoldenWorkspace: CustomTestStringConvertible, Sendable {
  let name: String
  let root: URL

  var testDescription: String { name }

  static let all: [GoldenWorkspace] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { GoldenWorkspace(name: $0, root: folder.appending(path: $0)) }
      + [GoldenWorkspace(name: "this repository", root: repository)]
  }()

  /// Reads the specs as the tool does; the lock of this repository stands in where there is none.
  func input(shuffled: Bool = false) throws -> Input {
    let specs = root.appending(path: "specs")
    let names = try FileManager.default.contentsOfDirectory(atPath: specs.path).sorted()
    let source = { (name: String, folder: URL) in
      SourceFile(path: "specs/\(name)", bytes: Array(try Data(contentsOf: folder.appending(path: name))))
    }
    let services = try names.filter { $0.hasSuffix(".yaml") && $0 != "workspace.yaml" }.map { try source($0, specs) }
    let lockFolder = names.contains("scantling.lock") ? specs : repository.appending(path: "specs")
    return Input(
      workspace: try source("workspace.yaml", specs), services: shuffled ? services.reversed() : services,
      lock: try source("scantling.lock", lockFolder))
  }
}

@Suite struct GoldenTests {
  private let accepts = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1"

  @Test(arguments: GoldenWorkspace.all)
  func compilesToWhatIsThere(_ workspace: GoldenWorkspace) throws {
    let result = compile(try workspace.input())
    let renderer = DiagnosticRenderer(sources: result.sources, colour: false)
    #expect(result.diagnostics.isEmpty, "\(renderer.render(result.diagnostics))")
    for artifact in result.artifacts {
      let file = workspace.root.appending(path: artifact.path)
      if accepts {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(artifact.contents).write(to: file)
      }
      let golden = try? Data(contentsOf: file)
      let isSame = golden.map(Array.init) == artifact.contents
      #expect(isSame, "\(artifact.path) is not what it was")
    }
    try expectNothingElse(in: workspace, than: result)
  }

  private func expectNothingElse(in workspace: GoldenWorkspace, than result: Compilation) throws {
    let expected = Set(result.artifacts.map(\.path))
    for file in files(below: workspace.root.appending(path: "generated")) {
      #expect(expected.contains("generated/\(file)"), "nothing makes generated/\(file)")
    }
  }

  @Test(arguments: GoldenWorkspace.all)
  func isTheSameInAnyOrder(_ workspace: GoldenWorkspace) throws {
    let one = compile(try workspace.input()).artifacts
    let other = compile(try workspace.input(shuffled: true)).artifacts
    #expect(one.map(\.path) == other.map(\.path))
    let different = zip(one, other).filter { $0.contents != $1.contents }.map(\.0.path)
    #expect(different.isEmpty)
  }

  /// `explain` has an answer for every line: a place in a spec, in the workspace file or in a template.
  @Test(arguments: GoldenWorkspace.all)
  func knowsWhereEveryLineComesFrom(_ workspace: GoldenWorkspace) throws {
    let result = compile(try workspace.input())
    for artifact in result.artifacts {
      let lines = artifact.contents.split(separator: 0x0A, omittingEmptySubsequences: false).count - 1
      #expect(artifact.origins.count == lines, "\(artifact.path)")
      for (index, origin) in artifact.origins.enumerated() {
        let file = result.sources[origin.file]
        let isInside = Int(origin.upper) <= file.bytes.count && origin.upper > origin.lower
        #expect(isInside, "\(artifact.path):\(index + 1) has no origin")
      }
    }
  }

  @Test func isTheSameInAnyLocale() throws {
    let outputs = try ["C", "tr_TR.UTF-8", "de_DE.UTF-8"].map { locale in
      let scratch = try Scratch(specsOf: repository)
      let environment = ["LC_ALL": locale, "LANG": locale, "TZ": "Asia/Kolkata"]
      #expect(try scratch.scantling("generate", environment: environment).status == 0)
      return try scratch.files().map { try scratch.read($0) }
    }
    let isSame = outputs[0] == outputs[1] && outputs[0] == outputs[2]
    #expect(isSame)
  }
}
