import Diagnostics
import IR

extension Makefile.Section {
  /// `help`, which reads the comments that begin with `##`.
  static func help(_ plan: BuildPlan, for sections: [Self]) -> Self {
    let origin = plan.workspace.origin
    let help = Makefile.Target(
      name: "help", documentation: Located("Show this", origin), prerequisites: [Located("scantling-help", origin)],
      origin: origin)
    let recipe = Makefile.Command(
      isSilent: true,
      lines: program(columns: sections.map(\.documentedWidth).max() ?? 0)
        + [.init(.shell("'"), .literal(plan.layout.makefile))])
    return Self(
      title: "Help",
      items: [
        .defaultGoal("help"), .target(help),
        .target(
          .init(
            name: "scantling-help", prerequisites: [Located(Makefile.Target.root, origin)], recipe: [recipe],
            origin: origin)),
        .target(.root(of: plan)),
      ],
      origin: origin)
  }

  /// The longest name with documentation.
  private var documentedWidth: Int {
    items.map { item in
      switch item {
      case .target(let target): target.documentation == nil ? 0 : target.name.utf8.count
      case .variable(let variable): variable.documentation == nil ? 0 : variable.name.utf8.count
      case .comment, .defaultGoal: 0
      }
    }.max() ?? 0
  }

  /// An awk program, up to its closing quote. Semicolons end its rules, as the lines are one line to awk.
  private static func program(columns: Int) -> [Makefile.Line] {
    [
      "awk 'BEGIN { print \"Usage: make <target> [VARIABLE=value]\" };",
      "BEGIN { print \"Container targets may name a service: container-push-<service>\" };",
      "/^##@ / { title = substr($0, 5); next };",
      "/^## / { text = substr($0, 4); next };",
      "text == \"\" { next };",
      "{ name = $1; sub(/:$/, \"\", name); line = sprintf(\"  %-\(columns)s  %s\", name, text); text = \"\" };",
      "$2 == \"?=\" { variables = variables \"\\n\" line; next };",
      "title != \"\" { print \"\\n\" title; title = \"\" };",
      "{ print line };",
      "END { print \"\\nVariables\" variables }",
    ].map { Makefile.Line(.shell($0)) }
  }
}
