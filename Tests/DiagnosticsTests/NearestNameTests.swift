import Diagnostics
import Testing

private let keys = [
  "build", "command", "components", "context", "deploy", "description", "dev", "env", "health", "image", "needs",
  "parallelism", "platforms", "port", "publish", "replicas", "restart", "run", "secrets", "service", "size-budget",
  "tools", "update", "user", "version", "workspace",
]

@Suite struct NearestNameTests {
  @Test(
    arguments: [
      ("prot", "port"), ("ports", "port"), ("Port", "port"), ("imagge", "image"), ("imgae", "image"),
      ("iamge", "image"), ("servcie", "service"), ("sevice", "service"), ("healht", "health"), ("heatlh", "health"),
      ("healthcheck", nil), ("replica", "replicas"), ("relpicas", "replicas"), ("desc", nil),
      ("descripton", "description"), ("platform", "platforms"), ("plattforms", "platforms"), ("envs", "env"),
      ("need", "needs"), ("secret", "secrets"), ("size_budget", "size-budget"), ("sizebudget", "size-budget"),
      ("versoin", "version"), ("comand", "command"), ("commands", "command"), ("paralellism", "parallelism"),
      ("user-name", nil), ("usr", "user"), ("pubilsh", "publish"), ("worksapce", "workspace"), ("dependencies", nil),
      ("ports-and-volumes", nil), ("volumes", nil), ("x", nil), ("ünix", nil), ("🚀", nil), ("buïld", "build"),
    ] as [(String, String?)])
  func suggestsWhatWasMeant(_ written: String, _ meant: String?) {
    #expect(nearestName(to: written, among: keys) == meant)
  }

  @Test func doesNotSuggestOtherWords() {
    #expect(nearestName(to: "cat", among: ["dog", "cow"]) == nil)
    #expect(nearestName(to: "go", among: ["rust", "python"]) == nil)
    #expect(nearestName(to: "port", among: []) == nil)
  }

  @Test func takesTheFirstOfEquallyNearNames() {
    #expect(nearestName(to: "bat", among: ["rat", "cat", "hat"]) == "cat")
    #expect(nearestName(to: "ot", among: ["of", "to"]) == "to")
    #expect(nearestName(to: "pots", among: ["post", "port", "pots"]) == "pots")
  }

  @Test func givesUpOnLongNames() {
    let long = String(repeating: "a", count: 65)
    #expect(nearestName(to: long, among: [long]) == nil)
    #expect(nearestName(to: "port", among: [String(repeating: "port", count: 10_000), "porta"]) == "porta")
  }

  @Test func offersTheNearestNameOrNotesAllOfThem() {
    let range = SourceRange(file: FileID(0), lower: 3, upper: 7)
    func diagnostic(_ name: String, _ candidates: [String], listing: Bool = true) -> Diagnostic {
      Diagnostic(.unknownKey, "a mistake", at: range, unknown: name, among: candidates, listing: listing) { "'\($0)'" }
    }
    #expect(diagnostic("prot", ["run", "port"]).notes == [.init("did you mean 'port'?")])
    #expect(
      diagnostic("prot", ["run", "port"]).fixIts
        == [.init("replace 'prot' with 'port'", replacing: range, with: "'port'")])
    // Of two that are equally near one is a guess, and nothing to replace by.
    #expect(diagnostic("bat", ["hat", "cat"]).notes == [.init("did you mean 'cat'?")])
    #expect(diagnostic("bat", ["hat", "cat"]).fixIts.isEmpty)
    #expect(diagnostic("zzzz", ["run", "port", "run"]).notes == [.init("expected one of: port, run")])
    #expect(diagnostic("zzzz", ["run"], listing: false).notes.isEmpty)
    #expect(diagnostic("zzzz", []).notes.isEmpty)
    #expect(diagnostic("zzzz", []).message == "a mistake")
  }
}
