import Foundation
import Support

/// A program that serves until the test is done with it.
final class Server: @unchecked Sendable {
  private let process = Process()
  let port: Int

  /// Waits until the program has told its port: `mark` stands before it in a line of what it prints.
  init(_ program: String, _ arguments: [String], input: String = "", mark: String = "") throws {
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let (output, standardInput) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError, process.standardInput) = (output, output, standardInput)
    try process.run()
    standardInput.fileHandleForWriting.write(Data((input + "\n").utf8))
    var text = ""
    var found: Int?
    while found == nil {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw Failure(text: text) }
      text += String(decoding: data, as: UTF8.self)
      let start = mark.isEmpty ? text.startIndex : text.range(of: mark)?.upperBound
      guard let start, text[start...].contains(where: { !$0.isNumber }) else { continue }
      found = Int(text[start...].prefix { $0.isNumber })
    }
    port = found ?? 0
    // What it goes on to print must not fill the pipe.
    output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
  }

  struct Failure: Error { let text: String }

  deinit { kill(process.processIdentifier, SIGKILL) }

  var host: String { "127.0.0.1:\(port)" }
}

/// An image to push.
struct TestImage: Encodable {
  var name = "library/golang"
  var tag = "1.26.9-alpine"
  var platforms = ["linux/amd64", "linux/arm64/v8", "linux/arm/v7"]
  var created = "2026-01-01T00:00:00Z"
  var annotated: String?
  var dialect = "oci"
  /// Different images have different seeds.
  var seed = 0
}

/// A certificate that only those trust who are told to.
struct Certificate {
  /// Paths.
  let key, path: String

  init(of host: String, in scratch: Scratch) throws {
    (key, path) = ("\(scratch.url.path)/key.pem", "\(scratch.url.path)/cert.pem")
    let made = try run(
      "/usr/bin/env",
      [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(host)", "-addext",
        "subjectAltName=DNS:\(host)", "-days", "2", "-keyout", key, "-out", path,
      ])
    guard made.status == 0 else { throw Server.Failure(text: made.errors) }
  }
}

/// Something to ask for images. Whoever asks holds on to it: it goes when nobody does any more.
protocol Serving: Sendable {
  var host: String { get }
}

/// Debian's docker-registry on loopback, with images of the test's own.
final class LocalRegistry: Serving {
  private let scratch: Scratch
  private let server: Server

  static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/docker-registry")

  static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "servers.py").path

  /// `authentication` is that part of the registry's configuration; `storage` is another registry to share images with.
  init(authentication: String = "", sharing other: LocalRegistry? = nil) throws {
    scratch = try other?.scratch ?? Scratch()
    let name = "registry-\(UUID().uuidString).yml"
    try scratch.write(
      """
      version: 0.1
      log: { level: info }
      storage: { filesystem: { rootdirectory: \(scratch.url.path)/data }, delete: { enabled: true } }
      http: { addr: 127.0.0.1:0, secret: test }
      \(authentication)
      """, to: name)
    server = try Server(
      "docker-registry", ["serve", scratch.url.appending(path: name).path], mark: "listening on 127.0.0.1:")
  }

  var host: String { server.host }

  /// The digests of the images, by name and tag.
  @discardableResult
  func push(_ images: [TestImage]) throws -> [String: String] {
    let specification = scratch.url.appending(path: "push-\(UUID().uuidString).json")
    try JSONEncoder().encode(images).write(to: specification)
    let outcome = try run(
      "/bin/sh", ["-c", "exec python3 '\(Self.script)' push \(host) < '\(specification.path)'"])
    guard outcome.status == 0 else { throw Server.Failure(text: outcome.errors) }
    return try JSONDecoder().decode([String: String].self, from: Data(outcome.output.utf8))
  }
}

/// What goes wrong on the way to a registry: {"kind": "reset", "path": "/manifests/", "times": 2}.
final class FaultyProxy: Serving {
  private let registry: LocalRegistry
  private let scratch: Scratch
  private let server: Server

  /// With a certificate it also stands for the host of it, if it is asked as a proxy.
  init(to registry: LocalRegistry, _ faults: String = "[]", certificate: Certificate? = nil) throws {
    self.registry = registry
    scratch = try Scratch()
    let log = scratch.url.appending(path: "log").path
    server = try Server(
      "python3", [LocalRegistry.script, "proxy", registry.host, log] + (certificate.map { [$0.key, $0.path] } ?? []),
      input: faults.replacing("\n", with: " "))
  }

  var host: String { server.host }

  /// Method, path and scheme of authorization of each request.
  func requests() throws -> [String] { try scratch.read("log").split(separator: "\n").map(String.init) }
}
