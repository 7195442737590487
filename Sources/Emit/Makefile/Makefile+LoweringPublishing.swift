import Diagnostics
import IR
import Spec

extension Makefile.Section {
  /// Pushing images, signing them and verifying the signatures.
  static func publish(_ plan: BuildPlan, _ names: TargetNames) -> Self {
    let origin = plan.workspace.origin
    let services = plan.published.map(\.service)
    let push = services.map { Makefile.Target(pushing: $0, names) }
    let sign = services.map { Makefile.Target(signing: $0, plan) }
    let verify = services.compactMap { service in
      plan.signer(of: service).map { Makefile.Target(verifying: service, $0, plan) }
    }
    let digest = Makefile.Variable(
      name: "SCANTLING_DIGEST",
      value: .text(
        .init(
          .reference("DOCKER"), .shell("buildx imagetools inspect --format"), .literal("{{print .Manifest.Digest}}"))),
      origin: origin)
    let note = Makefile.Comment(
      lines: ["'print', because for a format that begins with .Manifest buildx prints a page for people."],
      origin: origin)
    var items: [Makefile.Item] = [
      .comment(note),
      .variable(digest),
      .target(.all("push", "Build and push every image, its platforms under one tag", push, origin)),
    ]
    items += push.map { .target($0) }
    items.append(.target(.all("sign", "Sign the pushed images, by digest", sign, plan.pipeline.sign.range)))
    items += sign.map { .target($0) }
    if !verify.isEmpty {
      items.append(
        .target(.all("verify", "Verify that the workflow signed the tagged images", verify, plan.pipeline.sign.range)))
    }
    return Self(title: "Publish", items: items + verify.map { .target($0) }, origin: origin)
  }
}

extension Makefile.Target {
  fileprivate init(pushing service: ServicePlan, _ names: TargetNames) {
    let platforms = service.platforms.map { (word: service.reference($0.value), origin: $0.range) }
    let push = platforms.map { platform in
      Makefile.Command(lines: [
        .init(.reference("DOCKER"), .shell("push"), platform.word, origin: platform.origin)
      ])
    }
    let join = Makefile.Line(
      .reference("DOCKER"), .shell("buildx imagetools create --tag"), service.reference)
    self.init(
      name: "container-push-\(service.name.value)",
      prerequisites: [Located(names.build(service), service.name.range)],
      recipe: push + [
        .init(lines: [join] + platforms.map { .init($0.word, origin: $0.origin) }),
        .init(
          isSilent: true,
          lines: [service.resolvedDigest, .init(.shell("echo"), service.referenceByDigest)]),
      ],
      origin: service.name.range)
  }

  fileprivate init(signing service: ServicePlan, _ plan: BuildPlan) {
    let sign = Makefile.Line(
      .reference("COSIGN"), .shell("sign --yes"), .reference("COSIGN_FLAGS"), service.referenceByDigest,
      origin: plan.pipeline.sign.range)
    self.init(
      name: "container-sign-\(service.name.value)",
      recipe: [.init(lines: [service.resolvedDigest, sign])], origin: service.name.range)
  }

  fileprivate init(verifying service: ServicePlan, _ signer: Signer, _ plan: BuildPlan) {
    let origin = plan.pipeline.sign.range
    self.init(
      name: "container-verify-\(service.name.value)",
      recipe: [
        .init(
          lines: [service.resolvedDigest, .init(.reference("COSIGN"), .shell("verify"), origin: origin)]
            + signer.options.map { .init(.shell($0.name), .literal($0.value), origin: origin) }
            + [.init(service.referenceByDigest, .shell(">/dev/null"))])
      ] + plan.attestationCheck(of: service),
      origin: service.name.range)
  }
}

extension BuildPlan {
  /// Asks GitHub whether it attests where the image comes from; nothing unless it is sure to.
  fileprivate func attestationCheck(of service: ServicePlan) -> [Makefile.Command] {
    guard pipeline.attest.value == .always, let repository = gitHubRepository else { return [] }
    let image = Makefile.Word.literal("oci://") + service.referenceByDigest
    return [
      .init(lines: [
        service.resolvedDigest,
        .init(
          .reference("GH"), .shell("attestation verify"), image, .shell("--repo"), .literal(repository),
          origin: pipeline.attest.range),
      ])
    ]
  }
}

extension ServicePlan {
  /// Asks the registry for the digest of the image of all platforms.
  fileprivate var resolvedDigest: Makefile.Line {
    .init(.shell("digest=$(") + .reference("SCANTLING_DIGEST"), reference + .shell(") &&"))
  }
}
