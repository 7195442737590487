import Diagnostics
import IR
import Spec

extension Guide {
  static func platforms(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    guard !plan.platforms.isEmpty else { return [] }
    return [
      .heading(level: 2, "Platforms", origin),
      .paragraph(
        [
          "On a processor that is not the platform's, of a runner or of your machine, an image is cross-compiled or else",
          "emulated.",
        ], origin),
      .table(
        Table(
          header: ["Platform", "Runner in CI", "Cross-compiled", "Emulated"],
          rows: plan.platforms.map { Table.Row(lowering: $0, plan) }, origin: origin)),
    ] + emulation(plan)
  }

  private static func emulation(_ plan: BuildPlan) -> [Block] {
    guard let emulator = plan.pipeline.emulator, plan.built.contains(where: { !$0.image.production.isCrossCompiled })
    else { return [] }
    let install = "docker run --privileged --rm \(emulator.value.pinnedName) --install all"
    return [
      .paragraph(
        ["Emulation is slow and needs emulators. Docker Desktop has them; elsewhere, install them once:"],
        plan.workspace.origin),
      .code(language: "sh", [Located(install, emulator.range)], emulator.range),
    ]
  }

  static func images(_ plan: BuildPlan) -> [Block] {
    let origin = plan.workspace.origin
    let rows = plan.pinnedImages.map { image in
      Table.Row(
        cells: [
          .code(image.pin.value.reference.familiar), .code(image.pin.value.digest.value),
          .list(image.users.map { Text($0) }),
        ],
        origin: image.pin.range)
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading(level: 2, "Images in use", origin),
      .paragraph(["At the digests that \(code: "\(plan.workspace.specFolder)/scantling.lock") has for them:"], origin),
      .table(Table(header: ["Image", "Digest", "Used by"], rows: rows, origin: origin)),
    ]
  }
}

extension Guide.Table.Row {
  fileprivate init(lowering platform: Platform, _ plan: BuildPlan) {
    let built = plan.built.filter { $0.service.platforms.contains { $0.value == platform } }
    let names = { (isCrossCompiled: Bool) in
      let services = built.filter { $0.image.production.isCrossCompiled == isCrossCompiled }
      return Guide.Text.list(services.map { Guide.Text($0.service.name.value) })
    }
    let runner = plan.pipeline.runner(for: platform)
    cells = [
      Guide.Text(platform.description),
      "\(code: (runner?.runner ?? plan.pipeline.defaultRunner).value)\(runner?.isNative == true ? "" : " (not native)")",
      names(true), names(false),
    ]
    origin = built.first?.service.platforms.first { $0.value == platform }?.range ?? plan.workspace.origin
  }
}

extension BuildPlan {
  /// Every image that something starts or copies from, by name, with what uses it.
  fileprivate var pinnedImages: [(pin: Located<PinnedImage>, users: [String])] {
    let uses =
      built.flatMap { built in
        built.image.files.flatMap(\.images).map { ($0, built.service.name.value) }
      } + resources.map { ($0.image, $0.name.value) }
    var images: [(pin: Located<PinnedImage>, users: [String])] = []
    for (pin, user) in uses {
      if let index = images.firstIndex(where: { $0.pin.value == pin.value }) {
        if images[index].users.last != user { images[index].users.append(user) }
      } else {
        images.append((pin, [user]))
      }
    }
    return images.sorted { $0.pin.value.pinnedName < $1.pin.value.pinnedName }
  }
}
