import Diagnostics
import IR
import Spec

extension Workflow.ServiceTable {
  init(_ plan: BuildPlan, _ services: [(service: ServicePlan, image: ImagePlan)]) {
    rows = services.map { service, image in
      let dockerfile = plan.layout.dockerfile(of: service)
      let spec = plan.workspace.standsAlone ? [] : [service.specPath]
      let target = service.target?.stage ?? image.production.file?.target
      let own = [dockerfile, dockerfile + ".dockerignore"] + spec
      return Row(
        service: service.name, image: service.repository, dockerfile: dockerfile,
        file: image.production.file,
        budget: service.sizeBudget?.map(\.bytes) ?? Located(0, service.name.range),
        builds: service.platforms.map { .init($0, of: image, target: target, plan.pipeline) },
        inputs: (image.production.contextPaths + own.map { Located($0, service.name.range) }).distinct(by: \.value),
        ignored: image.production.ownExcludedPaths)
    }
    origin = plan.workspace.origin
  }
}

extension Workflow.Build {
  init(_ platform: Located<Platform>, of image: ImagePlan, target: Located<String>?, _ pipeline: Pipeline) {
    let known = pipeline.runner(for: platform.value)
    self.init(
      platform: platform.map(\.description), slug: platform.value.slug, target: target,
      runner: known?.runner ?? pipeline.defaultRunner,
      isEmulated: known?.isNative != true && !image.production.isCrossCompiled)
  }
}

extension Containerfile {
  /// What is left out of the paths that are copied, but for what is left out everywhere and nobody commits.
  fileprivate var ownExcludedPaths: [Located<String>] {
    excludedPaths.filter { !$0.value.hasPrefix("**/") }
      .map { path in path.map { $0.hasPrefix("/") ? String($0.dropFirst()) : $0 } }
  }
}
