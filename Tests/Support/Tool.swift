package import Foundation

/// What a run of a program left behind.
package struct Outcome: Sendable {
  package let status: Int32
  package let output, errors: String
}

/// Runs a program to its end.
package func run(
  _ program: String, _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:]
) throws -> Outcome {
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  process.currentDirectoryURL = folder
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  let (output, errors) = (Pipe(), Pipe())
  (process.standardOutput, process.standardError, process.standardInput) = (output, errors, FileHandle.nullDevice)
  try process.run()
  // Both ends are read at once: a program that fills one pipe while the other is waited for would never end.
  let collected = Collected()
  let reader = Thread { collected.set(errors.fileHandleForReading.readDataToEndOfFile()) }
  reader.start()
  let out = output.fileHandleForReading.readDataToEndOfFile()
  let err = collected.get()
  process.waitUntilExit()
  return Outcome(
    status: process.terminationStatus, output: String(decoding: out, as: UTF8.self),
    errors: String(decoding: err, as: UTF8.self))
}

private final class Collected: @unchecked Sendable {
  private let condition = NSCondition()
  private var data: Data?

  func set(_ data: Data) {
    condition.withLock {
      self.data = data
      condition.signal()
    }
  }

  func get() -> Data {
    condition.withLock {
      while data == nil { condition.wait() }
      return data ?? Data()
    }
  }
}

/// The tool, as the same build made it.
package let tool: String = {
  let products = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
  let candidates = [products, products.appending(path: "../.."), repository.appending(path: ".build/debug")]
  return candidates.map { $0.appending(path: "scantling").standardized.path }
    .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "scantling"
}()

extension Scratch {
  /// Runs the tool in this folder.
  package func scantling(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
    try run(tool, arguments, in: url, environment: environment)
  }
}
