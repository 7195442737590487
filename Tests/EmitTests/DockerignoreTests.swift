import Diagnostics
import Foundation
import Support
import Testing

@testable import Emit
@testable import IR

@Suite struct DockerignoreTests {
  @Test func letsInWhatIsCopiedAndNothingElse() {
    func place(_ lower: Int) -> SourceRange { SourceRange(file: FileID(1), lower: lower, upper: lower + 1) }
    let file = Containerfile(
      source: .stages([]), contextPaths: [Located("api", place(1)), Located("lib a/*.txt", place(2))],
      excludedPaths: [Located("api/target", place(3)), Located("**/.env", place(4))], origin: place(0))
    let lines = Dockerignore(lowering: file).print()
    #expect(
      lines.map { $0.text + "\n" }.joined() == """
        # Nothing is sent to the builder but what the Dockerfile copies.
        *
        !api
        !lib a/*.txt

        # Of that, what a build does not need.
        api/target
        **/.env

        """)
    #expect(lines.map(\.origin) == [0, 0, 1, 2, 0, 0, 3, 4].map(place))
  }

  @Test func letsInTheWholeRootWhereThatIsCopied() {
    let origin = SourceRange(startOf: FileID(0))
    let file = Containerfile(
      source: .stages([]), contextPaths: [Located(".", origin)], excludedPaths: [Located("**/.env", origin)],
      origin: origin)
    let matcher = IgnoreMatcher(Dockerignore(lowering: file).print().map { $0.text + "\n" }.joined())
    #expect(!matcher.ignores("main.go"))
    #expect(!matcher.ignores("cmd/api/main.go"))
    #expect(matcher.ignores(".env"))
    #expect(matcher.ignores("cmd/.env"))
  }

  /// Every pair has to let its sources in and keep secrets and strangers out.
  @Test(arguments: dockerfiles)
  func generatedFilesLetInTheirSourcesOnly(_ path: String) throws {
    let matcher = IgnoreMatcher(try text(of: path + ".dockerignore"))
    let sources = copiedPaths(try text(of: path))
    #expect(!sources.isEmpty)
    for source in sources {
      #expect(!matcher.ignores(source.replacing("*", with: "x")), "\(source) is left out")
      let isFolder = try? repository.appending(path: source).resourceValues(forKeys: [.isDirectoryKey]).isDirectory
      guard isFolder == true else { continue }
      #expect(!matcher.ignores(source + "/src/main.rs"))
      for secret in [
        ".env", ".env.local", "id_rsa", "id_rsa.pub", "x.pem", "tls.key", ".git/config", ".ssh/id_ed25519",
        ".aws/credentials", ".netrc",
      ] {
        #expect(matcher.ignores("\(source)/\(secret)"), "\(secret) is let in")
        #expect(matcher.ignores("\(source)/deep/er/\(secret)"), "deep \(secret) is let in")
      }
    }
    for stranger in [
      ".env", "id_rsa", "x.pem", ".git/config", ".git", "README.md", "Package.swift", "specs/acci.yaml",
      "generated/compose.yaml", "node_modules/x/index.js", "Tests/Services/other/main.rs", "Tests",
      "Sources/main.swift",
    ] where !sources.contains(stranger) { #expect(matcher.ignores(stranger), "\(stranger) is let in") }
  }

  @Test func generatedFilesAreThere() { #expect(dockerfiles.count >= 12) }

  /// The sources of COPY instructions that copy from the context.
  private func copiedPaths(_ dockerfile: String) -> [String] {
    dockerfile.split(separator: "\n").filter { $0.hasPrefix("COPY ") && !$0.contains("--from=") }.flatMap { line in
      let operands = line.dropFirst(5)
      let json = try? JSONDecoder().decode([String].self, from: Data(operands.utf8))
      return (json ?? operands.split(separator: " ").map(String.init)).dropLast()
    }
  }
}

/// The port of the matcher that the tests above rely on.
@Suite struct IgnoreMatcherTests {
  @Test(
    arguments: [
      ("node_modules", ["node_modules", "node_modules/a/b"], ["sub/node_modules", "node_modules2"]),
      ("**/node_modules", ["node_modules", "a/node_modules", "a/b/node_modules/c"], ["a/node_modules2"]),
      ("*.md", ["a.md"], ["d/a.md", "a.mdx"]), ("**/*.md", ["a.md", "d/a.md", "d/e/a.md"], ["a.txt"]),
      ("*/*.md", ["d/a.md"], ["a.md", "d/e/a.md"]), (".git", [".git", ".git/config"], ["sub/.git", ".gitignore"]),
      ("*\n!src\n!go.mod", ["x", "x/go.mod", "go.sum"], ["src", "src/a/b.go", "go.mod"]),
      ("*\n!src/**", ["src", "x"], ["src/a", "src/a/b"]), ("**\n!src", ["x", "x/y"], ["src", "src/a"]),
      ("!keep\n*", ["keep", "x"], []), ("src\n!src/main.go", ["src", "src/a.go"], ["src/main.go"]),
      ("a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]), ("**/a/**", ["x/a/b", "a/b"], ["x/a", "a"]),
      ("foo/**/bar", ["foo/bar", "foo/x/bar", "foo/x/y/bar"], ["foo", "foobar"]),
      ("a**b", ["ab", "a/b", "a/x/b"], ["axb"]), ("a/*/c", ["a/b/c", "a/b/c/d"], ["a/c", "a/b/x/c"]),
      ("/foo", ["foo"], ["a/foo"]), ("./foo/", ["foo", "foo/a"], []), ("./baz/../qux", ["qux"], ["baz"]),
      ("a//b", ["a/b"], []), ("[^a]x", ["bx"], ["ax"]), ("[!a]x", ["!x", "ax"], ["bx"]), ("[a-c]", ["b"], ["d"]),
      ("a?c", ["abc"], ["ac", "a/c"]), ("\\*", ["*"], ["x"]), ("# c\n #d", ["#d"], ["# c", "c"]),
      ("a # c", ["a # c"], ["a"]), ("  a b  \n", ["a b"], ["a"]), ("*\n!*/", [], ["a", "a/b"]), ("A", ["A"], ["a"]),
      ("*.{js,ts}", ["x.{js,ts}"], ["x.js"]), ("a\r\nb\r\n", ["a", "b"], []),
    ] as [(String, [String], [String])])
  func decidesAsBuildKitDoes(_ text: String, _ ignored: [String], _ kept: [String]) {
    let matcher = IgnoreMatcher(text)
    for path in ignored { #expect(matcher.ignores(path), "\(path) is kept") }
    for path in kept { #expect(!matcher.ignores(path), "\(path) is ignored") }
  }
}

private let dockerfiles: [String] = {
  let folder = "generated/services"
  return files(below: repository.appending(path: folder)).filter { $0.hasSuffix(".dockerignore") }.map {
    "\(folder)/\($0.dropLast(".dockerignore".count))"
  }
}()

private func text(of path: String) throws -> String {
  String(decoding: try Data(contentsOf: repository.appending(path: path)), as: UTF8.self)
}
