import Diagnostics
import IR
import Spec

extension Makefile.Section {
  /// Building images, and removing them.
  static func build(_ plan: BuildPlan, _ names: TargetNames) -> Self {
    let origin = plan.workspace.origin
    let all = Makefile.Target(
      name: "container-build", documentation: Located("Build every image for all its platforms", origin),
      prerequisites: plan.builds.map { Located(names.build($0.service), $0.service.name.range) }, origin: origin)
    let platforms = plan.platforms.map { Makefile.Target(building: $0, of: plan, names) }
    let services = plan.services.flatMap { service -> [Makefile.Target] in
      guard let image = service.image else { return [Makefile.Target(refusing: service, names)] }
      return ([service] + image.targets.map { service.image(of: $0) }).flatMap { service in
        [Makefile.Target(building: service, names)]
          + service.platforms.map { Makefile.Target(building: service, for: $0, plan, names) }
      }
    }
    let clean = plan.builds.map { Makefile.Target(removing: $0.service) }
    return Self(
      title: "Build",
      items: ([all] + platforms + services).map { .target($0) } + [.variable(.remove(origin))]
        + [.target(.all("clean", "Remove the local images with this tag", clean, origin))] + clean.map { .target($0) },
      origin: origin)
  }
}

extension Makefile.Target {
  /// `container-<verb>`: all of `targets`.
  static func all(_ verb: String, _ documentation: String, _ targets: [Self], _ origin: SourceRange) -> Self {
    Self(
      name: "container-\(verb)", documentation: Located(documentation, origin),
      prerequisites: targets.map { Located($0.name, $0.origin) }, origin: origin)
  }

  fileprivate init(building platform: Platform, of plan: BuildPlan, _ names: TargetNames) {
    let services = plan.builds.map(\.service).filter { $0.platforms.map(\.value).contains(platform) }
    let prerequisites = services.map { service in
      let written = service.platforms.first { $0.value == platform }
      return Located(names.build(service, platform), written?.range ?? service.name.range)
    }
    let origin = prerequisites.first?.range ?? plan.workspace.origin
    self.init(
      name: names.build(platform), documentation: Located("Build the images for \(platform)", origin),
      prerequisites: prerequisites, origin: origin)
  }

  fileprivate init(building service: ServicePlan, _ names: TargetNames) {
    let description = service.description?.map { "Build \(service.name.value): \($0)" }
    self.init(
      name: names.build(service), documentation: description ?? service.name.map { "Build \($0)" },
      prerequisites: service.platforms.map { Located(names.build(service, $0.value), $0.range) },
      origin: service.name.range)
  }

  fileprivate init(
    building service: ServicePlan, for platform: Located<Platform>, _ plan: BuildPlan, _ names: TargetNames
  ) {
    let file = service.image?.production.file
    let supplies = Supplies(of: service.image.map { [$0.production] } ?? [])
    let context = file?.context.map { $0.isEmpty ? "." : $0 }
    let target = service.target?.stage ?? file?.target
    let command = Makefile.Command(
      lines: [
        .init(.shell("DOCKER_BUILDKIT=1"), .reference("DOCKER"), .shell("build")),
        .init(.shell("--platform"), .literal(platform.value.description), origin: platform.range),
        .init(.shell("--file"), .literal(plan.layout.dockerfile(of: service)), origin: file?.path.range),
      ] + (target.map { [.init(.shell("--target"), .literal($0.value), origin: $0.range)] } ?? [])
        + (file?.labels ?? []).map { label in
          .init(.shell("--label"), .literal("\(label.value.name)=\(label.value.value)"), origin: label.range)
        } + [
          .init(.shell("--tag"), service.reference(platform.value)),
          .init(.shell("--label"), .literal("org.opencontainers.image.revision=") + .reference("SCANTLING_REVISION")),
        ] + supplies.flags + [
          .init(.reference("BUILD_FLAGS"), .literal(context?.value ?? "."), origin: context?.range)
        ])
    self.init(
      name: names.build(service, platform.value), prerequisites: [Located(Makefile.Target.root, platform.range)],
      recipe: supplies.checks + [command], origin: service.name.range)
  }

  /// Says why there is nothing to build.
  fileprivate init(refusing service: ServicePlan, _ names: TargetNames) {
    let name = service.name.value
    let reason = "\(name) is not built: its language is undecided. Choose one in \(service.specPath)."
    self.init(
      name: names.build(service), documentation: Located("Say why \(name) is not built", service.buildOrigin),
      recipe: [.silent(.shell("echo"), .literal(reason), .shell(">&2; exit 1"))], origin: service.buildOrigin)
  }

  fileprivate init(removing service: ServicePlan) {
    let references = service.platforms.map {
      Makefile.Line(service.reference($0.value), origin: $0.range)
    }
    let call = Makefile.Line(.reference("SCANTLING_REMOVE") + .shell("; remove"))
    self.init(
      name: "container-clean-\(service.name.value)",
      recipe: [.init(isSilent: true, lines: [call, .init(service.reference)] + references)], origin: service.name.range)
  }
}

extension Supplies {
  /// Flags of 'docker build'. Values come from the environment, into which make puts those of its command line.
  fileprivate var flags: [Makefile.Line] {
    arguments.map { .init(.shell("--build-arg"), .literal($0.value.name), origin: $0.range) }
      + secrets.map {
        .init(.shell("--secret"), .literal("id=\($0.value.id),env=\($0.value.source)"), origin: $0.range)
      } + (ssh.map { [.init(.shell("--ssh default"), origin: $0)] } ?? [])
  }

  /// Each ends the recipe where what is required is missing.
  fileprivate var checks: [Makefile.Command] {
    let arguments = arguments.filter { $0.value.standard == nil }.map { argument in
      argument.map { (name: $0.name, what: "an argument of the build") }
    }
    let secrets = secrets.filter { !$0.value.isOptional }.map { secret in
      secret.map { (name: $0.source, what: "the secret \($0.id) of the build") }
    }
    return (arguments + secrets).map { required in
      let word = "\"${\(required.value.name):?set \(required.value.name), \(required.value.what)}\""
      return Makefile.Command(isSilent: true, lines: [.init(.shell(":"), .shell(word), origin: required.range)])
    }
  }
}

extension Makefile.Variable {
  /// A function of the shell that removes those of the named images that are there.
  fileprivate static func remove(_ origin: SourceRange) -> Self {
    let name = Makefile.Word.shell("\"$image\"")
    return Self(
      name: "SCANTLING_REMOVE",
      value: .canned([
        .init(.shell("remove() {")),
        .init(.shell("  for image do")),
        .init(.shell("    id=$(") + .reference("DOCKER"), .shell("image ls --quiet"), name + .shell(") || return;")),
        .init(.shell("    test -z \"$id\" ||"), .reference("DOCKER"), .shell("image rm"), name, .shell("|| return;")),
        .init(.shell("  done;")),
        .init(.shell("}")),
      ]),
      origin: origin)
  }
}

extension ServicePlan {
  /// The image without a tag, under the registry that make is told.
  private var imageName: Makefile.Word {
    let name = repository.value.split(separator: "/").last.map(String.init) ?? self.name.value
    return .reference("REGISTRY") + .literal("/\(name)")
  }

  /// The image of all platforms.
  var reference: Makefile.Word { imageName + .literal(":") + .reference("TAG") }

  /// The image of one platform.
  func reference(_ platform: Platform) -> Makefile.Word { reference + .literal("-\(platform.slug)") }

  /// The image at the digest that the shell's variable of this name holds.
  var referenceByDigest: Makefile.Word { imageName + .shell("@\"$digest\"") }
}
