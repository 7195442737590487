import Diagnostics
import Driver
import Spec
import Support
import Testing

/// The lock as a value, and as text.
@Suite struct LockContentsTests {
  private func random(_ seed: Int) throws -> LockContents {
    var random = SplitMix64(seed: seed)
    let hex = { (count: Int) in
      String((0..<count).map { _ in "0123456789abcdef".randomElement(using: &random) ?? "0" })
    }
    var contents = LockContents()
    for index in 0..<5 {
      let reference = try ImageReference(parsing: "127.0.0.1:5000/a\(index)/b:1.\(index)")
      let platforms = [
        Platform(os: "linux", architecture: "arm64", variant: "v8"),
        Platform(os: "linux", architecture: "arm", variant: nil),
        Platform(os: "windows", architecture: "amd64", variant: ""),
      ].shuffled(using: &random)
      contents.images[reference] = .init(digest: "sha256:" + hex(64), platforms: Array(platforms.dropFirst(index % 4)))
      contents.actions["a-\(index)/b.c/d_e"] = .init(version: "v1.\(index)", commit: hex(40))
      contents.tools["tool-\(index)"] = "1.0\(index)"
    }
    return contents
  }

  @Test(arguments: 0..<20) func isReadBackAsItWasWritten(_ seed: Int) throws {
    let contents = try random(seed)
    let bytes = contents.print(version: "0.1.0")
    let file = Input(workspace: Fixture.workspace, services: [], lock: nil).replacing(lock: bytes)
    let result = compile(file)
    #expect(result.diagnostics.isEmpty)
    let lock = try #require(result.lock)
    #expect(LockContents(lock) == contents)
    let isSame = LockContents(lock).print(version: "0.1.0") == bytes
    #expect(isSame && lock.scantling?.value == "0.1.0")
  }

  @Test func printsInOrder() throws {
    var contents = LockContents()
    contents.tools = ["b": "v1", "a": "v2"]
    contents.images[try ImageReference(parsing: "golang:1")] = .init(
      digest: "sha256:x",
      platforms: [
        Platform(os: "linux", architecture: "arm64", variant: "v8"),
        Platform(os: "linux", architecture: "amd64", variant: nil),
      ])
    let text = String(decoding: contents.print(version: "0.1.0"), as: UTF8.self)
    #expect(
      text.hasSuffix(
        """
        scantling: "0.1.0"

        images:
          docker.io/library/golang:1:
            digest: sha256:x
            platforms: [linux/amd64, linux/arm64]

        tools:
          a: v2
          b: v1

        """))
  }
}
