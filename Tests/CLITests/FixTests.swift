import Support
import Testing

/// `validate --fix` mends what there is only one way to mend, and nothing else.
@Suite struct FixTests {
  @Test func mendsTheTextAndKeepsTheRest() throws {
    let scratch = try Scratch(specsOf: repository)
    let wrong = """
      # The planted service.
      service: planted   # its name
      platforms: [ linux/amd46 ,  "linux/arm64" ]
      biuld:
        go: { version: "1.27.0" }

      run:
          prot: 8090   # odd indentation stays
          env: { DB: "http://${db.hots}:${db.port}" }
          needs: [bd]
      deploy: { restart: 'on-failur' }

      """
    try scratch.write(wrong, to: "specs/planted.yaml")
    let fix = try scratch.scantling("validate", "--fix")
    #expect(fix.errors.contains("mended") && fix.errors.contains("in specs/planted.yaml"))
    let mended =
      wrong.replacing("linux/amd46", with: "linux/amd64").replacing("biuld", with: "build").replacing(
        "prot", with: "port"
      )
      .replacing("db.hots", with: "db.host").replacing("[bd]", with: "[db]").replacing(
        "'on-failur'", with: "on-failure")
    #expect(try scratch.read("specs/planted.yaml") == mended)
    let again = try scratch.scantling("validate", "--fix")
    #expect(again.status == 0 && again.errors.isEmpty && again.output.isEmpty)
  }

  @Test func leavesWhatIsNotSure() throws {
    let scratch = try Scratch(specsOf: repository)
    let text = """
      service: planted
      build:
        go: { version: "1.27.0" }
      run: { port: 8090, colour: red }
      deploy: { restart: sometimes }

      """
    try scratch.write(text, to: "specs/planted.yaml")
    let fix = try scratch.scantling("validate", "--fix")
    #expect(fix.status == 1 && !fix.errors.contains("mended"))
    #expect(try scratch.read("specs/planted.yaml") == text)
  }
}
