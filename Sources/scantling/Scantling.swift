import ArgumentParser
import Diagnostics
import Driver
import Glibc

/// The command line: arguments in, calls to the workspace, exit codes out.
@main
struct Scantling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scantling",
    abstract: "Compiles service specs into Dockerfiles, compose files, a Makefile, workflows and docs.",
    discussion: """
      One YAML file for each service under specs/ is all that a person edits; the rest is generated from it.

      EXAMPLES
        scantling init                          begin with what files tell of
        scantling import                        begin with what is built already
        scantling new                           list what a service can be begun with
        scantling validate                      check the specs, write nothing
        scantling generate                      write what differs
        scantling check                         fail where files and specs drift
        scantling diff                          say what edits of the specs come to
        scantling effective api                 show every value of a service
        scantling pin                           write what the lock lacks
        scantling absorb                        take over pins that bots have moved
        scantling explain generated/Makefile:7  say where that line comes from
        scantling explain port-conflict         say what a rule is about

      EXIT CODES
        0   fine
        1   errors in the input, or drift
        64  wrong usage
        74  the disk refused, or the network
        70  a fault of Scantling itself
      """,
    version: scantlingVersion,
    subcommands: [
      Init.self, Import.self, New.self, Generate.self, Check.self, Diff.self, Validate.self, Pin.self, Absorb.self,
      Outdated.self, Effective.self, Explain.self, Overlays.self, Eject.self, Schema.self, LSP.self,
    ])

  static func main() {
    // A reader that stops reading is no error; writing to it is told by EPIPE instead of a signal.
    signal(SIGPIPE, SIG_IGN)
    refuseUnknownCommand()
    Scantling.main(nil)
  }

  /// Ends where the first argument is no command, with the command that was meant.
  private static func refuseUnknownCommand() {
    let commands = configuration.subcommands.map { String(describing: $0).lowercased() }
    guard let first = CommandLine.arguments.dropFirst().first, !first.hasPrefix("-"),
      !(commands + ["help"]).contains(first), let near = nearestName(to: first, among: commands)
    else { return }
    Output.note("Error: no command '\(first.printable)'; did you mean '\(near)'?\nUsage: scantling <subcommand>\n")
    Scantling.exit(withError: ExitCode(EX_USAGE))
  }
}
