import ArgumentParser
import Driver
import LanguageServer

struct LSP: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lsp",
    abstract: "Serve an editor: findings as you type, completion, hover, definitions and quick fixes.",
    discussion: """
      Speaks the Language Server Protocol over standard input and output. An editor starts it, not a person;
      docs/editor.md says how to set one up.

      EXAMPLES
        scantling lsp
        scantling lsp --stdio               the same; some editors insist on the flag
      """)

  @Flag(help: "Speak over standard input and output, which is the only way there is.")
  var stdio = false

  func run() throws {
    var server = Server(version: scantlingVersion)
    while server.exitCode == nil, let bytes = StandardInput.read() {
      guard Output.answer(String(decoding: server.receive(bytes), as: UTF8.self)) else { return }
    }
    if let code = server.exitCode, code != 0 { throw ExitCode(code) }
  }
}
