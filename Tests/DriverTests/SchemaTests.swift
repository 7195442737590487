import Diagnostics
import Driver
import Foundation
import Support
import Testing

/// The JSON Schemas and the reference, which are made from the declarations that decode specs.
@Suite struct SchemaTests {
  private static let folder = repository.appending(path: "docs/schema")
  private static let isAccepting = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1"

  private func expect(_ text: String, in file: URL) throws {
    if Self.isAccepting {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let isSame = (try? Data(contentsOf: file)) == Data(text.utf8)
    #expect(isSame, "\(file.lastPathComponent) is not what the declarations say")
  }

  @Test(arguments: schemaNames) func printsTheSchemaThatIsThere(_ name: String) throws {
    try expect(try #require(schema(of: name)), in: Self.folder.appending(path: "\(name).json"))
  }

  @Test func printsTheReferenceThatIsThere() throws {
    try expect(languageReference(), in: repository.appending(path: "docs/reference.md"))
  }

  @Test func hasNoOtherSchemas() throws {
    #expect(files(below: Self.folder) == schemaNames.map { "\($0).json" }.sorted())
  }

  // MARK: Agreement with the compiler

  /// Of some 33,000 there are, most in the templates.
  private static let mutantsOfAKind = 120

  /// Python with the validator, as it is on the PATH; in CI its absence is a failure.
  private static let hasValidator: Bool = {
    let outcome = try? run("/usr/bin/env", ["python3", "-c", "import jsonschema, yaml"])
    return outcome?.status == 0 || ProcessInfo.processInfo.environment["CI"] == "true"
  }()

  /// Rules that a schema could know of. What the compiler refuses by any other is a matter of meaning.
  private static let rulesOfForm: Set = [
    "unknown-key", "missing-key", "wrong-type", "invalid-value", "unknown-template",
  ]

  /// What the compiler refuses by those rules all the same, and why the schema does not.
  private static let stricter = [
    (": expected .*, found nothing", "what is not written is null, and null without quotes is a text"),
    (": expected a mapping .* template '.*'.*, found a scalar", "nor can it tell 'null' from what is not written"),
    ("^specs/.*: language template '.*' needs the key", "it may stand in the defaults of the workspace"),
    (": service needs the key 'build'", "so may this"),
    (": health needs 'http' or 'command'", "one of two keys"),
    (": (overlay|change|step) needs '", "one of several keys"),
    (": a change does one thing", "one of several keys"),
    (": expected the name of an option, or options with their values", "the number of keys, and nothing written"),
    (": 'root' is the name of the user 0", "its number stands beside it"),
    (": '.*' is the folder of the specs", "where the file itself is"),
    ("-1: '-1' is not ", "a number is not matched with patterns"),
    ("cpus: 9+: '9+' is not ", "nor is this one"),
    ("^templates/.*, (default|example|type|choices)\\b", "what a default has to be stands beside it"),
  ]

  /// Errors of form in the specimen, as the schema should have found them, too.
  private static func errorsOfForm(_ result: Compilation, in specimen: Specimen, _ what: String) -> [String] {
    let errors = result.diagnostics.filter { $0.severity == .error }
    // Which of two values counts is told by neither.
    guard !errors.contains(where: { $0.rule.name == "duplicate-key" }) else { return [] }
    return errors.filter { error in
      rulesOfForm.contains(error.rule.name) && error.range.map { result.sources[$0.file].path } == specimen.path
    }.map { "\(what): \($0.message)" }.filter { text in
      !stricter.contains { text.range(of: $0.0, options: .regularExpression) != nil }
    }
  }

  @Test(.enabled(if: SchemaTests.hasValidator, "python3 has no jsonschema and PyYAML"))
  func agreesWithTheCompiler() throws {
    var random = SplitMix64(seed: 2026)
    let mutants = schemaNames.flatMap { kind in
      Specimen.all.filter { $0.kind == kind }.flatMap { specimen in
        SpecMutation.all(of: specimen.text).map { (specimen, $0) }
      }.shuffled(using: &random).prefix(Self.mutantsOfAKind)
    }
    let cases = Specimen.all.map { ($0, SpecMutation?.none) } + mutants.map { ($0, Optional($1)) }
    let verdicts = try verdicts(on: cases.map { ($0.kind, $1?.text ?? $0.text) })
    var counts: [String: Int] = [:]
    for ((specimen, mutation), verdict) in zip(cases, verdicts) where verdict.word != "unreadable" {
      let what = "\(specimen.path), \(mutation?.what ?? "as it is")"
      let name: Comment = "\(what): \(verdict.reason)"
      let result = compile(specimen.input(mutation?.text ?? specimen.text))
      let errors = result.diagnostics.filter { $0.severity == .error }
      if mutation == nil, specimen.isValid { #expect(verdict.word == "accepted" && errors.isEmpty, name) }
      if verdict.word == "rejected" {
        #expect(!errors.isEmpty, name)
      } else {
        #expect(Self.errorsOfForm(result, in: specimen, what) == [])
      }
      let outcome = errors.isEmpty ? "accepted" : "refused"
      counts["\(verdict.word) by the schema, \(outcome) by the compiler", default: 0] += 1
    }
    for (what, count) in counts.sorted(by: { $0.key < $1.key }) { print("schema agreement: \(count) \(what)") }
  }

  private func verdicts(on texts: [(kind: String, text: String)]) throws -> [(word: String, reason: String)] {
    let scratch = try Scratch()
    for (index, (kind, text)) in texts.enumerated() { try scratch.write(text, to: "\(kind)/\(index)") }
    let script = repository.appending(path: "Tests/Judges/schemas.py").path
    let outcome = try run("/usr/bin/env", ["python3", script, Self.folder.path, scratch.url.path])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    let byIndex = lines.sorted { Int($0[0]) ?? 0 < Int($1[0]) ?? 0 }
    try #require(byIndex.count == texts.count)
    return byIndex.map { (String($0[1]), String($0[2])) }
  }
}

/// A file of a workspace, which can be exchanged for another.
private struct Specimen: Sendable {
  let kind, path, text: String
  let isValid: Bool
  let input: @Sendable (String) -> Input

  static let all: [Specimen] = {
    let goldens = repository.appending(path: "Tests/GoldenTests/Fixtures")
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: goldens.path))?.sorted() ?? []
    let workspaces = [repository] + folders.map { goldens.appending(path: $0) }
    return workspaces.flatMap { specs(of: Fixture.input(at: $0), areValid: true) } + templates
      + Fixture.all.flatMap { specs(of: $0.input, areValid: false) }
  }()

  private static func specs(of input: Input, areValid: Bool) -> [Specimen] {
    let workspace = Specimen("workspace", input.workspace, areValid) {
      Input(workspace: $0, services: input.services, lock: input.lock)
    }
    let lock = input.lock.map { lock in
      Specimen("lock", lock, areValid) { Input(workspace: input.workspace, services: input.services, lock: $0) }
    }
    let services = input.services.indices.map { index in
      Specimen("service", input.services[index], areValid) { file in
        var services = input.services
        services[index] = file
        return Input(workspace: input.workspace, services: services, lock: input.lock)
      }
    }
    return [workspace] + (lock.map { [$0] } ?? []) + services
  }

  private static var templates: [Specimen] {
    let input = Fixture.input(at: repository)
    let templates = embeddedTemplates()
    return templates.indices.map { index in
      let names = templates[index].path.split(separator: "/")
      let kind = names.count == 3 ? names[1].dropLast() : names[1].prefix { $0 != "." }
      return Specimen(String(kind), templates[index], true) { file in
        var changed = templates
        changed[index] = file
        return Input(workspace: input.workspace, services: input.services, lock: input.lock, templates: changed)
      }
    }
  }

  private init(
    _ kind: String, _ file: SourceFile, _ isValid: Bool, input: @escaping @Sendable (SourceFile) -> Input
  ) {
    let path = file.path
    (self.kind, self.path, self.isValid) = (kind, path, isValid)
    text = String(decoding: file.bytes, as: UTF8.self)
    self.input = { input(SourceFile(path: path, bytes: Array($0.utf8))) }
  }
}
