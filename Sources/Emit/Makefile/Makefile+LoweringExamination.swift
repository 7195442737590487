import Diagnostics
import IR
import Spec

extension Makefile.Section {
  /// Measuring images and scanning them.
  static func examine(_ plan: BuildPlan, _ names: TargetNames) -> Self {
    let origin = plan.workspace.origin
    let size = plan.builds.map { Makefile.Target(measuring: $0.service, names) }
    let scan = plan.builds.map { Makefile.Target(scanning: $0.service, plan, names) }
    let note = Makefile.Comment(
      lines: ["Measured without a registry: the saved image, compressed, is about what a registry would hold."],
      origin: origin)
    var items: [Makefile.Item] = [.comment(note), .variable(.measure(origin))]
    items.append(.target(.all("size", "Fail where an image is over its size budget", size, origin)))
    items += size.map { .target($0) }
    items.append(.target(.all("scan", "Fail where an image has a known vulnerability with a fix", scan, origin)))
    return Self(title: "Examine", items: items + scan.map { .target($0) }, origin: origin)
  }
}

extension Makefile.Target {
  /// Measures every platform before it fails for one.
  fileprivate init(measuring service: ServicePlan, _ names: TargetNames) {
    let calls = service.platforms.map { platform in
      var words: [Makefile.Word] = [
        .shell("measure"), .literal(service.name.value), .literal(platform.value.description),
        service.reference(platform.value),
      ]
      if let budget = service.sizeBudget?.value { words += [.literal("\(budget.bytes)"), .literal(budget.text)] }
      return Makefile.Line(words + [.shell("|| status=1;")], origin: service.sizeBudget?.range ?? platform.range)
    }
    let start = Makefile.Line(.reference("SCANTLING_MEASURE") + .shell("; status=0;"))
    self.init(
      name: "container-size-\(service.name.value)",
      prerequisites: [Located(names.build(service), service.name.range)],
      recipe: [.init(isSilent: true, lines: [start] + calls + [.init(.shell("exit $status"))])],
      origin: service.name.range)
  }

  fileprivate init(scanning service: ServicePlan, _ plan: BuildPlan, _ names: TargetNames) {
    let severities = plan.pipeline.severity.map { $0.value.rawValue.uppercased() }.joined(separator: ",")
    self.init(
      name: "container-scan-\(service.name.value)",
      prerequisites: [Located(names.build(service), service.name.range)],
      recipe: service.platforms.map { platform in
        .init(lines: [
          .init(
            .reference("TRIVY"), .shell("image --severity"), .literal(severities),
            .shell("--ignore-unfixed --exit-code 1"), service.reference(platform.value), origin: platform.range)
        ])
      },
      origin: service.name.range)
  }
}

extension Makefile.Variable {
  /// A function of the shell: service, platform, image and, where there is one, the budget in bytes and as written.
  fileprivate static func measure(_ origin: SourceRange) -> Self {
    // A pipe's status is that of its last command, so a failure of the first one is told through descriptor 3.
    let save = Makefile.Line(
      .shell("  size=$({ {"), .reference("DOCKER"),
      .shell("save \"$3\" || echo failed >&3; } | gzip -c | wc -c | tr -d ' '; } 3>&1);"))
    let rest = [
      "  case $size in *failed*) return 1;; esac;",
      "  size_text=\"$1 $2: $((size / 1000000)).$((size / 100000 % 10)) MB compressed\";",
      "  test -n \"$4\" || { echo \"$size_text\"; return; };",
      "  test \"$size\" -gt \"$4\" || { echo \"$size_text, budget $5\"; return; };",
      "  echo \"$size_text is over the budget of $5\" >&2; return 1;",
      "}",
    ]
    return Self(
      name: "SCANTLING_MEASURE",
      value: .canned([.init(.shell("measure() {")), save] + rest.map { .init(.shell($0)) }), origin: origin)
  }
}
