import Foundation
import Support
import Testing

/// Ten files that drift, of all kinds and for different reasons, and what every form says of them.
@Suite struct DriftKindTests {
  private struct Finding: Hashable {
    let path, rule: String
    let line: Int
    /// The place that is why, and what mends it.
    let cause: String?
    let command: String
  }

  private let generate = "'scantling generate'"
  private let overwrite = "'scantling generate --overwrite'"
  private let services = "generated/services"

  /// Two services are as they should be; in the others and beside them is what the comments say.
  private func planted() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(
      "workspace: shop\nregistry: ghcr.io/shop\nplatforms: [linux/amd64]\noutput: generated\n",
      to: "specs/workspace.yaml")
    let lock = try String(contentsOf: repository.appending(path: "specs/scantling.lock"), encoding: .utf8)
    try scratch.write(lock.replacing("scantling: \"0.1.0\"", with: "scantling: 0.0.9"), to: "specs/scantling.lock")
    for (name, port) in [("api", 8080), ("cart", 8081), ("gone", 8082)] {
      try scratch.write(
        "service: \(name)\nbuild:\n  go: { version: \"1.27.0\" }\nrun:\n  port: \(port)\n", to: "specs/\(name).yaml")
    }
    try scratch.write(
      "service: jobs\nbuild:\n  rust: { version: \"1.97.1\" }\nrun:\n  port: 8090\n", to: "specs/jobs.yaml")
    #expect(try scratch.scantling("generate").status == 0)
    // Lines of aggregates would tell of the same causes once more.
    for aggregate in scratch.files() where aggregate.hasPrefix("generated/") && !aggregate.contains("/services/") {
      try scratch.remove(aggregate)
    }
    return scratch
  }

  private func plant(_ scratch: Scratch) throws {
    // Out of date; and an edit of the line that would be.
    try scratch.edit("specs/jobs.yaml") { $0.replacing("8090", with: "8099") }
    try scratch.edit("\(services)/jobs/Dockerfile.dev") { $0.replacing("EXPOSE 8090", with: "EXPOSE 1234") }
    // Missing.
    try scratch.remove("\(services)/api/Dockerfile.dev.dockerignore")
    // The digest of the image that both are made from is another in the lock.
    try scratch.edit("specs/scantling.lock") { $0.replacing("4c9fe601", with: "0badcafe") }
    // A bot has moved the tag and the digest.
    try scratch.edit("\(services)/api/Dockerfile") {
      $0.replacing("golang:1.27.0-alpine@sha256:4c9fe601", with: "golang:1.28.0-alpine@sha256:deadbeef")
    }
    // Made by another version.
    try seal(scratch, "\(services)/cart/Dockerfile.dockerignore") { $0 + "# as version 0.0.9 did it\n" }
    // Not ours.
    try scratch.write("*\n", to: "\(services)/cart/Dockerfile.dev.dockerignore")
    // Its spec is gone, and one of the files was edited.
    try scratch.remove("specs/gone.yaml")
    try scratch.remove("\(services)/gone/Dockerfile.dockerignore")
    try scratch.remove("\(services)/gone/Dockerfile.dev.dockerignore")
    try scratch.edit("\(services)/gone/Dockerfile.dev") { $0 + "# mine\n" }
  }

  /// A change of a generated file as another version of Scantling would have made it: with a checksum that fits.
  private func seal(_ scratch: Scratch, _ path: String, _ change: (String) -> String) throws {
    try scratch.edit(path, change)
    let script = "sed -i \"2s/sha256:.*/sha256:$(sed 2d \"$1\" | sha256sum | cut -d ' ' -f 1)/\" \"$1\""
    #expect(try run("/bin/bash", ["-c", script, "bash", path], in: scratch.url).status == 0)
  }

  private var expected: Set<Finding> {
    let lock = "specs/scantling.lock:9"
    return [
      .init(
        path: "\(services)/api/Dockerfile", rule: "edited-by-hand", line: 4, cause: "specs/api.yaml:3",
        command: overwrite),
      .init(path: "\(services)/api/Dockerfile.dev", rule: "lock-mismatch", line: 4, cause: lock, command: generate),
      .init(
        path: "\(services)/api/Dockerfile.dev.dockerignore", rule: "missing", line: 1, cause: nil, command: generate),
      .init(path: "\(services)/cart/Dockerfile", rule: "lock-mismatch", line: 4, cause: lock, command: generate),
      .init(path: "\(services)/cart/Dockerfile.dev", rule: "lock-mismatch", line: 4, cause: lock, command: generate),
      .init(
        path: "\(services)/cart/Dockerfile.dev.dockerignore", rule: "foreign-file", line: 1, cause: nil,
        command: overwrite),
      .init(
        path: "\(services)/cart/Dockerfile.dockerignore", rule: "version-mismatch", line: 24,
        cause: "specs/scantling.lock:3", command: generate),
      .init(path: "\(services)/gone/Dockerfile", rule: "orphaned", line: 1, cause: nil, command: generate),
      .init(path: "\(services)/gone/Dockerfile.dev", rule: "orphaned", line: 1, cause: nil, command: overwrite),
      .init(
        path: "\(services)/jobs/Dockerfile", rule: "out-of-date", line: 38, cause: "specs/jobs.yaml:5",
        command: generate),
      .init(
        path: "\(services)/jobs/Dockerfile.dev", rule: "edited-by-hand", line: 9, cause: "specs/jobs.yaml:5",
        command: overwrite),
    ]
  }

  /// What was planted, without the aggregates that are missing.
  private func expectPlanted(_ found: [Finding]) {
    let found = found.filter { $0.path.hasPrefix(services) }
    #expect(Set(found) == expected && found.count == expected.count)
    for finding in found where !expected.contains(finding) { Issue.record("not planted: \(finding)") }
    for finding in expected where !found.contains(finding) { Issue.record("not found: \(finding)") }
  }

  private func command(in text: String) -> String { text.contains(overwrite) ? overwrite : generate }

  @Test func tellsAllKindsApartInJSON() throws {
    let scratch = try planted()
    try plant(scratch)
    let before = scratch.files()
    for arguments in [["check", "--format", "json"], ["generate", "--dry-run", "--format", "json"]] {
      let outcome = try run(tool, arguments, in: scratch.url)
      #expect(outcome.status == 1 && scratch.files() == before)
      let log = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
      let diagnostics = log?["diagnostics"] as? [[String: Any]] ?? []
      expectPlanted(
        diagnostics.map { diagnostic in
          let notes = diagnostic["notes"] as? [[String: Any]] ?? []
          let cause = notes.first { $0["line"] != nil }
          return Finding(
            path: diagnostic["path"] as? String ?? "", rule: diagnostic["rule"] as? String ?? "",
            line: diagnostic["line"] as? Int ?? 0,
            cause: cause.map { "\($0["path"] as? String ?? ""):\($0["line"] as? Int ?? 0)" },
            command: command(in: notes.last?["message"] as? String ?? ""))
        })
    }
  }

  @Test func tellsAllKindsApartInSARIF() throws {
    let scratch = try planted()
    try plant(scratch)
    let outcome = try scratch.scantling("check", "--format", "sarif")
    let log = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    let results = (log?["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]] ?? []
    let place = { (key: String, result: [String: Any]) -> (String, Int)? in
      let place = (result[key] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
      let path = (place?["artifactLocation"] as? [String: Any])?["uri"] as? String
      return path.map { ($0, (place?["region"] as? [String: Any])?["startLine"] as? Int ?? 0) }
    }
    expectPlanted(
      results.map { result in
        let (path, line) = place("locations", result) ?? ("", 0)
        return Finding(
          path: path, rule: result["ruleId"] as? String ?? "", line: line,
          cause: place("relatedLocations", result).map { "\($0.0):\($0.1)" },
          command: command(in: (result["message"] as? [String: Any])?["text"] as? String ?? ""))
      })
  }

  @Test func tellsAllKindsApartInWorkflowCommands() throws {
    let scratch = try planted()
    try plant(scratch)
    let outcome = try scratch.scantling("check", "--format", "github")
    let errors = outcome.output.matches(of: /(?m)^::error file=([^,]+),title=([^,]+),line=(\d+),[^:]*::(.*)$/)
    expectPlanted(
      errors.map { match in
        let cause = match.4.firstMatch(of: #/%0Anote: ([^ :%]+:\d+):\d+: /#)?.1
        return Finding(
          path: String(match.1), rule: String(match.2), line: Int(match.3) ?? 0, cause: cause.map(String.init),
          command: command(in: String(match.4)))
      })
    // Each place that is why has one annotation of its own.
    let notices = outcome.output.matches(of: /(?m)^::notice file=([^,]+),title=[^,]+,line=(\d+),/)
    let places = notices.map { "\($0.1):\($0.2)" }
    let files = Set(places.map { $0.prefix { $0 != ":" } })
    #expect(files == ["specs/api.yaml", "specs/jobs.yaml", "specs/scantling.lock"])
    #expect(Set(places).isSuperset(of: expected.compactMap(\.cause)))
  }

  @Test func tellsAllKindsApartInText() throws {
    let scratch = try planted()
    try plant(scratch)
    let outcome = try scratch.scantling("check")
    let heads = outcome.output.split(separator: "\n").filter { $0.hasPrefix(services) && $0.contains(": ") }
    let lock = "lock mismatch: specs/scantling.lock:9 has another digest of 'golang:1.27.0-alpine'"
    #expect(
      heads.joined(separator: "\n") == """
        \(services)/api/Dockerfile: edited by hand at line 4, in pins only, as bots do; \
        specs/api.yaml:3 says otherwise with 'build.go.version'
        \(services)/api/Dockerfile.dev: \(lock)
        \(services)/api/Dockerfile.dev.dockerignore: missing: it has not been generated
        \(services)/cart/Dockerfile: \(lock)
        \(services)/cart/Dockerfile.dev: \(lock)
        \(services)/cart/Dockerfile.dev.dockerignore: \
        not generated: a file that Scantling did not write is in its place
        \(services)/cart/Dockerfile.dockerignore: \
        version mismatch: specs/scantling.lock:3 names Scantling 0.0.9, and this is 0.1.0
        \(services)/gone/Dockerfile: orphaned: specs/gone.yaml is gone
        \(services)/gone/Dockerfile.dev: orphaned: specs/gone.yaml is gone; edited by hand, too
        \(services)/jobs/Dockerfile: out of date: specs/jobs.yaml:5 changed 'run.port'
        \(services)/jobs/Dockerfile.dev: edited by hand at lines 9-10; specs/jobs.yaml:5 says otherwise with 'run.port'
        """)
    #expect(
      outcome.errors == """
        23 of 26 files drift from the specs
          13 missing, 3 lock mismatch, 1 orphaned, 1 out of date: run 'scantling generate'
          1 edited by hand: run 'scantling absorb', or give the pins up, with 'scantling generate --overwrite'
          1 not generated, 1 edited by hand: put what is different into a spec, or give it up, with 'scantling generate --overwrite'
          1 version mismatch: run 'scantling generate', and put 'scantling: 0.1.0' into specs/scantling.lock
          1 orphaned: keep what you need of it, then run 'scantling generate --overwrite'

        """)
  }

  @Test func mendsThemAll() throws {
    let scratch = try planted()
    try plant(scratch)
    #expect(try scratch.scantling("generate").status == 1)
    #expect(try scratch.scantling("generate", "--overwrite").status == 0)
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func leavesWhatANewerVersionMade() throws {
    let scratch = try planted()
    #expect(try scratch.scantling("generate").status == 0)
    try scratch.edit("specs/scantling.lock") { $0.replacing("scantling: 0.0.9", with: "scantling: 99.0.0") }
    #expect(try scratch.scantling("check").status == 0, "another version that makes the same is no mismatch")
    let path = "\(services)/cart/Dockerfile"
    try seal(scratch, path) { $0 + "# as version 99 does it\n" }
    let refused = try scratch.scantling("generate")
    #expect(refused.status == 1 && refused.errors.contains("note: use Scantling 99.0.0, or go back with"))
    #expect(try scratch.read(path).hasSuffix("# as version 99 does it\n"))
  }

  @Test func saysWhatIsNewWhatIsRenamedAndWhatHasMoved() throws {
    let scratch = try planted()
    #expect(try scratch.scantling("generate").status == 0)
    let spec = try scratch.read("specs/jobs.yaml")
    try scratch.remove("specs/jobs.yaml")
    try scratch.write(spec.replacing("jobs", with: "tasks"), to: "specs/tasks.yaml")
    let renamed = try scratch.scantling("check").output
    #expect(
      renamed.contains(
        "\n\(services)/jobs/Dockerfile: orphaned: specs/jobs.yaml is gone; 'tasks' is the same under another name\n"))
    #expect(renamed.contains("\n\(services)/tasks/Dockerfile: missing: specs/tasks.yaml is new\n"))
    #expect(
      renamed.contains("generated/compose.yaml: out of date: specs/jobs.yaml is gone, specs/tasks.yaml is new\n"))
    #expect(try scratch.scantling("generate").status == 0)

    try scratch.edit("specs/workspace.yaml") { $0.replacing("output: generated", with: "output: made\ngithub: .") }
    let moved = try scratch.scantling("check").output
    #expect(moved.contains("generated/Makefile: orphaned: specs/workspace.yaml:4 has another 'output' now\n"))
    #expect(
      moved.contains(
        "generated/.github/workflows/containers.yml: orphaned: specs/workspace.yaml:5 has another 'github'"))
    #expect(try scratch.scantling("generate").status == 0)
    #expect(!scratch.files().contains { $0.hasPrefix("generated/") })
    #expect(scratch.exists("made/Makefile") && scratch.exists(".github/workflows/containers.yml"))
    #expect(try scratch.scantling("check").status == 0)
  }

  /// A workspace inside of another has files of its own, also if both have one name.
  @Test func takesNothingOfAnotherWorkspace() throws {
    let scratch = try planted()
    #expect(try scratch.scantling("generate").status == 0)
    let inner = try Scratch(specsOf: scratch.url)
    #expect(try inner.scantling("generate").status == 0)
    try FileManager.default.moveItem(at: inner.url, to: scratch.url.appending(path: "inner"))
    try scratch.edit("specs/workspace.yaml") { $0.replacing("output: generated", with: "output: made") }
    #expect(try scratch.scantling("generate").status == 0)
    #expect(scratch.exists("inner/generated/compose.yaml") && !scratch.exists("generated/compose.yaml"))
  }
}
