import Foundation
import Support
import Testing

/// Hover and definitions.
@Suite struct ReadingTests {
  private func hover(_ marked: String, in path: String = "specs/planted.yaml") throws -> Value {
    try Client(Scratch(specsOf: repository)).ask("hover", path, marked)
  }

  @Test func describesAKey() throws {
    let answer = try hover("run: { env: { A: '🚢' }, po|rt: 8080 }\n")
    #expect(
      answer["contents"]["value"].text == """
        **port**: a port, 1 to 65535

        TCP port that the service listens on; it is told by the variable PORT
        """)
    #expect(answer["contents"]["kind"].text == "markdown" && answer["range"].span == "0:25-0:29")
  }

  @Test func describesTheKeyOfAValue() throws {
    #expect(try hover("platforms: [linux/am|d64]\n")["contents"]["value"].text?.hasPrefix("**platforms**") == true)
    #expect(try hover("deploy: { restart: a|ny }\n")["contents"]["value"].text?.hasPrefix("**restart**") == true)
  }

  @Test func saysDefaultAndOriginOfAnOption() throws {
    #expect(
      try hover("build: { go: { version: 1.27.0, ma|in: . } }\n")["contents"]["value"].text == """
        **main**: a path inside the workspace

        Folder of the main package, inside the service's folder

        Default: .

        Declared at templates/languages/go.yaml:10:13
        """)
    let development = try hover("build: { rust: { version: '1' } }\ndev: { to|ols: [] }\n")["contents"]["value"].text
    #expect(development?.contains("Declared at templates/languages/rust.yaml:") == true)
  }

  @Test func showsABuiltInTemplate() throws {
    let text = try hover("build:\n  go|: { version: 1.27.0 }\n")["contents"]["value"].text ?? ""
    #expect(text.contains("- **version**: Go release") && text.contains("```yaml\ntemplate: go\n"))
  }

  @Test func describesWhatIsNeeded() throws {
    let service = try hover("run: { needs: [agent, control|-plane] }\n")["contents"]["value"].text
    #expect(
      service == """
        **control-plane**: service: Multi-tenant API server

        Declared at specs/control-plane.yaml:1:10
        """)
    let resource = try hover("service: p\nrun:\n  needs:\n  - d|b\n")["contents"]["value"].text
    #expect(resource?.hasPrefix("**db**: resource: PostgreSQL database") == true)
  }

  @Test func describesAReference() throws {
    let marked = "service: p\nrun:\n  needs: [db]\n  env: { A: '🚢${db.ho|st}' }\n"
    let answer = try hover(marked)
    #expect(answer["contents"]["value"].text?.hasPrefix("**db.host**: 'host' of the resource 'db'") == true)
    #expect(answer["range"].span == "3:15-3:25")
  }

  /// Text of a spec is text in Markdown too.
  @Test func quotesForMarkdown() throws {
    let client = try Client(Scratch(specsOf: repository))
    try client.open("specs/sly.yaml", "service: sly\ndescription: '[x](command:y) <b> *z*'\nbuild: undecided\n")
    let text = try client.ask("hover", "specs/planted.yaml", "run: { needs: [s|ly] }\n")["contents"]["value"].text
    #expect(text?.contains(#"\[x\](command:y) \<b\> \*z\*"#) == true)
  }

  @Test(arguments: [
    ("run: { needs: [control-pl|ane] }\n", "specs/control-plane.yaml", "0:9-0:22"),
    ("run: { needs: [d|b] }\n", "specs/workspace.yaml", "8:2-8:4"),
    ("run: { needs: [db], env: { A: '🚢${db.po|rt}' } }\n", "specs/workspace.yaml", "8:2-8:4"),
    ("run: { port: 8080, env: { A: '${po|rt}' } }\n", "specs/planted.yaml", "0:13-0:17"),
  ])
  func leadsToDeclarations(_ marked: String, _ path: String, _ span: String) throws {
    let client = try Client(Scratch(specsOf: repository))
    let location = try client.ask("definition", "specs/planted.yaml", marked)
    #expect(location["uri"].text == client.uri(path) && location["range"].span == span)
  }

  @Test func leadsToUnsavedDeclarations() throws {
    let client = try Client(Scratch(specsOf: repository))
    try client.open("specs/new one.yaml", "description: '🚢'\nservice: new\nbuild: undecided\n")
    let location = try client.ask("definition", "specs/planted.yaml", "run: { needs: [n|ew] }\n")
    #expect(location["uri"].text == client.uri("specs/new one.yaml") && location["range"].span == "1:9-1:12")
  }

  /// A template has a file to open only where the workspace holds it as it is built in.
  @Test func leadsToTemplatesOfTheWorkspace() throws {
    let scratch = try Scratch(specsOf: repository)
    let marked = "build:\n  g|o: { version: 1.27.0 }\n"
    #expect(try Client(scratch).ask("definition", "specs/planted.yaml", marked).isNull)
    let folder = scratch.url.appending(path: "templates")
    try FileManager.default.copyItem(at: repository.appending(path: "templates"), to: folder)
    let client = try Client(scratch)
    let location = try client.ask("definition", "specs/planted.yaml", marked)
    #expect(location["uri"].text == client.uri("templates/languages/go.yaml") && location["range"].span == "0:10-0:12")
    let option = try client.ask("definition", "specs/planted.yaml", "build: { go: { ma|in: . } }\n")
    #expect(option["range"].span == "9:12-9:16")
  }

  @Test func leadsFromGeneratedLinesToSpecs() throws {
    let client = try Client(Scratch(specsOf: repository))
    #expect(try client.scratch.scantling("generate").status == 0)
    let path = "generated/services/acci/Dockerfile"
    let text = try client.scratch.read(path).replacing("EXPOSE", with: "EXP|OSE")
    let location = try client.ask("definition", path, text)
    #expect(location["uri"].text == client.uri("specs/acci.yaml") && location["range"].span == "7:8-7:12")
    #expect(
      try client.ask("hover", path, text)["contents"]["value"].text?.hasPrefix("Made from specs/acci.yaml:8:9") == true)
    // Of a line that was edited nothing is known.
    #expect(try client.ask("hover", path, "# mine\n" + text).isNull)
  }

  @Test func saysNothingOfWhatItDoesNotKnow() throws {
    #expect(try hover("nonsen|se: 1\n").isNull && hover("# serv|ice\n").isNull && hover("run: [|").isNull)
    #expect(try hover("serv|ice: a\n", in: "README.md").isNull)
  }
}
