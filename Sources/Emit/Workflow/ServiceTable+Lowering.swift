import Diagnostics
import IR
import Spec

extension Workflow.ServiceTable {
  /// The services that `workflow` builds, each for its `platforms`.
  init(_ plan: BuildPlan, workflow: String, platforms: (ServicePlan) -> [Located<Platform>]) {
    rows = plan.built.map { service, image in
      let dockerfile = plan.layout.dockerfile(of: service)
      let own = [dockerfile, dockerfile + ".dockerignore", service.specPath, workflow]
      return Row(
        service: service.name, image: service.repository, dockerfile: dockerfile,
        budget: service.sizeBudget?.map(\.bytes) ?? Located(0, service.name.range),
        builds: platforms(service).map { .init($0, of: image, plan.pipeline) },
        inputs: unique(image.production.contextPaths + own.map { Located($0, service.name.range) }))
    }
    origin = plan.workspace.origin
  }
}

extension Workflow.Build {
  init(_ platform: Located<Platform>, of image: ImagePlan, _ pipeline: Pipeline) {
    let known = pipeline.runner(for: platform.value)
    self.init(
      platform: platform.map(\.description), slug: platform.value.slug, runner: known?.runner ?? pipeline.defaultRunner,
      isEmulated: known?.isNative != true && image.production.stages.contains(where: \.runsCommandsOnTarget))
  }
}

extension Stage {
  /// Needs the processor of the target platform, or an emulator of it.
  fileprivate var runsCommandsOnTarget: Bool {
    !runsOnBuildPlatform
      && steps.contains { step in
        switch step.value {
        case .run, .install: true
        default: false
        }
      }
  }
}

private func unique(_ paths: [Located<String>]) -> [Located<String>] {
  var seen: Set<String> = []
  return paths.filter { seen.insert($0.value).inserted }
}
