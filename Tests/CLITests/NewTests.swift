import Foundation
import Support
import Testing

/// `scantling new`: from an empty folder to generated files.
@Suite struct NewTests {
  private let modeline = "# yaml-language-server: $schema=service.schema.json\n"

  @Test func beginsAWorkspaceInAnEmptyFolder() throws {
    let scratch = try Scratch()
    let outcome = try scratch.scantling(
      "new", "api", "--template", "go", "--option", "version=1.27.0", "--port", "8080")
    #expect(outcome.status == 0 && outcome.errors.hasSuffix("edit specs/api.yaml, then run 'scantling generate'\n"))
    #expect(
      outcome.output == """
        created specs/service.schema.json
        created specs/workspace.schema.json
        created specs/workspace.yaml
        created specs/api.yaml

        """)
    #expect(try scratch.read("specs/api.yaml").hasPrefix(modeline))
    // The schema that the spec names is beside it.
    #expect(try scratch.read("specs/service.schema.json") == run(tool, ["schema"]).output)
    #expect(try scratch.read("specs/workspace.schema.json") == run(tool, ["schema", "workspace"]).output)

    // What is built in is enough to begin with: there is no lock yet.
    #expect(try scratch.scantling("generate").status == 0)
    #expect(scratch.exists("generated/services/api/Dockerfile") && scratch.exists(".github/workflows/containers.yml"))
    #expect(try scratch.scantling("check").status == 0)
  }

  /// Whatever templates there are: each can be begun with its required options, and what it lists is what it takes.
  @Test func beginsWithEveryTemplate() throws {
    let scratch = try Scratch(specsOf: repository)
    let templates = try scratch.scantling("new").output.split(separator: "\n").compactMap {
      $0.split(separator: " ").first
    }
    let named = Set(templates.map { "\($0).yaml" })
    #expect(named.isSuperset(of: files(below: repository.appending(path: "templates/languages"))))
    for template in templates.map(String.init) {
      let bare = try scratch.scantling("new", "bare-\(template)", "--template", template)
      let options = bare.errors.split(separator: "\n").filter { $0.hasSuffix("; required") }
        .compactMap { $0.split(separator: " ").first }
      #expect(bare.status == (scratch.exists("specs/bare-\(template).yaml") ? 0 : 64))
      let arguments = options.flatMap { ["--option", "\($0)=\($0 == "debian" ? "trixie-slim" : "1.0")"] }
      let outcome = try run(tool, ["new", "begun-\(template)", "--template", template] + arguments, in: scratch.url)
      #expect(outcome.status == 0 && outcome.output.hasSuffix("created specs/begun-\(template).yaml\n"))
    }
    // All that is missing is what no command of ours knows: the digests.
    let generate = try scratch.scantling("generate")
    let errors = generate.errors.split(separator: "\n").filter { $0.contains(": error: ") }
    #expect(errors.allSatisfy { $0.hasSuffix("[unpinned-image]") }, "\(generate.errors)")
  }

  @Test func writesOptionsAsTheirTypesAsk() throws {
    let scratch = try Scratch(specsOf: repository)
    let outcome = try scratch.scantling(
      "new", "eng", "--template", "rust", "--option", "version=1.97", "--option", "features=no,b c")
    #expect(outcome.status == 0)
    let spec = try scratch.read("specs/eng.yaml")
    #expect(spec.contains("    version: \"1.97\"\n") && spec.contains("    features: [\"no\", b c]\n"))
  }

  @Test func overwritesNothing() throws {
    let scratch = try Scratch(specsOf: repository)
    let files = try scratch.files().map { try scratch.read($0) }
    let arguments = ["--template", "go", "--option", "version=1.27.0"]
    let outcome = try run(tool, ["new", "agent"] + arguments, in: scratch.url)
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors == "error: 'agent' has a spec already, specs/agent.yaml; nothing was written\n")
    #expect(try scratch.files().map { try scratch.read($0) } == files)
    try scratch.write("mine\n", to: "specs/other.yml")
    #expect(try run(tool, ["new", "other"] + arguments, in: scratch.url).status == 1)
    // What is there of a workspace stays.
    #expect(try run(tool, ["new", "one-more"] + arguments, in: scratch.url.appending(path: "specs")).status == 0)
    #expect(try scratch.read("specs/workspace.yaml").contains("acme-platform"))
  }

  @Test(arguments: [
    (["api", "--template", "goo", "--option", "version=1"], "did you mean 'go'?"),
    (["api", "--template", "go"], "error: language template 'go' needs the key 'version'\n"),
    (["api", "--template", "go", "--option", "vresion=1"], "did you mean 'version'?"),
    (["api", "--template", "go", "--option", "version=latest"], "'latest' is not a version"),
    (["api", "--template", "go", "--option", "version=1: {"], "'1: {' is not a version"),
    (["../api", "--template", "go", "--option", "version=1"], "'../api' is not a name"),
    (["a\u{1B}[2J", "--template", "go", "--option", "version=1"], "'a\u{FFFD}[2J' is not a name"),
    (["api", "--template", "go", "--option", "version=1", "--port", "0"], "0 is not a port"),
    (["api", "--template", "go", "--option", "version"], "'version' is no option with its value"),
    (["--template", "go", "--option", "version=1"], "the service needs a name"),
    (["api"], "which template?"),
  ])
  func refusesWhatCannotBeWritten(_ arguments: [String], _ message: String) throws {
    let scratch = try Scratch()
    let outcome = try run(tool, ["new"] + arguments, in: scratch.url)
    #expect(outcome.status == 64 && outcome.output.isEmpty && outcome.errors.contains(message), "\(outcome.errors)")
    #expect(scratch.files().isEmpty)
  }

  @Test(arguments: [("shop", "shop"), ("My Shop!", "my-shop"), ("2nd", "workspace"), ("码头", "workspace")])
  func namesAWorkspaceAfterItsFolder(_ folder: String, _ name: String) throws {
    let scratch = try Scratch()
    try scratch.write("", to: "\(folder)/README")
    let root = scratch.url.appending(path: folder)
    #expect(try run(tool, ["new", "api", "--template", "go", "--option", "version=1.27.0"], in: root).status == 0)
    let workspace = try scratch.read("\(folder)/specs/workspace.yaml")
    #expect(workspace.contains("\nworkspace: \(name)\n"))
    #expect(workspace.contains("\nregistry: registry.example.com/\(name)\n"))
  }

  @Test func saysWhereTheDiskRefuses() throws {
    let outcome = try run(tool, ["new", "api", "--template", "go", "--option", "version=1", "--root", "/nonexistent"])
    #expect(outcome.status == 74 && outcome.errors.contains("cannot open '/nonexistent'"))
  }
}
