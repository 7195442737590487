import Diagnostics
package import IR

/// Where generated files are, relative to the workspace root. Artifacts name each other through this.
package struct Layout: Sendable {
  private let output, github: String

  fileprivate init(_ workspace: WorkspacePlan) {
    output = workspace.output.value.isEmpty ? "" : workspace.output.value + "/"
    github = workspace.github.value.isEmpty ? "" : workspace.github.value + "/"
  }

  /// Where it is generated, or where people write it.
  package func dockerfile(of service: ServicePlan) -> String {
    service.image?.production.file?.path.value ?? generatedDockerfile(of: service)
  }

  /// That of production where its image does for development.
  package func developmentDockerfile(of service: ServicePlan) -> String {
    guard let development = service.image?.development else { return dockerfile(of: service) }
    return development.file?.path.value ?? generatedDockerfile(of: service) + ".dev"
  }

  private func generatedDockerfile(of service: ServicePlan) -> String {
    "\(output)services/\(service.target?.service ?? service.name.value)/Dockerfile"
  }
  package func record(of service: ServicePlan) -> String { "\(folders.records)\(service.name.value).yaml" }
  /// Of what all services have in common.
  package var record: String { output + "plan.yaml" }
  package var rootIgnore: String { output + ".dockerignore" }
  package var makefile: String { output + "Makefile" }
  package var compose: String { output + "compose.yaml" }
  package var developmentCompose: String { output + "compose.dev.yaml" }
  package var containersWorkflow: String { github + ".github/workflows/containers.yml" }
  package func containersWorkflow(of service: ServicePlan) -> String {
    "\(github).github/workflows/containers-\(service.name.value).yml"
  }
  package var securityWorkflow: String { github + ".github/workflows/container-security.yml" }
  package var driftWorkflow: String { github + ".github/workflows/spec-drift.yml" }
  package var dependabot: String { github + ".github/dependabot.yml" }
  package var renovate: String { github + ".github/renovate.json5" }
  package var guide: String { github + ".github/CONTAINER-BUILD.md" }

  /// Folders whose files may be ours: where orphans are looked for.
  package var folders: GeneratedFolders { GeneratedFolders(output: output, github: github) }

  /// The service whose record is at `path`; nil where that is no record of a service.
  package func service(ofRecordAt path: String) -> String? {
    guard path.hasPrefix(folders.records), path.hasSuffix(".yaml") else { return nil }
    return String(path.dropFirst(folders.records.count).dropLast(".yaml".count))
  }

  /// The one service that the generated file at `path` is about; nil where it is about all of them.
  package func service(ofFileAt path: String) -> String? {
    guard path.hasPrefix(folders.services) else { return service(ofRecordAt: path) }
    return path.dropFirst(folders.services.count).split(separator: "/").first.map(String.init)
  }

  /// The folders that hold all generated files.
  var attributesFolders: (output: String, github: String) { (output, github + ".github/") }

  /// `path` with '*' for the name of the service that it is about.
  func pattern(for path: String) -> String {
    if service(ofRecordAt: path) != nil { return "\(folders.records)*.yaml" }
    guard path.hasPrefix(folders.services), let slash = path.lastIndex(of: "/") else { return path }
    return "\(folders.services)*\(path[slash...])"
  }

  /// Patterns of generated files, from the root: that of the output folder, and of each of `paths` that is not in it.
  func patterns(for paths: [String]) -> [String] {
    let outside = output.isEmpty ? paths : paths.filter { !$0.hasPrefix(output) }
    return (output.isEmpty ? [] : [output + "**"]) + Set(outside.map { pattern(for: $0) }).sorted()
  }

  /// The way from the folder of the compose files back to the workspace root: '.' or '..' as often as needed.
  package var rootFromOutput: String {
    let depth = output.split(separator: "/").count
    return depth == 0 ? "." : Array(repeating: "..", count: depth).joined(separator: "/")
  }
}

/// The folders of generated files, relative to the workspace root, each with a slash at its end if it is not the root.
package struct GeneratedFolders: Sendable {
  package let output: String
  /// The `.github` folder and those in it.
  package let github: [String]
  /// Holds a folder for each service.
  package let services: String
  /// Holds the record of each service; beside the folders of services, and so in no service's source.
  package let records: String

  package init(output: String, github: String) {
    self.output = output
    self.github = [github + ".github/", github + ".github/workflows/"]
    services = output + "services/"
    records = output + "plan/"
  }

  /// Folders that hold generated files themselves.
  package var flat: [String] { [output, records] + github }
}

extension BuildPlan {
  package var layout: Layout { Layout(workspace) }
}
