import Diagnostics
package import IR
import Spec

extension Record {
  /// Of one service.
  package init(lowering service: ServicePlan, of plan: BuildPlan) {
    let image = service.image
    let fields: [Field?] = [
      Field("service", service.name), Field("description", service.description),
      Field("path", service.folder.map(orDot)), Field("platforms", service.platforms.map { $0.map(\.description) }),
      Field(buildOf: service), Field(runOf: service),
      Field(
        "image",
        [
          Field("size-budget", service.sizeBudget?.map(\.text)),
          Field("labels", image?.labels.map { Field($0.key.value, $0.value) } ?? []),
        ]),
      Field(lowering: service.deploy), Field(devOf: service),
      Field("production", image?.production.stages.map { Field(lowering: $0, of: service, plan) } ?? []),
      Field("args", image?.supplies.arguments.map { Field($0.value.name, $0.map(\.meaning)) } ?? []),
      Field(
        "targets",
        image?.targets.map { target in
          Field(target.name.value, target.name.map { _ in target.isPublished ? "published" : "not published" })
        } ?? []),
      Field(developmentOf: service, plan),
      Field("ignore", image.map { service.ignored(by: $0.production) } ?? []),
    ]
    self.fields = fields.compactMap { $0 }
    origin = service.name.range
  }
}

/// A folder as a spec writes it.
func orDot(_ folder: String) -> String { folder.isEmpty ? "." : folder }

extension Record.Field {
  fileprivate init(buildOf service: ServicePlan) {
    guard let image = service.image else {
      self.init("build", Located("undecided", service.buildOrigin))
      return
    }
    guard !image.options.isEmpty else {
      self.init("build", image.language)
      return
    }
    self.init(key: "build", value: .fields([Self(template: image.language, image.options)]))
  }

  fileprivate init?(runOf service: ServicePlan) {
    let run = service.run
    self.init(
      "run",
      [
        Self("port", run.port), Self("publish", run.published?.map(\.written)),
        Self(
          "user",
          [
            Self("name", run.user.name), Self("uid", run.user.id), Self("root-because", run.user.rootReason),
          ]),
        Self("env", run.environment.map { Self($0) }),
        run.health.flatMap { Self($0) } ?? Self("health", service.image?.production.withoutHealthCheck),
        Self("needs", run.needs.map { Self($0) }), Self("secrets", run.secrets.map(\.name)),
        Self("stop-grace-period", run.stopGracePeriod.map(\.description)), Self("tmpfs", run.temporaryFolders),
        run.runsInit.map { Self(key: "init", value: .flag($0)) }, Self("restart", run.restart),
      ])
  }

  fileprivate init?(lowering deploy: DeployPlan) {
    self.init(
      "deploy",
      [
        Self("replicas", deploy.replicas),
        Self("update", [Self("parallelism", deploy.parallelism), Self("order", deploy.order)]),
        Self("restart", deploy.restart),
      ])
  }

  /// What a spec may write of the service in development.
  fileprivate init?(devOf service: ServicePlan) {
    guard let development = service.development else { return nil }
    self.init(
      "dev",
      [Self("port", development.port)] + development.options.map { Self(option: $0) } + [
        Self("env", development.environment.map { Self($0) }),
        Self("command", service.image?.development?.command),
      ])
  }

  /// What the template and the defaults make of it.
  fileprivate init?(developmentOf service: ServicePlan, _ plan: BuildPlan) {
    guard let development = service.development, let stage = service.image?.development?.stages.last else { return nil }
    self.init(
      "development",
      [
        Self("from", stage.base.written), Self("workdir", development.workingDirectory),
        Self("steps", stage.steps(of: service, plan)),
        Self("volumes", development.volumes.map { Self($0.key.value, $0.value) }),
        Self("rebuild-on", development.rebuildOn.map { $0.map { service.inFolder($0) ?? $0 } }),
        Self(key: "reloads-itself", value: .flag(development.reloadsItself)),
        Self("restart", development.restart),
      ])
  }

  fileprivate init(lowering stage: Stage, of service: ServicePlan, _ plan: BuildPlan) {
    let fields: [Self?] = [
      Self("from", stage.base.written), Self("runs-on", stage.platformOfImage),
      Self("steps", stage.steps(of: service, plan)),
    ]
    self.init(key: stage.name.value, value: .fields(fields.compactMap { $0 }))
  }

  fileprivate init(_ need: Dependency) {
    self.init(need.name.value, need.name.map { _ in need.hasHealthCheck ? "healthy" : "started" })
  }

  fileprivate init?(_ check: HealthCheck) {
    self.init(
      "health", check.command.map { commandLine($0) }, check.interval, check.timeout, check.startPeriod, check.retries)
  }
}

extension Record.Field {
  init(_ variable: Entry<RuntimeText>) { self.init(variable.key.value, variable.value.map(\.written)) }

  /// How to tell that something is well.
  init?(
    _ key: String, _ command: Located<String>, _ interval: Located<Duration>, _ timeout: Located<Duration>,
    _ startPeriod: Located<Duration>, _ retries: Located<Int>
  ) {
    self.init(
      key,
      [
        Self("command", command), Self("interval", interval.map(\.description)),
        Self("timeout", timeout.map(\.description)), Self("start-period", startPeriod.map(\.description)),
        Self("retries", retries),
      ])
  }

  /// A template with its options, as it is asked for.
  init(template: Located<String>, _ options: [Entry<OptionValue>]) {
    let fields = options.map { Self(option: $0) }
    self = fields.isEmpty ? Self(template.value, template) : Self(key: template.value, value: .fields(fields))
  }

  init(option: Entry<OptionValue>) {
    let range = option.value.range
    let value: Record.Value =
      switch option.value.value {
      case .text(let text), .setting(.literal(let text)): .text(Located(text.written, range))
      case .boolean(let flag): .flag(Located(flag, range))
      case .list(let elements): .list(elements, range)
      case .setting(.variable(let name, let development)):
        .text(Located(RuntimeText.written(name.value, development: development?.value), range))
      }
    self.init(key: option.key.value, value: value)
  }
}

extension ClosedRange<Int> {
  fileprivate var written: String { count == 1 ? "\(lowerBound)" : "\(lowerBound)-\(upperBound)" }
}

extension Containerfile {
  /// The spec asks for no health check, which is not the same as not asking for one.
  fileprivate var withoutHealthCheck: Located<String>? {
    for step in runtime?.steps ?? [] { if case .noHealthCheck = step.value { return Located("none", step.range) } }
    return nil
  }

  fileprivate var command: Located<String>? {
    for step in stages.flatMap(\.steps) {
      if case .command(let words) = step.value { return Located(commandLine(words), step.range) }
    }
    return nil
  }
}

extension ServicePlan {
  /// A path of the workspace, from this service's folder; nil if it is not in there.
  func inFolder(_ path: String) -> String? {
    if path == folder.value || path == "." && folder.value.isEmpty { return "." }
    return path.hasPrefix(folder.value + "/") ? String(path.dropFirst(folder.value.count + 1)) : nil
  }

  /// Patterns of what is left out of this service's folder; the rest is left out everywhere.
  fileprivate func ignored(by file: Containerfile) -> [Located<String>] {
    file.excludedPaths.compactMap { pattern in inFolder(pattern.value).map { Located($0, pattern.range) } }
  }
}
