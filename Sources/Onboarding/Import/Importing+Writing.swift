import Diagnostics
import Driver
import Spec
import YAML

/// The specs that services come to.
extension Importing {
  mutating func write(
    _ build: inout ImportedBuild, _ service: ComposedService, as name: String, needs: [String], context: String,
    from path: String
  ) {
    guard !build.stages.isEmpty else { return }
    for dropped in build.dropUnused() {
      lines.append("  \(place(dropped.range)): the stage '\(dropped.name)' is left out: the image needs nothing of it")
    }
    guard build.stages.allSatisfy({ !$0.base.isEmpty }) else {
      lines.append("  \(path): no spec, because the image that it starts from is not known")
      return
    }
    if let entrypoint = service.entrypoint { (build.program, build.programArguments) = (entrypoint, []) }
    if let command = service.command { build.programArguments = command }
    var values: [(String, Value)] = [("service", .string(name))]
    if context != name { values.append(("path", .string(context.isEmpty ? "." : context))) }
    let platforms = build.platforms + service.platforms
    let known = Set(library.platforms.facts.map(\.platform.value.description))
    let valid = platforms.distinct.filter(known.contains)
    if !valid.isEmpty { values.append(("platforms", .strings(valid))) }
    values.append(("build", build.value))
    let run = runFields(build, service, needs)
    if !run.isEmpty { values.append(("run", .mapping(run))) }
    if !build.labels.isEmpty {
      values.append(
        ("image", .mapping([.init("labels", .mapping(build.labels.map { .init($0.name, .string($0.value)) }))])))
    }
    var deploy: [Value.Field] = []
    if let replicas = service.replicas { deploy.append(.init("replicas", .integer(replicas))) }
    if let restart = service.restart { deploy.append(.init("restart", .string(restart))) }
    if !deploy.isEmpty { values.append(("deploy", .mapping(deploy))) }
    if let port = service.port ?? build.port {
      let free = freePort(port)
      if free != port { values.append(("dev", .mapping([.init("port", .integer(free))]))) }
    }
    let text = Spec.specText(values, of: .service, remarks: ["Made by 'scantling import' from \(path)."], with: library)
    result.files.append(SourceFile(path: "specs/\(name).yaml", bytes: Array(text.utf8)))
  }

  private mutating func runFields(_ build: ImportedBuild, _ service: ComposedService, _ needs: [String]) -> [Value
    .Field]
  {
    var fields: [Value.Field] = []
    let user = service.user.map { (id: $0, remark: nil as String?) } ?? build.user ?? (0, nil)
    if let port = service.port ?? build.port, port < 1024, user.id != 0 {
      lines.append("  port \(port) of '\(service.name)' is not carried over: below 1024 only root listens")
    } else if let port = service.port ?? build.port {
      fields.append(.init("port", .integer(port)))
      if let publish = service.publish, used.published.insert(publish).inserted {
        fields.append(.init("publish", .integer(publish)))
      }
    }
    var account = [Value.Field("uid", .integer(user.id))]
    if user.id == 0 { account.append(.init("root-because", .string("the Dockerfile names no other user"))) }
    fields.append(.init("user", .mapping(account), comment: user.remark.map { [$0.printable] } ?? []))
    if !service.environment.isEmpty {
      fields.append(
        .init(
          "env",
          .mapping(
            service.environment.map { name, value in
              .init(name, .string(specText(value)))
            })))
    }
    if let health = service.health ?? build.health {
      fields.append(.init("health", health.value(build.tools)))
    }
    if !needs.isEmpty { fields.append(.init("needs", .strings(needs))) }
    if let period = service.stopGracePeriod { fields.append(.init("stop-grace-period", .string(period))) }
    return fields
  }

  /// The workspace, with its resources.
  mutating func finish() {
    result.figures.dockerfiles = dockerfiles.count
    result.figures.wholeDockerfiles = dockerfiles.values.filter { $0 }.count
    result.report = lines.map { $0.printable + "\n" }.joined()
    guard !result.files.isEmpty || !resources.isEmpty else { return }
    let remote = githubRemote(in: tree)
    let workspace = newWorkspace(
      root, registry: remote.map { "ghcr.io/\($0.lowercased())" },
      repository: remote.map { "https://github.com/\($0)" },
      resources: resources.map { .init($0.name, $0.value) }, with: library)
    result.files =
      newSchemas() + [SourceFile(path: "specs/workspace.yaml", bytes: Array(workspace.utf8))] + result.files
  }
}
