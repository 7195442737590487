import Foundation
import Support
import Testing

/// What `diff` says of an edit: the plan's changes, and the files that they affect.
@Suite struct DiffTests {
  struct Edit: CustomTestStringConvertible, Sendable {
    let name: String
    /// Files with what is replaced in each; a file whose text is replaced as a whole is written or removed.
    let replacements: [(path: String, old: String, new: String)]
    let text: String

    var testDescription: String { name }

    init(_ name: String, _ replacements: (String, String, String)..., text: String) {
      self.name = name
      self.replacements = replacements.map { (path: $0.0, old: $0.1, new: $0.2) }
      self.text = text
    }
  }

  static let edits = [
    Edit(
      "platform added", ("specs/connector-gateway.yaml", "linux/arm/v7]", "linux/arm/v7, linux/ppc64le]"),
      text: "connector-gateway: platforms: linux/ppc64le added (specs/connector-gateway.yaml:4)\n"),
    Edit(
      "platform of all services removed", ("specs/workspace.yaml", "[linux/amd64, linux/arm64]", "[linux/arm64]"),
      text: """
        agent, control-plane and 2 more services: platforms: linux/amd64 removed
        agent, execution-plane: production.target-amd64 removed

        """),
    Edit(
      "platforms in another order", ("specs/acci.yaml", "linux/amd64, linux/ppc64le", "linux/ppc64le, linux/amd64"),
      text: """
        acci: platforms in another order (specs/acci.yaml:3)
        acci: production in another order (specs/acci.yaml:5)

        """),
    Edit(
      "port changed", ("specs/control-plane.yaml", "port: 8080", "port: 8090"),
      text: "control-plane: run.port, dev.port: 8080 -> 8090 (specs/control-plane.yaml:6)\n"),
    Edit(
      "service added",
      ("specs/mailer.yaml", "", "service: mailer\nbuild:\n  go: { version: \"1.27.0\" }\nrun: { port: 8099 }\n"),
      text: "mailer: added (specs/mailer.yaml:1)\n"),
    Edit(
      "service removed", ("specs/connector-gateway.yaml", "", ""),
      text: """
        connector-gateway: removed
        workspace: ci.runners.linux/arm/v7: ubuntu-24.04 (not native) removed

        """),
    Edit(
      "version of a resource changed", ("specs/workspace.yaml", "16.14", "18.0"),
      ("specs/scantling.lock", "postgres:16.14", "postgres:18.0"),
      text: """
        workspace: resources.db.postgres.version: 16.14 -> 18.0 (specs/workspace.yaml:11)
        workspace: resources.db.image: postgres:16.14-alpine -> postgres:18.0-alpine (specs/workspace.yaml:11)
        workspace: resources.db.volumes.db-data: /var/lib/postgresql/data -> /var/lib/postgresql \
        (templates/resources/postgres.yaml:45)
        workspace: images.postgres:18.0-alpine: sha256:e013e867e712 added (specs/scantling.lock:11)
        workspace: images.postgres:16.14-alpine: sha256:e013e867e712 removed

        """),
    Edit(
      "digest moved in the lock", ("specs/scantling.lock", "sha256:b1b3", "sha256:c2c4"),
      text: "workspace: images.rust:1.97.1: sha256:b1b3c9c0d921 -> sha256:c2c4c9c0d921 (specs/scantling.lock:17)\n"),
    Edit(
      "variable added", ("specs/acci.yaml", "    RUN_MODE: prod\n", "    RUN_MODE: prod\n    MOTTO: a \"b\"\n"),
      text: "acci: run.env.MOTTO: a \"b\" added (specs/acci.yaml:12)\n"),
    Edit(
      "base image changed", ("specs/control-plane.yaml", "1.27.0", "1.28.0"),
      ("specs/scantling.lock", "golang:1.27.0-alpine:", "golang:1.28.0-alpine:"),
      ("specs/connector-gateway.yaml", "1.27.0", "1.28.0"),
      text: """
        connector-gateway, control-plane: build.go.version: 1.27.0 -> 1.28.0 (specs/connector-gateway.yaml:6 and 1 more)
        connector-gateway, control-plane: production.build.from, development.from: golang:1.27.0-alpine -> \
        golang:1.28.0-alpine (specs/connector-gateway.yaml:6 and 1 more)
        workspace: images.golang:1.28.0-alpine: sha256:4c9fe60190a2 added (specs/scantling.lock:9)
        workspace: images.golang:1.27.0-alpine: sha256:4c9fe60190a2 removed

        """),
    Edit(
      "default of a template overridden", ("specs/connector-gateway.yaml", "\"1.27.0\"", "\"1.27.0\", main: ./cmd"),
      text: """
        connector-gateway: build.go.main: . -> cmd (specs/connector-gateway.yaml:6)
        connector-gateway: dev.command: go run ./. -> go run ./cmd (templates/languages/go.yaml:85)
        connector-gateway: production.build.steps: ... /out/connector-gateway ./. (cache ... -> \
        ... /out/connector-gateway ./cmd (cache ... (specs/connector-gateway.yaml:6)

        """),
    Edit(
      "default overridden", ("specs/agent.yaml", "  port: 8083\n", "  port: 8083\n  stop-grace-period: 90s\n"),
      text: "agent: run.stop-grace-period: 10s -> 1m30s (specs/agent.yaml:7)\n"),
    Edit(
      "development only", ("specs/acci.yaml", "[rustfmt, clippy]", "[rustfmt]"),
      text: """
        acci: dev.components: clippy removed
        acci: development.steps: run rustup component add rustfmt clippy -> run rustup component add rustfmt \
        (specs/acci.yaml:34)

        """),
    Edit(
      "description only", ("specs/agent.yaml", "Distributed policy executor", "Runs policies"),
      text: "agent: description: Distributed policy executor -> Runs policies (specs/agent.yaml:2)\n"),
    Edit(
      "need removed", ("specs/agent.yaml", "  needs: [control-plane]\n", ""),
      text: "agent: run.needs.control-plane: healthy removed\n"),
    Edit(
      "language given up", ("specs/indexer.yaml", "\n  python: { version: \"3.14.7\", module: indexer }", " undecided"),
      text: """
        indexer: build: python -> undecided (specs/indexer.yaml:3)
        indexer: run.health removed
        indexer: dev removed
        indexer: production removed
        indexer: development removed
        indexer: ignore: .venv, tests, **/__pycache__, **/*.pyc, .pytest_cache, .mypy_cache, .ruff_cache removed
        workspace: images.ghcr.io/astral-sh/uv:0.10.3: sha256:7a88d4c4e6f4 removed
        workspace: images.python:3.14.7-slim-bookworm: sha256:23c59390fc71 removed

        """),
  ]

