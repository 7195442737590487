import Diagnostics
import IR

extension Workflow {
  /// A bash script: text that is part of Scantling, and tables of data.
  ///
  /// No value of a spec can become a command, and none an expression: values come in through the environment.
  struct Script: Sendable, ExpressibleByStringLiteral {
    enum Piece: Sendable {
      case text(StaticString)
      case table(ServiceTable)
    }

    let pieces: [Piece]

    init(_ pieces: [Piece]) { self.pieces = pieces }
    init(stringLiteral text: StaticString) { pieces = [.text(text)] }
  }

  /// What the changes job knows of the services: what is built of each, and which paths that depends on.
  struct ServiceTable: Sendable {
    struct Row: Sendable {
      let service: Located<String>
      let image: Located<String>
      let dockerfile: String
      /// nil where the Dockerfile is generated.
      let file: DockerfilePlan?
      /// Bytes; 0 for no limit.
      let budget: Located<Int>
      let builds: [Build]
      /// Paths from the workspace root; the last segment may be a pattern.
      let inputs: [Located<String>]
      /// Patterns of what of the inputs no build gets to see.
      let ignored: [Located<String>]
    }

    let rows: [Row]
    let origin: SourceRange

    /// Some Dockerfile is written by people, and may want what the generated ones say themselves.
    var hasFiles: Bool { rows.contains { $0.file != nil } }
  }

  /// One image for one platform.
  struct Build: Sendable {
    let platform: Located<String>
    let slug: String
    /// The stage that is built, where it is not the last one.
    let target: Located<String>?
    let runner: Located<String>
    /// Some command of a stage runs on a processor that the runner does not have.
    let isEmulated: Bool
  }
}
