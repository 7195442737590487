import Diagnostics
import IR
import Spec

extension Workflow.Step {
  /// What Trivy looks at.
  enum ScanSubject: Sendable {
    /// An image of the registry; of an index the image for the platform of the matrix.
    case image(Workflow.Scalar)
    /// The folder that a build left.
    case layout
  }

  static func scanPermissions(_ plan: BuildPlan) -> [Workflow.Permission] {
    guard plan.pipeline.codeScanning.value else { return [] }
    return [
      .write(.securityEvents, "upload results to code scanning"),
      .read(.actions, "asked for by the upload in private repositories"),
    ]
  }

  /// Reports to code scanning, shows the findings and fails at the severities of the workspace; nothing of it unless
  /// `condition` holds.
  static func scan(
    _ plan: BuildPlan, _ subject: ScanSubject, category: Workflow.Scalar, if condition: Workflow.Expression? = nil,
    uploadIf: Workflow.Expression? = nil
  ) -> [Self] {
    let reports = plan.pipeline.codeScanning.value
    let install = reports ? Workflow.Setting("skip-setup-trivy", true) : version(plan)
    let gate = Self(
      name: "Fail at \(severities(plan, separator: " or ").lowercased())", condition: condition,
      environment: subject.environment,
      action: .uses(
        plan.pipeline.actions.trivy,
        with: subject.inputs + [install] + format("table", plan)
          + [.init("ignore-unfixed", true), .init("exit-code", 1)]))
    return (reports ? report(plan, subject, category, if: condition, uploadIf: uploadIf ?? condition) : [])
      + [gate, findings]
  }

  private static func report(
    _ plan: BuildPlan, _ subject: ScanSubject, _ category: Workflow.Scalar, if condition: Workflow.Expression?,
    uploadIf: Workflow.Expression?
  ) -> [Self] {
    let actions = plan.pipeline.actions
    return [
      Self(
        name: "Scan", condition: condition, environment: subject.environment,
        action: .uses(
          actions.trivy, with: subject.inputs + [version(plan)] + format("sarif", plan) + [limitSeverities])),
      Self(
        name: "Report to code scanning", condition: uploadIf,
        action: .uses(actions.uploadSARIF, with: [.init("sarif_file", "trivy.sarif"), .init("category", category)])),
    ]
  }

  private static let findings = Self(
    name: "Show the findings", condition: .notCancelled,
    action: .run(
      #"""
      if [[ -s trivy.table ]]; then
        cat trivy.table
        { echo '```'; cat trivy.table; echo '```'; } >>"$GITHUB_STEP_SUMMARY"
      fi
      """#))

  private static func version(_ plan: BuildPlan) -> Workflow.Setting {
    let version = plan.pipeline.trivyVersion
    return .init("version", Workflow.Scalar(release(version.value)), from: version.range)
  }

  private static func format(_ format: String, _ plan: BuildPlan) -> [Workflow.Setting] {
    return [
      .init("format", Workflow.Scalar(format)), .init("output", "trivy.\(format)"),
      .init("severity", Workflow.Scalar(severities(plan, separator: ",")), from: plan.pipeline.severity.first?.range),
    ]
  }

  private static func severities(_ plan: BuildPlan, separator: String) -> String {
    plan.pipeline.severity.map { $0.value.rawValue.uppercased() }.joined(separator: separator)
  }

  private static let limitSeverities = Workflow.Setting("limit-severities-for-sarif", true)
}

extension Workflow.Step.ScanSubject {
  fileprivate var inputs: [Workflow.Setting] {
    switch self {
    case .image(let reference): [.init("image-ref", reference)]
    case .layout: [.init("input", "\(.temporaryFolder)/image")]
    }
  }

  fileprivate var environment: [Workflow.Setting] {
    switch self {
    case .image: [.init("TRIVY_PLATFORM", .matrix("platform"))]
    case .layout: []
    }
  }
}
