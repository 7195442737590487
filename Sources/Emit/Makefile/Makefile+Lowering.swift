import Diagnostics
package import IR
import Spec

extension Makefile {
  package init(lowering plan: BuildPlan) {
    introduction = Comment(lowering: plan)
    let names = TargetNames(plan)
    let generated: [Section] = [
      .variables(of: plan), .build(plan, names), .publish(plan, names), .examine(plan, names),
      .development(of: plan), .production(of: plan),
    ]
    let specs: [Section] = plan.workspace.standsAlone ? [] : [.specs(of: plan)]
    let sections = generated + specs + Section.overlays(of: plan)
    self.sections = [.help(plan, for: sections)] + sections
  }
}

extension Makefile.Comment {
  fileprivate init(lowering plan: BuildPlan) {
    let usage =
      plan.hasRootMakefile
      ? ["Run make in the workspace root, where this file is: 'make help' shows what there is.", ""]
      : [
        "Two ways to use it, both in the workspace root:",
        "",
        "  make -f \(shellQuoted(plan.layout.makefile)) <target>",
        "  include \(plan.includedMakefile)    in the root's own Makefile, below its first target",
        "",
      ]
    let remark = [
      "",
      "No recipe belongs to 'help', 'generate' and 'check', so that an including Makefile may have these targets too.",
    ]
    lines =
      usage + [
        "Recipes run where make runs, and all paths are relative to the root: so nothing has to find out where this file",
        "is, which make cannot do where a folder has a space in its name. '.scantling-root' checks that it is the root.",
      ] + (plan.workspace.standsAlone ? [] : remark)
    origin = plan.workspace.origin
  }
}

extension BuildPlan {
  /// The makefile's path as another makefile includes it.
  var includedMakefile: String { replacing(" ", by: "\\ ", in: layout.makefile) }

  /// make finds the makefile by itself.
  var hasRootMakefile: Bool { layout.makefile == "Makefile" }
}

extension Makefile.Target {
  /// Checks that make runs in the workspace root; everything that looks for a file depends on it.
  static let root = ".scantling-root"

  static func root(of plan: BuildPlan) -> Makefile.Target {
    let file = plan.workspace.standsAlone ? plan.layout.makefile : plan.workspace.specPath
    let complaint = "run make in the workspace root, the folder that holds \(file)"
    return Makefile.Target(
      name: root,
      recipe: [
        .silent(
          .shell("test -f"), .literal(file), .shell("|| { echo"), .literal(complaint),
          .shell(">&2; exit 1; }"))
      ],
      origin: plan.workspace.origin)
  }
}

extension Makefile.Section {
  /// The variables that whoever runs make may set, and what is computed for them.
  fileprivate static func variables(of plan: BuildPlan) -> Self {
    let workspace = plan.workspace
    let knob = { (name: String, documentation: String, value: Makefile.Line) in
      Makefile.Item.variable(
        .init(name: name, documentation: documentation, value: .standard(value), origin: workspace.origin))
    }
    let output = { (name: String, script: String) in
      Makefile.Item.variable(.init(name: name, value: .output(of: script), origin: workspace.origin))
    }
    var items: [Makefile.Item] = [
      .comment(
        .init(lines: ["From the command line, the environment or an including Makefile."], origin: workspace.origin)),
      knob("DOCKER", "Docker's command line", .init(.literal("docker"))),
      knob("COMPOSE", "Docker Compose", .init(.reference("DOCKER"), .literal("compose"))),
      knob(
        "REGISTRY", "Registry and path that images are pushed under",
        .init(.literal(workspace.registry.value), origin: workspace.registry.range)),
      knob(
        "TAG", "Tag of the images: the commit, or 'dev' where tracked files differ from it",
        .init(.reference("SCANTLING_TAG"))),
      knob("BUILD_FLAGS", "More flags for 'docker build', such as --no-cache", .init()),
      knob("COSIGN_FLAGS", "More flags for 'cosign sign', such as --key cosign.key", .init()),
      knob("COSIGN", "Signs images", .init(.literal("cosign"))),
    ]
    if plan.pipeline.attest.value == .always {
      items.append(knob("GH", "GitHub's command line", .init(.literal("gh"))))
    }
    items.append(knob("TRIVY", "Scans images", .init(.literal("trivy"))))
    if !workspace.standsAlone { items.append(knob("SCANTLING", "Compiles the specs", .init(.literal("scantling")))) }
    items += [
      output("SCANTLING_TAG", "git diff --quiet HEAD 2>/dev/null && git rev-parse --short HEAD || echo dev"),
      output(
        "SCANTLING_REVISION", "git describe --always --dirty --abbrev=40 --exclude '*' 2>/dev/null || echo unknown"),
    ]
    return Self(title: "Variables", items: items, origin: workspace.origin)
  }

  fileprivate static func specs(of plan: BuildPlan) -> Self {
    let origin = plan.workspace.origin
    let command = { (name: String, documentation: String) in
      [
        Makefile.Item.target(
          .init(
            name: name, documentation: Located(documentation, origin),
            prerequisites: [Located("scantling-\(name)", origin)], origin: origin)),
        .target(
          .init(
            name: "scantling-\(name)", prerequisites: [Located(Makefile.Target.root, origin)],
            recipe: [.shown(.reference("SCANTLING"), .literal(name))], origin: origin)),
      ]
    }
    return Self(
      title: "Specs",
      items: command("generate", "Write what the specs compile to, this file among it")
        + command("check", "Fail where a generated file is not what the specs compile to"),
      origin: origin)
  }
}

extension Makefile.Command {
  static func shown(_ words: Makefile.Word...) -> Self { Self(lines: [.init(words)]) }
  static func silent(_ words: Makefile.Word...) -> Self { Self(isSilent: true, lines: [.init(words)]) }
}
