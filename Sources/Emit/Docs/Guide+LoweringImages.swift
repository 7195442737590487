import Diagnostics
import IR
import Spec

extension Guide {
  static func platforms(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    guard !plan.platforms.isEmpty else { return [] }
    let rows = plan.platforms.map { platform in
      let built = plan.built.filter { $0.service.platforms.map(\.value).contains(platform) }
      let names = { (isCrossCompiled: Bool) in
        Text.list(built.filter { $0.image.production.isCrossCompiled == isCrossCompiled }.map { Text($0.service.name.value) })
      }
      let runner = plan.pipeline.runner(for: platform)
      return Table.Row(
        cells: [
          Text(platform.description),
          .code(runner?.runner.value ?? plan.pipeline.defaultRunner.value)
            + (runner?.isNative == true ? ", native" : ", with another processor"),
          names(true), names(false),
        ],
        origin: built.first?.service.platforms.first { $0.value == platform }?.range ?? origin)
    }
    let emulator = plan.pipeline.emulator
    let install = emulator.map { "docker run --privileged --rm \($0.value.pinnedName) --install all" } ?? ""
    let place = emulator?.range ?? origin
    let isEmulated = emulator != nil && plan.built.contains { !$0.image.production.isCrossCompiled }
    return [
      .heading(level: 2, "Platforms", origin),
      .table(
        Table(
          header: ["Platform", "Runner in CI", "Cross-compiled elsewhere", "Emulated elsewhere"], rows: rows,
          origin: origin)),
    ]
      + (isEmulated
        ? [
          .paragraph([
            Line("Where the processor is another one, some images are cross-compiled and the others emulated, which is slow and", origin),
            Line("needs emulators. Docker Desktop has them; elsewhere install them once:", origin),
          ]),
          .code(language: "sh", [Located(install, place)], place),
        ]
        : [
          .paragraph([
            Line("Where the processor is another one, images are cross-compiled, which needs no emulators.", origin)
          ])
        ])
  }

  static func signatures(_ plan: BuildPlan) -> [Block] {
    guard plan.pipeline.sign.value == .keyless, let (first, _) = plan.built.first else { return [] }
    let origin = plan.pipeline.sign.range
    let signer = plan.signer ?? Signer(repository: "https://github.com/OWNER/REPOSITORY", branch: plan.pipeline.branch.value)
    let lines = [
      "cosign verify \\",
      "  --certificate-identity \(shellQuoted(signer.identity)) \\",
      "  --certificate-oidc-issuer \(signer.issuer) \\",
      "  \(first.repository.value):TAG",
    ]
    let all = plan.signer == nil ? "" : "; " + plan.makeCode("container-verify") + " does so for every image"
    return [
      .paragraph([
        Line("The workflow signs what it publishes, without a key. Whoever uses an image can verify it" + all + ":", origin)
      ]),
      .code(language: "sh", lines.map { Located($0, origin) }, origin),
    ]
  }

  static func baseImages(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    let rows = plan.pinnedImages.map { image in
      Table.Row(
        cells: [
          .code(image.pin.value.reference.familiar), .code(image.pin.value.digest),
          .list(image.users.map { Text($0) }),
        ],
        origin: image.pin.range)
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading(level: 2, "Images in use", origin),
      .paragraph([
        Line("Each at the digest that " + .code("\(plan.workspace.specFolder)/scantling.lock") + " has for it:", origin)
      ]),
      .table(Table(header: ["Image", "Digest", "Used by"], rows: rows, origin: origin)),
    ]
  }
}

extension PinnedImage {
  /// As people write it, with the digest.
  fileprivate var familiar: String { "\(reference.familiar)@\(digest)" }
}

extension Containerfile {
  /// Nothing runs on the platform that is built for.
  fileprivate var isCrossCompiled: Bool {
    stages.allSatisfy { stage in
      stage.runsOnBuildPlatform
        || stage.steps.allSatisfy {
          switch $0.value {
          case .run, .install: false
          default: true
          }
        }
    }
  }
}

extension BuildPlan {
  /// Every image that something starts or copies from, by name, with what uses it.
  fileprivate var pinnedImages: [(pin: Located<PinnedImage>, users: [String])] {
    let uses =
      built.flatMap { built in
        (built.image.production.images + built.image.development.images).map { ($0, built.service.name.value) }
      } + resources.map { ($0.image, $0.name.value) }
    var images: [(pin: Located<PinnedImage>, users: [String])] = []
    for (pin, user) in uses {
      if let index = images.firstIndex(where: { $0.pin.value == pin.value }) {
        if images[index].users.last != user { images[index].users.append(user) }
      } else {
        images.append((pin, [user]))
      }
    }
    return images.sorted { $0.pin.value.familiar < $1.pin.value.familiar }
  }
}
