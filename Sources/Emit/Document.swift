package import Diagnostics
import IR
package import YAML

/// A file in the terms of its own format: the closed set of what is generated.
///
/// A new kind of artifact is a folder beside this file, a case here and a line in `documents(of:)`.
package enum Document: Sendable {
  case dockerfile(Dockerfile)
  case dockerignore(Dockerignore)
  case makefile(Makefile)
  case compose(Compose)
  case workflow(Workflow)
  /// A compose file or workflow that overlays have changed, and where it comes from.
  case tree(YAML.Value, SourceRange)
  case guide(Guide)
  case record(Record)
  case gitAttributes(GitAttributes)
  case dependabot(Dependabot)
  case renovate(Renovate)

  /// The lines of the file, without its header.
  package func print() -> [PrintedLine] {
    switch self {
    case .dockerfile(let document): document.print()
    case .dockerignore(let document): document.print()
    case .makefile(let document): document.print()
    case .compose(let document): document.print()
    case .workflow(let document): document.print()
    case .tree(let tree, let origin): Writer.lines(of: tree, origin: origin)
    case .guide(let document): document.print()
    case .record(let document): document.print()
    case .gitAttributes(let document): document.print()
    case .dependabot(let document): document.print()
    case .renovate(let document): document.print()
    }
  }

  /// How the format writes a comment line.
  package var comment: CommentStyle {
    switch self {
    case .guide: .markup
    case .renovate: .slashes
    default: .hash
    }
  }
}

package enum CommentStyle: Sendable {
  /// `# text`
  case hash
  /// `<!-- text -->`
  case markup
  /// `// text`
  case slashes
}

/// A document with its place and what it was made from.
package struct PlacedDocument: Sendable {
  /// Relative to the workspace root.
  package let path: String
  package let document: Document
  /// Paths of the specs that the header names.
  package let madeFrom: String
  /// Where lines come from that nothing narrower accounts for, the header's among them.
  package let origin: SourceRange
}
