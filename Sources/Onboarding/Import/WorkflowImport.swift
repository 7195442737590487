import Diagnostics
import Spec
import YAML

/// What existing workflows and settings of bots say of the workspace.
struct WorkflowFacts {
  /// Registry and path; nil where no workflow names them.
  var registry: String?
  var branch: String?
  var platforms: [String] = []
  var sign: String?
  var attests = false
  var provenance: String?
  var sbom: Bool?
  var severities: [String] = []
  var codeScanning = false
  var bots: [String] = []

  /// What stands under 'ci'.
  var fields: [Value.Field] {
    var fields: [Value.Field] = []
    if let branch { fields.append(.init("branch", .string(branch))) }
    var scan = severities.isEmpty ? [] : [Value.Field("severity", .strings(severities))]
    if codeScanning { scan.append(.init("code-scanning", .boolean(true))) }
    if !scan.isEmpty { fields.append(.init("scan", .mapping(scan))) }
    if let sign { fields.append(.init("sign", .string(sign))) }
    if attests { fields.append(.init("attest", .string("always"))) }
    if let provenance { fields.append(.init("provenance", .string(provenance))) }
    if let sbom { fields.append(.init("sbom", .boolean(sbom))) }
    if !bots.isEmpty { fields.append(.init("bots", .strings(bots))) }
    return fields
  }
}

/// Reads a workflow: the jobs that build images, each of whose steps is graded.
struct WorkflowImport {
  private(set) var findings: [ImportFinding] = []
  /// No job of it builds an image.
  var isAboutImages: Bool { !findings.isEmpty }
  private(set) var facts: WorkflowFacts
  /// `owner/name` on GitHub; nil where it is not known.
  private let repository: String?
  /// Literal variables of the workflow and of the job that is read.
  private var environment: [String: String] = [:]

  init(_ node: Node, repository: String?, facts: WorkflowFacts) {
    (self.repository, self.facts) = (repository, facts)
    for job in node["jobs"]?.entries ?? [] {
      let steps = job.value["steps"]?.items ?? []
      environment = [:]
      for entry in (node["env"]?.entries ?? []) + (job.value["env"]?.entries ?? []) {
        environment[entry.key.value] = entry.value.text
      }
      if let workflow = job.value["uses"]?.text {
        if job.value["with"].map({ Self.namesImages($0) }) == true {
          add(
            job.key.value, job.key.range, .missing("it calls the workflow '\(workflow.printable)', which is not read"))
        }
      } else if steps.contains(where: { Self.builds($0) }) {
        for step in steps { read(step) }
      }
    }
    guard isAboutImages, self.facts.branch == nil else { return }
    let branches = node["on"]?["push"]?["branches"]
    self.facts.branch = (branches?.texts ?? []).first { name in
      isImagePath(name) && !name.contains("@") && !name.contains("+") && !name.hasPrefix("/") && !name.hasPrefix(".")
        && !name.hasSuffix("/") && !name.contains("//") && !name.contains("/.")
        && name.utf8.allSatisfy { $0 < 0x80 }
    }
  }

  private static func namesImages(_ with: Node) -> Bool {
    with.entries.contains { $0.key.value.hasPrefix("image") || $0.key.value.hasPrefix("docker") }
  }

  private static func builds(_ step: Node) -> Bool {
    let action = action(step)
    if action.hasSuffix("build-push-action") || action.hasSuffix("bake-action") || action.hasSuffix("/build-push") {
      return true
    }
    return buildsByCommand(step["run"]?.text ?? "")
  }

  private static func buildsByCommand(_ script: String) -> Bool {
    ["docker build", "docker buildx build", "docker buildx bake", "docker compose build", "docker-compose build"]
      .contains { script.contains($0) }
  }

  /// `docker/login-action` of `docker/login-action@v3`; empty where the step is a command.
  private static func action(_ step: Node) -> String { String((step["uses"]?.text ?? "").prefix { $0 != "@" }) }

