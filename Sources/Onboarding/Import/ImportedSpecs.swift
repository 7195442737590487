package import Diagnostics
import Driver
import Spec
import YAML

/// The specs that Dockerfiles and compose files come to, and what they do not say.
package struct ImportedSpecs: Sendable {
  package internal(set) var files: [SourceFile] = []
  /// What came of each file, and what of it is not carried over.
  package internal(set) var report = ""
  package internal(set) var figures = Figures()
  package internal(set) var diagnostics: [Diagnostic] = []
  package internal(set) var sources = SourceMap()

  package struct Figures: Sendable {
    package var dockerfiles = 0
    /// Those of which nothing is missing.
    package var wholeDockerfiles = 0
    package var instructions: [Grade: Int] = [:]
    package var services = 0
    /// Services of compose files that are a resource or have a spec.
    package var carriedServices = 0
    /// Those of which no key is missing.
    package var wholeServices = 0
    /// Keys of those that are carried over.
    package var keys: [Grade: Int] = [:]
    /// Steps of jobs that build images.
    package var steps: [Grade: Int] = [:]
  }
}

extension ImportedSpecs.Figures {
  package var text: String {
    var lines = [
      "\(wholeDockerfiles) of \(dockerfiles) Dockerfiles carried over whole; instructions: \(text(instructions))",
      "\(carriedServices) of \(services) services of compose files carried over, \(wholeServices) whole; keys: "
        + text(keys),
    ]
    if !steps.isEmpty { lines.append("steps of jobs that build images: \(text(steps))") }
    return lines.map { $0 + "\n" }.joined()
  }

  private func text(_ counts: [Grade: Int]) -> String {
    "\(counts[.expressed] ?? 0) expressed, \(counts[.raw] ?? 0) raw, \(counts[.missing] ?? 0) not"
  }
}

extension ImportedSpecs {
  /// The files of which the contents are asked for.
  package static let filesToRead = [
    "Dockerfile", "Dockerfile.*", "Dockerfile-*", "*.Dockerfile", "*.dockerfile", "compose*.yaml", "compose*.yml",
    "docker-compose*.yaml", "docker-compose*.yml", ".env", "renovate.json", "renovate.json5", ".renovaterc",
    ".renovaterc.json",
  ]

  /// Folders and files that are hidden, and read.
  package static let hidden = [
    ".github/workflows", ".github/dependabot.yml", ".github/dependabot.yaml", ".github/renovate.json",
  ]

  /// Imports what a tree holds; `folder` is the name of its root.
  package init?(of tree: SourceTree, folder: String) {
    guard let library = TemplateLibrary.embedded else { return nil }
    var importing = Importing(tree: tree, library: library, root: serviceName(folder) ?? "workspace")
    let paths = tree.files.keys.sorted()
    // The shortest name is that of the file which others of its folder add to.
    let composed = paths.filter(isCompose).sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    for path in composed { importing.compose(path) }
    for path in paths where isDockerfile(path) { importing.dockerfile(path) }
    for path in paths where isWorkflow(path) { importing.workflow(path) }
    importing.bots()
    importing.finish()
    self = importing.result
  }
}

func fileName(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

private func isCompose(_ path: String) -> Bool {
  let name = fileName(path)
  return (name.hasPrefix("compose") || name.hasPrefix("docker-compose"))
    && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
}

private func isWorkflow(_ path: String) -> Bool {
  parentFolder(path) == ".github/workflows" && (path.hasSuffix(".yaml") || path.hasSuffix(".yml"))
}

private func isDockerfile(_ path: String) -> Bool {
  let name = fileName(path)
  if name.hasSuffix(".dockerignore") { return false }
  return name.hasPrefix("Dockerfile") || name.lowercased().hasSuffix(".dockerfile")
}
