import Diagnostics
import IR

extension Makefile.Section {
  /// Running everything for development, with the secrets it needs.
  static func development(of plan: BuildPlan) -> Self {
    let origin = plan.workspace.origin
    let secrets = plan.secrets.map { Makefile.Target(making: $0) }
    let every = Makefile.Target(
      name: "dev-secrets", documentation: Located("Make the development secrets that are missing", origin),
      prerequisites: secrets.map { Located($0.name, $0.origin) }, origin: origin)
    let compose = { (name: String, documentation: String, needs: String, arguments: String) in
      Makefile.Item.target(
        .init(
          name: "dev-\(name)", documentation: Located(documentation, origin),
          prerequisites: [Located(needs, origin)],
          recipe: [.shown(.reference("SCANTLING_DEVELOPMENT"), .shell(arguments))],
          origin: origin))
    }
    let note = Makefile.Comment(
      lines: ["Attestations hold the time of a build: with them, each build would start every container anew."],
      origin: origin)
    let root = Makefile.Target.root
    let ready = secrets.isEmpty ? root : "dev-secrets"
    let all = plan.allProfiles
    let files: [Makefile.Item] = secrets.isEmpty ? [] : [.target(every), .variable(.randomText(origin))]
    return Self(
      title: "Development",
      items: [
        .comment(note),
        .variable(.developmentCompose(plan)),
        compose(
          "up", "Build and start everything, and wait until it is well; dev-up-<service>: what that needs", ready,
          "up --build --detach --wait"),
        compose("down", "Stop it; volumes are kept", root, all + "down"),
        compose("logs", "Follow its logs", root, all + "logs --follow --tail 100"),
        compose("watch", "Start it, and keep it up to date with the source", ready, "watch"),
      ] + plan.built.map { .target(.development(of: $0.service, ready: ready)) } + files
        + secrets.map { .target($0) },
      origin: origin)
  }

  /// Running the pushed images.
  static func production(of plan: BuildPlan) -> Self {
    let origin = plan.workspace.origin
    let compose = { (name: String, documentation: String, arguments: String) in
      Makefile.Item.target(
        .init(
          name: "compose-\(name)", documentation: Located(documentation, origin),
          prerequisites: [Located(Makefile.Target.root, origin)],
          recipe: [
            .shown(
              .shell("TAG=") + .reference("TAG"), .reference("COMPOSE"), .shell("--file"),
              .literal(plan.layout.compose), .shell(arguments))
          ],
          origin: origin))
    }
    return Self(
      title: "Production",
      items: [
        compose("up", "Start the pushed images with this tag, and wait until they are well", "up --detach --wait"),
        compose("down", "Stop them; volumes are kept", plan.allProfiles + "down"),
      ] + plan.jobs.map { compose("run-\($0.name.value)", "Run this job to its end", "run --rm \($0.name.value)") },
      origin: origin)
  }
}

extension Makefile.Target {
  /// Builds and starts one service and what it needs, or runs one job to its end.
  fileprivate static func development(of service: ServicePlan, ready: String) -> Self {
    let (name, isJob) = (service.name.value, service.run.container.isJob)
    let arguments = isJob ? "run --build --rm \(name)" : "up --build --detach --wait \(name)"
    return Self(
      name: isJob ? "dev-run-\(name)" : "dev-up-\(name)",
      documentation: isJob ? Located("Build this job and run it to its end", service.name.range) : nil,
      prerequisites: [Located(ready, service.name.range)],
      recipe: [.shown(.reference("SCANTLING_DEVELOPMENT"), .shell(arguments))], origin: service.name.range)
  }

  /// A file with random text, under the name that the development compose file reads it by.
  fileprivate init(making secret: Secret) {
    self.init(
      name: ".secrets/\(secret.name.value)", isFile: true, orderOnly: [Makefile.Target.root],
      recipe: [.silent(.reference("SCANTLING_SECRET"))], origin: secret.name.range)
  }
}

extension Makefile.Variable {
  fileprivate static func developmentCompose(_ plan: BuildPlan) -> Self {
    Self(
      name: "SCANTLING_DEVELOPMENT",
      value: .text(
        .init(
          .shell("BUILDX_NO_DEFAULT_ATTESTATIONS=1"), .reference("COMPOSE"), .shell("--file"),
          .literal(plan.layout.developmentCompose))),
      origin: plan.workspace.origin)
  }

  /// Makes the target a file that every container's user may read, in a folder that nobody else may enter.
  fileprivate static func randomText(_ origin: SourceRange) -> Self {
    let new = Makefile.Word.reference("@") + .shell(".new")
    return Self(
      name: "SCANTLING_SECRET",
      value: .canned([
        .init(.shell("umask 077 && mkdir -p"), .reference("@D"), .shell("&&")),
        .init(
          .shell("head -c 1024 /dev/urandom | LC_ALL=C tr -dc A-Za-z0-9 | head -c 32 >"), new + .shell(" &&")),
        .init(.shell("chmod 0444"), new, .shell("&& mv"), new, .reference("@")),
      ]),
      origin: origin)
  }
}

extension BuildPlan {
  /// What makes compose mean the containers of all profiles, where there are profiles.
  fileprivate var allProfiles: String { profiles.isEmpty ? "" : "--profile '*' " }

  /// Every secret that a resource or service reads, by name.
  var secrets: [Secret] {
    (resources.flatMap(\.secrets) + services.flatMap(\.run.secrets))
      .distinct(by: \.name.value)
      .sorted { $0.name.value < $1.name.value }
  }
}
