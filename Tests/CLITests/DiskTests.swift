import Foundation
import Support
import Testing

/// What the disk can do to a run.
@Suite struct DiskTests {
  @Test(arguments: ["generated", "generated/services", "generated/services/agent", "generated/.github"])
  func touchesNothingBehindLinks(_ place: String) throws {
    let (scratch, outside) = (try Scratch(specsOf: repository), try Scratch())
    let link = scratch.url.appending(path: place)
    try FileManager.default.createDirectory(at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: outside.url)
    let generate = try scratch.scantling("generate")
    #expect(generate.status == 74 && generate.errors.contains("is a link"), "\(generate)")
    #expect(outside.files().isEmpty)
  }

  @Test func doesNotFollowALinkInThePlaceOfAFile() throws {
    let (scratch, outside) = (try Scratch(specsOf: repository), try Scratch())
    try outside.write("precious", to: "file")
    let link = scratch.url.appending(path: "generated/Makefile")
    try FileManager.default.createDirectory(at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: outside.url.appending(path: "file"))
    #expect(try scratch.scantling("generate", "--overwrite").status == 74)
    #expect(try outside.read("file") == "precious")
  }

  @Test func passesOverNoSpecThatIsALink() throws {
    let scratch = try Scratch(specsOf: repository)
    let link = scratch.url.appending(path: "specs/linked.yaml")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: URL(filePath: "agent.yaml"))
    let outcome = try scratch.scantling("validate")
    #expect(outcome.status == 74 && outcome.errors.contains("'specs/linked.yaml' is a link; a spec has to be a file"))
  }

  @Test func saysWhereAFolderIsInTheWay() throws {
    let scratch = try Scratch(specsOf: repository)
    try scratch.write("", to: "generated/Makefile/file")
    let generate = try scratch.scantling("generate")
    #expect(generate.status == 74 && generate.errors.contains("generated/Makefile"), "\(generate)")
  }

  @Test func clearsWhatAKilledRunLeft() throws {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("generate").status == 0)
    try scratch.write("half", to: "generated/.Makefile.scantling-new")
    try scratch.write("half", to: "generated/services/agent/.Dockerfile.scantling-new")
    #expect(try scratch.scantling("generate").status == 0)
    #expect(!scratch.files().contains { $0.hasSuffix(".scantling-new") })
  }

  /// A run that is killed at any moment leaves each file old or new, and the next one mends the rest.
  @Test func leavesNoTornFileWhenKilled() throws {
    let scratch = try Scratch(specsOf: repository)
    #expect(try scratch.scantling("generate").status == 0)
    let old = Set(scratch.files().compactMap { try? scratch.read($0) })
    try scratch.edit("specs/workspace.yaml") { $0.replacing("acme-platform", with: "acme-other") }
    let reference = try Scratch(specsOf: scratch.url)
    #expect(try reference.scantling("generate").status == 0)
    let new = Set(reference.files().compactMap { try? reference.read($0) })
    for delay in stride(from: 1, through: 40, by: 3) {
      _ = try run(
        "/usr/bin/timeout", ["-s", "KILL", "0.0\(delay < 10 ? "0" : "")\(delay)", tool, "generate"], in: scratch.url)
      for file in scratch.files() where !file.hasSuffix(".scantling-new") {
        let text = try scratch.read(file)
        #expect(old.contains(text) || new.contains(text), "\(file) is torn")
      }
    }
    #expect(try scratch.scantling("generate").status == 0)
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func serialisesRunsAtOnce() async throws {
    let scratch = try Scratch(specsOf: repository)
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for _ in 0..<6 { group.addTask { try scratch.scantling("generate").status } }
      for try await status in group { #expect(status == 0) }
    }
    #expect(try scratch.scantling("check").status == 0)
  }
}
