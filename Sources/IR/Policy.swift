import Diagnostics
import Spec

/// Something that the policy of a workspace does not allow.
private struct PolicyFinding {
  /// Name of the service or resource.
  let subject: String
  let diagnostic: Diagnostic
}

extension Resolver {
  /// Checks what was resolved against the policy, and the waivers against what they waive.
  mutating func checkPolicy(_ plan: BuildPlan) {
    // What a damaged workspace asks and waives is not all known, nor what a damaged spec has.
    guard let policy = workspace.policy, !isDamaged(workspace.name.range) else { return }
    let services = plan.built.filter { !isDamaged($0.service.name.range) }
    let findings =
      services.flatMap { policy.findings(in: $0.service, $0.image) }
      + plan.resources.flatMap { policy.findings(in: $0) }
    let names = specs.services.map(\.spec.name.value) + workspace.resources.map(\.name.value)
    for finding in findings where !policy.waivers.contains(where: { $0.value.waives(finding, names) }) {
      report(finding.diagnostic)
    }
    let checked = services.map(\.service.name.value) + plan.resources.map(\.name.value)
    for (index, waiver) in policy.waivers.enumerated() {
      let earlier = policy.waivers[..<index]
      let waived = findings.filter { finding in
        waiver.value.waives(finding, names) && !earlier.contains { $0.value.waives(finding, names) }
      }
      check(waiver, waived, names, isChecked: checked.contains(waiver.value.service.value))
    }
  }

  private mutating func check(
    _ waiver: Located<WaiverSpec>, _ waived: [PolicyFinding], _ names: [String], isChecked: Bool
  ) {
    let (rule, service, until) = (waiver.value.rule.value, waiver.value.service, waiver.value.until)
    if !(names + specs.broken).contains(service.value) {
      report(
        .init(
          .unknownReference, "no service or resource is named '\(service.value)'", at: service.range,
          unknown: service.value, among: names))
    } else if !waived.isEmpty, let today = specs.today, until.value < today {
      report(
        .expiredWaiver, "the waiver of '\(rule)' for '\(service.value)' ended on \(until.value)", at: until.range,
        notes: waived.map { .init("it excepts this: " + $0.diagnostic.message, at: $0.diagnostic.range) })
    } else if waived.isEmpty, isChecked {
      report(
        .unusedWaiver, "'\(service.value)' needs no waiver of '\(rule)'", at: waiver.range,
        notes: [.init("remove the waiver")])
    }
  }
}

extension WaiverSpec {
  /// A misspelt service is reported as such, and what it was meant to be is waived.
  fileprivate func waives(_ finding: PolicyFinding, _ names: [String]) -> Bool {
    rule.value == finding.diagnostic.rule.name && nearestName(to: service.value, among: names) == finding.subject
  }
}

extension PolicySpec {
  fileprivate func findings(in service: ServicePlan, _ image: ImagePlan) -> [PolicyFinding] {
    let checks = image.files.flatMap(\.images).distinct(by: \.value).flatMap { base in
      // An image that only the template names is that of the template.
      check(base.value, at: base.range.file == service.name.range.file ? base.range : image.language.range)
    }
    return
      (checks + [checkHealth(service, image), checkSize(service), checkRoot(service)].compactMap { $0 }
      + checkLabels(service, image)).map { PolicyFinding(subject: service.name.value, diagnostic: $0) }
  }

  fileprivate func findings(in resource: ResourcePlan) -> [PolicyFinding] {
    check(resource.image.value, at: resource.image.range).map {
      PolicyFinding(subject: resource.name.value, diagnostic: $0)
    }
  }

  private func check(_ image: PinnedImage, at range: SourceRange) -> [Diagnostic] {
    let reference = image.reference
    var found: [Diagnostic] = []
    if let registries, !registries.value.contains(where: { reference.repository.hasPrefix($0.value + "/") }) {
      found.append(
        .init(
          .policyRegistry, "the image '\(reference)' is not from a registry that the policy allows", at: range,
          notes: [.init("the registries that it allows", at: registries.range)]))
    }
    if let images, !images.value.contains(where: { $0.value.fits(reference) }) {
      found.append(
        .init(
          .policyImage, "the image '\(reference)' is none of those that the policy allows", at: range,
          notes: [.init("the images that it allows", at: images.range)]))
    }
    return found
  }

  private func checkHealth(_ service: ServicePlan, _ image: ImagePlan) -> Diagnostic? {
    guard let health, service.run.health == nil, !service.run.container.isJob else { return nil }
    let none = image.production.runtime?.steps.last { step in
      if case .noHealthCheck = step.value { true } else { false }
    }
    return .init(
      .policyHealth, "the service has no health check", at: none?.range ?? service.name.range,
      notes: [.init("the policy requires one", at: health.range)])
  }

  private func checkSize(_ service: ServicePlan) -> Diagnostic? {
    guard let sizeBudget else { return nil }
    let note = Diagnostic.Note("the policy allows \(sizeBudget.value.text)", at: sizeBudget.range)
    guard let budget = service.sizeBudget else {
      return .init(
        .policySize, "the image has no size budget", at: service.name.range,
        notes: [note, .init("write 'size-budget' under 'image'")])
    }
    guard budget.value.bytes > sizeBudget.value.bytes else { return nil }
    return .init(
      .policySize, "a size budget of \(budget.value.text) is more than the policy allows", at: budget.range,
      notes: [note])
  }

  private func checkRoot(_ service: ServicePlan) -> Diagnostic? {
    guard let root, service.run.user.id.value == 0 else { return nil }
    return .init(
      .policyRoot, "the service runs as root", at: service.run.user.id.range,
      notes: [.init("the policy forbids it", at: root.range)])
  }

  private func checkLabels(_ service: ServicePlan, _ image: ImagePlan) -> [Diagnostic] {
    let steps = image.production.runtime?.steps ?? []
    let present =
      steps.flatMap { step -> [String] in
        guard case .labels(let labels) = step.value else { return [] }
        return labels.map(\.name)
      } + (image.production.file?.labels.map(\.value.name) ?? [])
    return labels.filter { !present.contains($0.value) }.map { label in
      Diagnostic(
        .policyLabel, "the image has no label '\(label.value)'", at: service.name.range,
        notes: [
          .init("the policy requires it", at: label.range),
          .init("write it with its value under 'labels' of 'image', or under 'labels' of the workspace"),
        ])
    }
  }
}