  private mutating func add(_ what: String, _ range: SourceRange, _ outcome: Outcome) {
    findings.append(ImportFinding(what: what, range: range, grade: outcome.grade, reason: outcome.reason))
  }

  private mutating func read(_ step: Node) {
    let action = Self.action(step)
    let name = step["name"]?.text ?? (action.isEmpty ? "a command" : action)
    add(name, step.range, action.isEmpty ? command(step["run"]?.text ?? "") : outcome(of: action, step["with"]))
  }

  private mutating func outcome(of action: String, _ with: Node?) -> Outcome {
    switch action {
    case "actions/checkout", "docker/setup-buildx-action", "docker/setup-qemu-action": return .expressed
    case "docker/login-action": return login(with)
    case "docker/metadata-action":
      take(images: with?["images"]?.text)
      return with?["tags"] == nil ? .expressed : .expressed("tags are those of the generated workflow")
    case _ where action.hasSuffix("build-push-action") || action.hasSuffix("/build-push"): return build(with)
    case _ where action.hasSuffix("bake-action"): return .missing("what is in the file for 'bake' is not read")
    case "sigstore/cosign-installer":
      if facts.sign == nil { facts.sign = "keyless" }
      return .expressed
    case "actions/attest-build-provenance", "actions/attest":
      facts.attests = true
      return .expressed
    case "anchore/sbom-action", "actions/attest-sbom":
      facts.sbom = true
      return .expressed
    case "aquasecurity/trivy-action", "anchore/scan-action": return scan(with)
    case "github/codeql-action/upload-sarif":
      facts.codeScanning = true
      return .expressed
    case "actions/cache": return .expressed("the generated workflow keeps the builder's cache")
    default: return .missing("there is no key for '\(action.printable)'; an overlay can add the step")
    }
  }

  private mutating func command(_ script: String) -> Outcome {
    if script.contains("cosign sign") {
      guard !script.contains("--key") else { return .missing("write the path of the public key as 'sign: { key: … }'") }
      facts.sign = "keyless"
      return .expressed
    }
    if script.contains("cosign verify") { return .expressed }
    if Self.buildsByCommand(script) || script.contains("docker push") || script.contains("docker login") {
      let commands = script.split(whereSeparator: \.isNewline).filter {
        !$0.trimmed.isEmpty && !$0.trimmed.hasPrefix("#")
      }
      let others = commands.filter { !$0.contains("docker") && !$0.trimmed.hasPrefix("-") }
      return others.isEmpty
        ? .expressed("images are built and pushed by the generated workflow")
        : .missing("it does more than to build an image; an overlay can add the rest")
    }
    return .missing("it is a command of this workflow's own; an overlay can add the step")
  }

  private mutating func login(_ with: Node?) -> Outcome {
    let registry = with?["registry"]?.text.flatMap { literal($0) } ?? "docker.io"
    guard registry != "ghcr.io", with?["registry"] != nil || facts.registry == nil else { return .expressed }
    return .expressed("the generated workflow logs in to the registry of the workspace alone")
  }

  private mutating func build(_ with: Node?) -> Outcome {
    for line in (with?["tags"]?.text ?? "").split(whereSeparator: { $0.isNewline || $0 == "," }) {
      take(images: String(line.trimmed))
    }
    let platforms = with?["platforms"]?.text.flatMap { literal($0) } ?? ""
    facts.platforms += platforms.split { $0 == "," || $0.isWhitespace }.map(String.init)
    switch with?["provenance"]?.text {
    case "false"?: facts.provenance = "none"
    case "true"?, "mode=min"?: facts.provenance = "min"
    case "mode=max"?: facts.provenance = "max"
    default: break
    }
    if let sbom = with?["sbom"]?.text { facts.sbom = sbom != "false" }
    let known: Set<String> = [
      "context", "file", "push", "load", "tags", "labels", "platforms", "provenance", "sbom", "cache-from", "cache-to",
      "target", "builder", "pull", "no-cache", "annotations", "github-token",
    ]
    let others = (with?.entries ?? []).map(\.key.value).filter { !known.contains($0) }
    if others.contains("build-args") {
      return .missing(
        "'build-args' are 'args' of the service's build, and what a workflow supplies is a variable of the repository")
    }
    guard let other = others.first else { return .expressed }
    return .missing("'\(other.printable)' has no key; an overlay can change the step")
  }

