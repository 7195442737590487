import ArgumentParser
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
        scantling new api --template go --option version=1.27.0
                                                             begin a service
        scantling validate                                   check the specs, write nothing
        scantling generate                                   write what differs
        scantling check                                      fail if generated files and specs drift apart
        scantling explain generated/services/api/Dockerfile:12
                                                             say where that line comes from
        scantling explain port-conflict                      say what a rule is about

      EXIT CODES
        0   fine
        1   errors in the input, or drift
        64  wrong usage
        74  the disk refused
        70  a fault of Scantling itself
      """,
    version: scantlingVersion,
    subcommands: [New.self, Generate.self, Check.self, Validate.self, Explain.self, Schema.self])

  static func main() {
    // A reader that stops reading is no error; writing to it is told by EPIPE instead of a signal.
    signal(SIGPIPE, SIG_IGN)
    Scantling.main(nil)
  }
}

/// The version of the tool. Generated files do not carry it: they change when what they say changes.
let scantlingVersion = "0.1.0"
