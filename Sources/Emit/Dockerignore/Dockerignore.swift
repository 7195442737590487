package import Diagnostics
package import IR
import Spec

/// An ignore file: rules in order, the last one that matches a path decides.
package struct Dockerignore: Sendable {
  enum Rule: Sendable {
    case comment(String)
    case blank
    case ignore(String)
    case allow(String)
  }

  let rules: [Located<Rule>]
}

extension Dockerignore {
  /// Lets in what the Dockerfile copies and nothing else, so that contexts stay small and secrets outside.
  package init(lowering file: Containerfile) {
    let allowed = file.contextPaths.map { Located(Rule.allow($0.value), $0.range) }
    let ignored = file.excludedPaths.map { Located(Rule.ignore($0.value), $0.range) }
    let line = { (rule: Rule) in Located(rule, file.origin) }
    rules =
      [line(.comment("Nothing is sent to the builder but what the Dockerfile copies.")), line(.ignore("*"))]
      + allowed + [line(.blank), line(.comment("Of that, what a build does not need."))] + ignored
  }

  /// For the context root: what no build needs. Each generated Dockerfile has a stricter file of its own.
  package init(lowering plan: BuildPlan) {
    let files = plan.built.flatMap(\.image.files)
    let line = { (rule: Rule) in Located(rule, plan.workspace.origin) }
    let own = [".github", plan.workspace.output.value].filter { !$0.isEmpty }.map { line(.ignore($0)) }
    let ignored = files.flatMap(\.excludedPaths).distinct(by: \.value)
    rules =
      [
        line(
          .comment("For builds from the workspace root. Generated Dockerfiles have an ignore file of their own, which"))
      ]
      + [line(.comment("BuildKit reads instead of this one."))] + own
      + ignored.map { Located(.ignore($0.value), $0.range) }
  }

  package func print() -> [PrintedLine] { rules.map { PrintedLine($0.value.text, $0.range) } }
}

extension Dockerignore.Rule {
  /// Patterns are printed as they are: paths hold no character that a pattern gives a meaning, except a wanted `*`.
  fileprivate var text: String {
    switch self {
    case .comment(let text): "# \(text)"
    case .blank: ""
    case .ignore(let pattern): pattern
    case .allow(let path): path == "." ? "!**" : "!\(path)"
    }
  }
}
