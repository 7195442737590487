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
  }
}

extension ImportedSpecs.Figures {
  package var text: String {
    let grades =
      "\(instructions[.expressed] ?? 0) expressed, \(instructions[.raw] ?? 0) raw, \(instructions[.missing] ?? 0) not"
    return """
      \(wholeDockerfiles) of \(dockerfiles) Dockerfiles carried over whole; instructions: \(grades)
      \(carriedServices) of \(services) services of compose files carried over, \(wholeServices) whole

      """
  }
}

extension ImportedSpecs {
  /// The files of which the contents are asked for.
  package static let filesToRead = [
    "Dockerfile", "Dockerfile.*", "Dockerfile-*", "*.Dockerfile", "*.dockerfile", "compose*.yaml", "compose*.yml",
    "docker-compose*.yaml", "docker-compose*.yml",
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

private func isDockerfile(_ path: String) -> Bool {
  let name = fileName(path)
  if name.hasSuffix(".dockerignore") { return false }
  return name.hasPrefix("Dockerfile") || name.lowercased().hasSuffix(".dockerfile")
}