  private mutating func scan(_ with: Node?) -> Outcome {
    let severities = (with?["severity"]?.text ?? with?["severity-cutoff"]?.text ?? "").lowercased()
      .split { $0 == "," || $0 == " " }.map(String.init)
    let known = Severity.allCases.map(\.rawValue)
    facts.severities = (facts.severities + severities.filter(known.contains)).distinct
    return .expressed
  }

  /// Takes the registry of the first name of an image that is known.
  private mutating func take(images text: String?) {
    for line in (text ?? "").split(whereSeparator: { $0.isNewline || $0 == "," }) where facts.registry == nil {
      let name = line.trimmed.hasPrefix("name=") ? line.trimmed.dropFirst(5) : line.trimmed
      guard let image = literal(String(name)) else { continue }
      // A name on Docker Hub has no host.
      guard let reference = try? ImageReference(parsing: image.lowercased()) else { continue }
      let path = reference.repository.split(separator: "/").dropLast()
      guard path.count > 1, path.last != "library" else { continue }
      facts.registry = path.joined(separator: "/")
    }
  }

  /// A text with the expressions that are known; nil where one is not.
  private func literal(_ text: String) -> String? {
    var (result, rest) = ("", text[...])
    while let start = rest.firstRange(of: "${{") {
      result += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstRange(of: "}}") else { return nil }
      let expression = rest[start.upperBound..<end.lowerBound].trimmed
      let owner = repository?.split(separator: "/").first.map(String.init)
      let value: String? =
        switch expression {
        case "github.repository": repository
        case "github.repository_owner": owner
        case "github.event.repository.name": repository?.split(separator: "/").last.map(String.init)
        // What stands behind the name of an image matters to nobody here.
        case _ where result.contains(":"): "x"
        case _ where expression.hasPrefix("env."):
          environment[String(expression.dropFirst(4))].flatMap { $0.contains("${{") ? nil : $0 }
        default: nil
        }
      guard let value else { return nil }
      result += value
      rest = rest[end.upperBound...]
    }
    return result + rest
  }
}

extension Importing {
  /// Takes over what a workflow says of images.
  mutating func workflow(_ path: String) {
    guard let file = tree.files[path], !isGenerated(path) else { return }
    let id = result.sources.add(file)
    var diagnostics: [Diagnostic] = []
    guard let node = Parser.parse(id, in: result.sources, takingMergeKeys: true, diagnostics: &diagnostics) else {
      result.diagnostics += diagnostics
      return
    }
    let workflow = WorkflowImport(node, repository: githubRemote(in: tree), facts: ci)
    guard workflow.isAboutImages else {
      lines.append("\(path): builds no image, and is left alone")
      return
    }
    ci = workflow.facts
    lines.append("\(path): \(workflow.findings.count) steps of jobs that build images")
    for finding in workflow.findings {
      result.figures.steps[finding.grade, default: 0] += 1
      if finding.reason != nil { report(finding, of: nil) }
    }
  }

  /// Takes over which bots move versions.
  mutating func bots() {
    let files = [
      ("dependabot", [".github/dependabot.yml", ".github/dependabot.yaml"]),
      ("renovate", ["renovate.json", ".github/renovate.json", ".renovaterc", ".renovaterc.json", "renovate.json5"]),
    ]
    for (bot, paths) in files {
      guard let path = paths.first(where: { tree.files[$0] != nil }) else { continue }
      ci.bots.append(bot)
      lines.append(
        "\(path): '\(bot)' is told of what is generated; 'generate' writes its settings, so move these aside")
    }
  }
}
