import Diagnostics
package import IR
import Spec

extension Record {
  /// Of one service.
  package init(lowering service: ServicePlan, of plan: BuildPlan) {
    let image = service.image
    let fields: [Field?] = [
      Field("service", service.name), Field("description", service.description),
      Field("path", service.folder.map(orDot)),
      Field("shared", service.shared.map { Field($0.name.value, $0.path.map(orDot)) }),
      Field("platforms", service.platforms.map { $0.map(\.description) }),
      Field(buildOf: service), Field(runOf: service),
      Field(
        "image",
        [
          Field("size-budget", service.sizeBudget?.map(\.text)),
          Field("labels", image?.labels.map { Field($0.key.value, $0.value) } ?? []),
        ]),
      Field(lowering: service.deploy), Field(devOf: service),
      Field("production", image?.production.stages.map { Field(lowering: $0, of: service, plan) } ?? []),
      Field("args", image?.arguments ?? []),
      Field(
        "targets",
        image?.targets.map { target in
          Field(target.name.value, target.name.map { _ in target.written })
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
    if let file = image.production.file {
      self.init(key: "build", value: .fields([Self(lowering: file, image.production)]))
    } else if image.options.isEmpty {
      self.init("build", image.language)
    } else {
      self.init(key: "build", value: .fields([Self(template: image.language, image.options)]))
    }
  }

  /// A Dockerfile that people write, where a template would be.
  private init(lowering file: DockerfilePlan, _ image: Containerfile) {
    let fields: [Self?] = [
      Self("path", file.path), Self("target", file.target), Self("context", file.context.map(orDot)),
      Self("inputs", image.contextPaths), Self("secrets", file.supplies.written), Self(sshOf: file),
      file.crossCompiles.map { Self(key: "cross-compiles", value: .flag($0)) },
    ]
    self.init(key: "dockerfile", value: .fields(fields.compactMap { $0 }))
  }

  private init?(sshOf file: DockerfilePlan) {
    guard let place = file.supplies.ssh else { return nil }
    self.init(key: "ssh", value: .flag(Located(true, place)))
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
        run.runsInit.map { Self(key: "init", value: .flag($0)) },
        run.container.isJob ? nil : Self("restart", run.restart),
      ] + Self.fields(of: run.container))
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
      [Self("port", development.published)] + development.options.map { Self(option: $0) } + [
        Self("env", development.environment.map { Self($0) }),
        Self.developmentFiles(of: service.run.container),
        Self("command", service.image?.development?.command ?? development.startedWith),
      ])
  }

  /// What the template and the defaults make of it.
  fileprivate init?(developmentOf service: ServicePlan, _ plan: BuildPlan) {
    guard let development = service.development else { return nil }
    let (file, stages) = (service.image?.development?.file, service.image?.development?.stages ?? [])
    let stage = stages.last
    self.init(
      "development",
      [
        Self("path", file?.path), Self("target", file?.target),
        Self("args", file?.supplies.writtenArguments ?? []), Self("secrets", file?.supplies.written ?? []),
        file.flatMap { Self(sshOf: $0) }, Self("from", stage?.base.written),
        Self("workdir", development.workingDirectory), Self("steps", stage?.steps(of: service, plan) ?? []),
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
    let state = need.isJob ? "completed" : need.hasHealthCheck ? "healthy" : "started"
    self.init(need.name.value, need.name.map { _ in state })
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
      case .setting(.variable(let variable)): .text(Located(variable.recorded, range))
      }
    self.init(key: option.key.value, value: value)
  }
}

extension ClosedRange<Int> {
  var written: String { count == 1 ? "\(lowerBound)" : "\(lowerBound)-\(upperBound)" }
}

extension ImagePlan {
  /// Those that a development image of its own Dockerfile takes are with that.
  fileprivate var arguments: [Record.Field] {
    (production.file == nil ? supplies : Supplies(of: [production])).writtenArguments
  }
}

extension Supplies {
  fileprivate var written: [Located<String>] { secrets.map { $0.map(\.written) } }
  fileprivate var writtenArguments: [Record.Field] { arguments.map { .init($0.value.name, $0.map(\.meaning)) } }
}

extension TargetPlan {
  fileprivate var written: String {
    (stage.value == name.value ? "" : "stage \(stage.value), ") + (isPublished ? "published" : "not published")
  }
}

extension DevelopmentPlan {
  fileprivate var startedWith: Located<String>? {
    command.first.map { Located(commandLine(command.map(\.value)), $0.range) }
  }
}

extension Containerfile {
  /// The spec asks for no health check, which is not the same as not asking for one.
  fileprivate var withoutHealthCheck: Located<String>? {
    if let place = file?.withoutHealthCheck { return Located("none", place) }
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
