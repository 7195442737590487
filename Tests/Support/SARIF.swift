import Foundation

/// The judge of reports in SARIF: the schema of OASIS, and what GitHub asks for.
package enum SARIFJudge {
  /// Python with the schema, as it is on the PATH; in CI its absence is a failure.
  package static let isThere: Bool = {
    let question = "import jsonschema, importlib.metadata as packages; packages.files('linceo')"
    let outcome = try? run("/usr/bin/env", ["python3", "-c", question])
    return outcome?.status == 0 || ProcessInfo.processInfo.environment["CI"] == "true"
  }()

  /// What is wrong with logs; empty if nothing is.
  package static func findings(_ logs: String...) throws -> String {
    let scratch = try Scratch()
    for (index, log) in logs.enumerated() { try scratch.write(log, to: "\(index).sarif") }
    let script = repository.appending(path: "Tests/Judges/lib/sarif_facts.py").path
    let outcome = try run("/usr/bin/env", ["python3", script] + scratch.files(), in: scratch.url)
    return outcome.status == 0 ? "" : outcome.output + outcome.errors
  }
}
