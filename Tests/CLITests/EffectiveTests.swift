import Foundation
import Support
import Testing

/// Every value of the plan, with the line of the spec, the workspace, the lock or a template that it comes from.
@Suite struct EffectiveTests {
  private func effective(_ arguments: String..., in folder: URL = repository) throws -> [String] {
    let outcome = try run(tool, ["effective"] + arguments, in: folder)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  @Test(arguments: [
    ("  port: 8080", "spec       specs/acci.yaml:8"), ("    uid: 10001", "spec       specs/acci.yaml:7"),
    ("    - db-password", "workspace  specs/workspace.yaml:9"),
    ("    features: []", "template   templates/languages/rust.yaml:13"),
    ("  workdir: /src", "template   templates/languages/rust.yaml:85"),
    ("    interval: 10s", "default    templates/defaults.yaml:4"),
    ("    - /tmp", "default    templates/defaults.yaml:13"),
    ("  restart: on-failure", "spec       specs/acci.yaml:23"), ("    - clippy", "spec       specs/acci.yaml:34"),
    ("    DB_USER: ${DB_USER:-acci}", "spec       specs/acci.yaml:14"),
  ])
  func namesTheOriginOfAServicesValue(_ value: String, _ origin: String) throws {
    let lines = try effective("acci")
    #expect(lines.contains { $0.hasPrefix(value + " ") && $0.hasSuffix("  \(origin)") })
  }

  @Test(arguments: [
    ("registry: ghcr.io/acme", "workspace  specs/workspace.yaml:2"),
    ("      version: \"16.14\"", "workspace  specs/workspace.yaml:11"),
    ("    stop-grace-period: 1m", "template   templates/resources/postgres.yaml:54"),
    ("  branch: main", "default    templates/defaults.yaml:19"),
    ("    linux/arm64: ubuntu-24.04-arm", "default    templates/platforms.yaml:13"),
    (
      "  rust:1.97.1: sha256:b1b3c9c0d921d7fa0a6d1f9ec7e4eab87f8c8ec97644c3d791450f131dec813f",
      "lock       specs/scantling.lock:17"
    ),
  ])
  func namesTheOriginOfWhatAllShare(_ value: String, _ origin: String) throws {
    let lines = try effective()
    #expect(lines.contains { $0.hasPrefix(value + " ") && $0.hasSuffix("  \(origin)") })
  }

  /// A service that writes no platforms has those of the workspace.
  @Test func namesTheWorkspaceForWhatAServiceTakesFromIt() throws {
    let lines = try effective("agent")
    #expect(lines.contains { $0.hasPrefix("  - linux/arm64 ") && $0.hasSuffix("  workspace  specs/workspace.yaml:3") })
  }

  /// Of two tiers of defaults the more particular one counts, and the service before both.
  @Test(arguments: [
    ("packer", "    version: \"1.27.0\"", "workspace  specs/workspace.yaml:11"),
    ("packer", "    LOG_LEVEL: warn", "workspace  specs/workspace.yaml:24"),
    ("packer", "    LOG_FORMAT: json", "workspace  specs/workspace.yaml:14"),
    ("mailer", "    LOG_FORMAT: text", "spec       specs/mailer.yaml:7"),
    ("packer", "    pids: 100", "workspace  specs/workspace.yaml:15"),
    ("packer", "    memory: 1GiB", "workspace  specs/workspace.yaml:25"),
    ("packer", "    cpus: \"2\"", "spec       specs/packer.yaml:5"),
    ("packer", "  replicas: 1", "spec       specs/packer.yaml:6"),
    ("mailer", "  replicas: 3", "workspace  specs/workspace.yaml:29"),
    ("packer", "    uid: 10001", "workspace  specs/workspace.yaml:23"),
    ("api", "    memory: 256MiB", "workspace  specs/workspace.yaml:15"),
    ("api", "    com.example.owner: platform", "workspace  specs/workspace.yaml:17"),
    ("packer", "    com.example.owner: data", "workspace  specs/workspace.yaml:31"),
  ])
  func namesTheTierThatCounts(_ service: String, _ value: String, _ origin: String) throws {
    let folder = repository.appending(path: "Tests/GoldenTests/Fixtures/groups")
    let lines = try effective(service, in: folder)
    #expect(lines.contains { $0.hasPrefix(value + " ") && $0.hasSuffix("  \(origin)") }, "\(lines)")
  }

  /// What stands left of the origins is the generated record.
  @Test(arguments: ["acci", "indexer", "connector-gateway"]) func showsTheRecord(_ service: String) throws {
    let record = try String(contentsOf: repository.appending(path: "generated/plan/\(service).yaml"), encoding: .utf8)
    let expected = record.split(separator: "\n").dropFirst(2).map(String.init)
    let lines = try effective(service)
    let isShown = zip(lines, expected).allSatisfy { $0 == $1 || $0.hasPrefix($1 + "  ") }
    #expect(lines.count == expected.count && isShown)
    // A key with others below it has no value of its own; every other line has an origin.
    for (line, value) in zip(lines, expected) { #expect((line == value) == value.hasSuffix(":"), "\(line)") }
  }

  @Test func alignsOrigins() throws {
    let columns = try effective("control-plane").compactMap { line in
      line.firstRange(of: /[ ]{2}(?:spec|workspace|template|default)[ ]+(?:specs|templates)\//).map {
        line.distance(from: line.startIndex, to: $0.lowerBound)
      }
    }
    let first = try #require(columns.min())
    #expect(columns.filter { $0 == first }.count * 10 > columns.count * 8)
  }

  @Test func tellsProgramsOfEachValue() throws {
    struct Report: Decodable {
      enum Value: Decodable, Equatable {
        case text(String), number(Int), list
        init(from decoder: any Decoder) throws {
          let container = try decoder.singleValueContainer()
          if let number = try? container.decode(Int.self) { self = .number(number); return }
          if let text = try? container.decode(String.self) { self = .text(text); return }
          self = .list
        }
      }
      enum Step: Decodable, Equatable {
        case key(String), position(Int)
        init(from decoder: any Decoder) throws {
          let container = try decoder.singleValueContainer()
          if let position = try? container.decode(Int.self) {
            self = .position(position)
          } else {
            self = .key(try container.decode(String.self))
          }
        }
      }
      struct Origin: Decodable, Equatable { let kind, file: String, line, column: Int }
      struct Entry: Decodable { let path: [Step], value: Value, origin: Origin }
      let service: String, values: [Entry]
    }
    let outcome = try run(tool, ["effective", "acci", "--format", "json"], in: repository)
    #expect(outcome.status == 0)
    // Booleans are of no interest here.
    let text = outcome.output.replacing("\"value\": true", with: "\"value\": 1")
    let report = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
    let entry = { (path: [Report.Step]) in report.values.first { $0.path == path } }
    let port = try #require(entry([.key("run"), .key("port")]))
    #expect(port.value == .number(8080))
    #expect(port.origin == .init(kind: "spec", file: "specs/acci.yaml", line: 8, column: 9))
    let platform = try #require(entry([.key("platforms"), .position(1)]))
    #expect(platform.value == .text("linux/ppc64le"))
    let version = try #require(entry([.key("build"), .key("rust"), .key("version")]))
    #expect(version.value == .text("1.97.1") && version.origin.kind == "spec")
    #expect(entry([.key("build"), .key("rust"), .key("features")])?.value == .list)
    #expect(report.service == "acci")
  }

  @Test func showsAnUndecidedLanguage() throws {
    let scratch = try Scratch(specsOf: repository)
    try scratch.edit("specs/indexer.yaml") {
      $0.replacing("\n  python: { version: \"3.14.7\", module: indexer }", with: " undecided")
    }
    let outcome = try scratch.scantling("effective", "indexer")
    #expect(outcome.status == 0 && outcome.output.contains("\nbuild: undecided "))
    #expect(outcome.output.contains("\n  port: 8084 ") && !outcome.output.contains("\nproduction:"))
  }

  @Test func saysWhichServicesThereAre() throws {
    let near = try run(tool, ["effective", "agnet"], in: repository)
    #expect(near.status == 1 && near.output.isEmpty)
    #expect(near.errors == "error: no service 'agnet'\n  note: did you mean 'agent'?\n")
    let far = try run(tool, ["effective", "zzz"], in: repository)
    #expect(far.errors.contains("note: expected one of: acci, agent, connector-gateway, "))
  }

  @Test func needsNothingGenerated() throws {
    let scratch = try Scratch(specsOf: repository)
    let outcome = try scratch.scantling("effective", "agent")
    #expect(outcome.status == 0 && outcome.output.hasPrefix("service: agent ") && !scratch.exists("generated"))
  }
}
