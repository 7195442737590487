import Diagnostics
import Driver
import Foundation
import Spec
import Testing

/// A workspace of wrong specs, with what has to be said of it in comments.
///
/// `Fixtures/services/<name>.yaml` is one service in an otherwise good workspace; `Fixtures/workspaces/<name>` is a
/// whole one. Either takes the lock of this repository's own workspace unless it has one.
struct Fixture: CustomTestStringConvertible, Sendable {
  let name: String
  let input: Input

  var testDescription: String { name }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  static let repository = folder.appending(path: "../../..").standardized

  static let all: [Fixture] = services + workspaces

  private static var services: [Fixture] {
    files(in: folder.appending(path: "services")).map { file in
      let service = SourceFile(path: "specs/\(file.lastPathComponent)", bytes: bytes(of: file))
      return Fixture(
        name: file.lastPathComponent, input: Input(workspace: workspace, services: [service], lock: lock))
    }
  }

  private static var workspaces: [Fixture] {
    files(in: folder.appending(path: "workspaces")).map { Fixture(name: $0.lastPathComponent, input: input(at: $0)) }
  }

  /// A workspace on the disk, as the tool would read it.
  static func input(at root: URL) -> Input {
    let specs = files(in: root.appending(path: "specs")).map { file in
      SourceFile(path: "specs/\(file.lastPathComponent)", bytes: bytes(of: file))
    }
    return Input(
      workspace: specs.first { $0.path.hasSuffix("/workspace.yaml") } ?? workspace,
      services: specs.filter { $0.path.hasSuffix(".yaml") && !$0.path.hasSuffix("/workspace.yaml") },
      lock: specs.first { $0.path.hasSuffix(".lock") } ?? lock, today: today)
  }

  /// The day on which fixtures and the examples of rule pages are compiled.
  static let today = CalendarDate("2026-11-21")

  static let workspace = SourceFile(
    path: "specs/workspace.yaml",
    bytes: Array(
      """
      workspace: fixture
      registry: registry.example.com/fixture
      platforms: [linux/amd64, linux/arm64]
      resources:
        db: { postgres: { version: "16.14" } }
      """.utf8))

  static let lock = SourceFile(
    path: "specs/scantling.lock", bytes: bytes(of: repository.appending(path: "specs/scantling.lock")))

  /// The same lock with the digest of more images, by their full names.
  static func lock(with images: [String]) -> SourceFile {
    let digest = "sha256:" + String(repeating: "1", count: 64)
    let more = images.map { "  \($0): { digest: \(digest) }\n" }.joined()
    let text = String(decoding: lock.bytes, as: UTF8.self).replacing("images:\n", with: "images:\n\(more)")
    return SourceFile(path: lock.path, bytes: Array(text.utf8))
  }

  static func service(_ name: String, _ text: String) -> SourceFile {
    SourceFile(path: "specs/\(name).yaml", bytes: Array(text.utf8))
  }

  private static func files(in folder: URL) -> [URL] {
    let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { !$0.lastPathComponent.hasPrefix(".") }.sorted { $0.path < $1.path }
  }

  private static func bytes(of file: URL) -> [UInt8] { (try? Data(contentsOf: file)).map(Array.init) ?? [] }
}