  /// This repository's workspace, with what is generated from it.
  private func workspace() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    let generated = repository.appending(path: "generated")
    try FileManager.default.copyItem(at: generated, to: scratch.url.appending(path: "generated"))
    return scratch
  }

  private func apply(_ edit: Edit, to scratch: Scratch) throws {
    for (path, old, new) in edit.replacements {
      if !old.isEmpty {
        #expect(try scratch.read(path).contains(old))
        try scratch.edit(path) { $0.replacing(old, with: new) }
      } else if new.isEmpty {
        try scratch.remove(path)
      } else {
        try scratch.write(new, to: path)
      }
    }
  }

  /// The changes by themselves, and the last line for the files.
  private func split(_ output: String) -> (changes: String, files: String) {
    let lines = output.split(separator: "\n")
    return (lines.dropLast().map { $0 + "\n" }.joined(), lines.last.map(String.init) ?? "")
  }

  @Test(arguments: edits) func tellsWhatAnEditComesTo(_ edit: Edit) throws {
    let scratch = try workspace()
    try apply(edit, to: scratch)
    let diff = try scratch.scantling("diff")
    #expect(diff.status == 0 && diff.errors.isEmpty, "\(diff.errors)")
    let (changes, files) = split(diff.output)
    #expect(changes == edit.text)
    // The files are those that are then written.
    let written = try scratch.scantling("generate").output.split(separator: "\n").count
    #expect(files.hasPrefix("\(written) files affected: "), "\(files)")
    let again = try scratch.scantling("diff", "--exit-code")
    #expect(again.status == 0 && again.output.isEmpty && again.errors.isEmpty)
  }

  @Test func countsTheFilesOfServices() throws {
    let scratch = try workspace()
    try scratch.edit("specs/acci.yaml") { $0.replacing("[rustfmt, clippy]", with: "[rustfmt]") }
    #expect(split(try scratch.scantling("diff").output).files == "2 files affected: 2 of acci")
    try scratch.edit("specs/workspace.yaml") { $0.replacing("acme-platform", with: "acme") }
    #expect(split(try scratch.scantling("diff").output).files.contains(" of 6 services, "))
  }

  @Test func exitsWith1OnlyWhereThatIsAskedFor() throws {
    let scratch = try workspace()
    #expect(try scratch.scantling("diff", "--exit-code").status == 0)
    try scratch.edit("specs/agent.yaml") { $0.replacing("8083", with: "8093") }
    #expect(try scratch.scantling("diff").status == 0)
    #expect(try scratch.scantling("diff", "--exit-code").status == 1)
    try scratch.edit("specs/agent.yaml") { $0.replacing("port:", with: "prot:") }
    let broken = try scratch.scantling("diff")
    #expect(broken.status == 1 && broken.output.isEmpty && broken.errors.contains("[unknown-key]"))
  }

  @Test func tellsProgramsOfEachChange() throws {
    let scratch = try workspace()
    try scratch.edit("specs/control-plane.yaml") { $0.replacing("port: 8080", with: "port: 8090") }
    let outcome = try scratch.scantling("diff", "--format", "json")
    struct Report: Decodable {
      struct Origin: Decodable, Equatable { let kind, file: String, line, column: Int }
      struct Change: Decodable { let service: String, path: [String], change, old, new: String, origin: Origin }
      struct File: Decodable { let path, rule: String, service: String? }
      let changes: [Change], files: [File], remarks: [String]
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(report.changes.map(\.path) == [["run", "port"], ["dev", "port"]])
    #expect(report.changes.allSatisfy { $0.service == "control-plane" && $0.old == "8080" && $0.new == "8090" })
    #expect(report.changes[0].origin == .init(kind: "spec", file: "specs/control-plane.yaml", line: 6, column: 9))
    let dockerfile = report.files.first { $0.path == "generated/services/control-plane/Dockerfile" }
    #expect(dockerfile?.rule == "out-of-date" && dockerfile?.service == "control-plane" && report.remarks.isEmpty)
  }

  // MARK: Where the record cannot be trusted

  private func remarks(_ break: (Scratch) throws -> Void) throws -> Outcome {
    let scratch = try workspace()
    try scratch.edit("specs/agent.yaml") { $0.replacing("8083", with: "8093") }
    try `break`(scratch)
    let outcome = try scratch.scantling("diff")
    #expect(outcome.status == 0)
    return outcome
  }

  private let record = "generated/plan/agent.yaml"

  @Test func saysThatNothingHasBeenGenerated() throws {
    let outcome = try remarks { try $0.remove("generated") }
    #expect(
      outcome.output.isEmpty && outcome.errors == "note: nothing has been generated yet; 'scantling generate' does\n")
  }

  @Test func saysThatARecordIsMissing() throws {
    let outcome = try remarks { try $0.remove(record) }
    #expect(
      outcome.errors == """
        note: \(record) is missing, so there is nothing to compare with; 'scantling generate' writes what is now

        """)
    #expect(outcome.output.hasPrefix("5 files affected: 3 of agent, "))
  }

  @Test func saysThatAllRecordsAreMissing() throws {
    let outcome = try remarks {
      try $0.remove("generated/plan")
      try $0.remove("generated/plan.yaml")
    }
    #expect(outcome.errors.hasPrefix("note: generated/plan.yaml and 6 more records of the plan are missing"))
  }

  @Test func comparesWithAnEditedRecordAndSaysSo() throws {
    let outcome = try remarks { try $0.edit(record) { $0.replacing("8083", with: "8088") } }
    #expect(outcome.output.hasPrefix("agent: run.port, dev.port: 8088 -> 8093 (specs/agent.yaml:6)\n"))
    #expect(outcome.output.hasSuffix("; 1 file edited by hand or not generated; see 'scantling check'\n"))
    #expect(outcome.errors.hasPrefix("note: \(record) was edited by hand; ") && outcome.errors.contains("only as far"))
  }

  @Test func comparesWithNoConflictOfTwoBranches() throws {
    let outcome = try remarks { try $0.edit(record) { $0 + "<<<<<<< HEAD\nrun: 1\n=======\n>>>>>>> other\n" } }
    #expect(outcome.errors == "note: \(record) was edited by hand; what was generated before is known no more\n")
  }

  @Test func comparesWithNoFileOfSomebodyElse() throws {
    let outcome = try remarks { try $0.write("run: { port: 1 }\n", to: record) }
    #expect(outcome.errors.hasPrefix("note: \(record) was not written by Scantling; "))
    #expect(!outcome.output.contains("run.port"))
  }

  @Test func tellsEditedFilesFromChanges() throws {
    let scratch = try workspace()
    try scratch.edit("generated/Makefile") { $0 + "# mine\n" }
    #expect(
      try scratch.scantling("diff").output == "1 file edited by hand or not generated; see 'scantling check'\n")
    try scratch.remove("generated/compose.yaml")
    #expect(
      try scratch.scantling("diff").output == """
        no value changes, but 'scantling generate' has 1 file to write: 1 of the whole workspace; \
        1 file edited by hand or not generated; see 'scantling check'

        """)
  }

  @Test func takesNoLineEndingForAChange() throws {
    let scratch = try workspace()
    for file in scratch.files() where file.hasPrefix("generated/plan") {
      try scratch.edit(file) { $0.replacing("\n", with: "\r\n") }
    }
    #expect(try scratch.scantling("diff").output.isEmpty)
    try scratch.edit("specs/agent.yaml") { $0.replacing("8083", with: "8093") }
    #expect(
      split(try scratch.scantling("diff").output).changes
        == "agent: run.port, dev.port: 8083 -> 8093 (specs/agent.yaml:6)\n")
  }
}
