package import Diagnostics
import YAML

/// How much of something a spec says.
package enum Grade: String, CaseIterable, Sendable {
  /// In keys of its own.
  case expressed
  /// As lines for a shell, in a step.
  case raw
  /// Not at all.
  case missing
}

/// An instruction or a key that was imported, and what came of it.
package struct ImportFinding: Sendable {
  package let what: String
  package let range: SourceRange
  package let grade: Grade
  /// What could not be said, or is said otherwise; nil where there is nothing to say.
  package let reason: String?
}

/// What a Dockerfile comes to as stages of a spec.
struct ImportedBuild {
  struct Image {
    let name, reference: String
    /// Facts of an image that the table does not know; nil where it does.
    let facts: Value?
  }

  struct Stage {
    let name: String
    let base: String
    var runsOnBuildPlatform = false
    /// It refers to the platform built for.
    var isTargeted = false
    var steps: [Value.Item] = []
    /// Stages and images that it starts or copies from.
    var uses: [String] = []
    /// The line of its FROM.
    let range: SourceRange
  }

  var images: [Image] = []
  var arguments: [(name: String, standard: String?)] = []
  var stages: [Stage] = []
  var program: [String] = []
  var programArguments: [String] = []
  var ports: [ComposedService.Port] = []
  /// Named volumes and folders in memory, by where they are mounted.
  var volumes: [(name: String, path: String)] = []
  var temporaryFolders: [String] = []
  /// Folders that VOLUME names.
  var declaredVolumes: [String] = []
  /// Paths of the build context that stages copy.
  var copied: Set<String> = []
  /// It is an image of others, to which nothing is added.
  var isOfOthers = false
  var needsInit = false
  var environment: [String: ExpandedText] = [:]
  /// The user of the last stage; nil where nothing names one.
  var user: (id: Int, remark: String?)?
  var health: ImportedHealth?
  var labels: [(name: String, value: String)] = []
  var platforms: [String] = []
  /// Programs that the image of the last stage is known to have.
  var tools: [String] = []
  var findings: [ImportFinding] = []
}

/// A health check, or none.
struct ImportedHealth {
  /// Empty where there is none.
  var command: [String] = []
  var timing: [Value.Field] = []

  /// What stands under 'health'. A program that the image is not known to have is started by its shell.
  func value(_ tools: [String]) -> Value {
    guard let first = command.first else { return .string("none") }
    let name = first.split(separator: "/").last.map(String.init) ?? first
    let isKnown = tools.contains(first) || tools.contains(name) || !tools.contains("sh")
    let words = isKnown ? command : ["/bin/sh", "-c", command.map(shellQuoted).joined(separator: " ")]
    return .mapping([Value.Field("command", .strings(words))] + timing)
  }
}

/// A word as a shell reads it back.
private func shellQuoted(_ word: String) -> String {
  let isPlain =
    !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=@%+,".contains($0)) }
  return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}

/// A literal text as it stands in a spec, where '${' begins a reference.
func specText(_ text: String) -> String { text.replacing("${", with: "$${") }

extension ImportedBuild {
  /// What stands under 'build'.
  var value: Value {
    var fields: [Value.Field] = []
    let used = Set(stages.flatMap(\.uses))
    let images = images.filter { used.contains($0.name) }
    if !images.isEmpty {
      fields.append(.init("images", .mapping(images.map { .init($0.name, .string($0.reference)) })))
    }
    let facts = images.compactMap(\.facts)
    if !facts.isEmpty {
      let comment = ["What the image table does not know of them; look whether it is so."]
      fields.append(.init("image-facts", .sequence(facts.map { .init($0) }), comment: comment))
    }
    if !arguments.isEmpty {
      fields.append(
        .init(
          "args",
          .sequence(
            arguments.map { argument in
              let standard = argument.standard.map { [Value.Field("default", .string($0))] } ?? []
              return .init(.mapping([.init("arg", .string(argument.name))] + standard))
            })))
    }
    if !program.isEmpty { fields.append(.init("program", .strings(program.map(specText)))) }
    if !programArguments.isEmpty { fields.append(.init("arguments", .strings(programArguments.map(specText)))) }
    if needsInit { fields.append(.init("init", .boolean(true))) }
    fields.append(.init("stages", .sequence(stages.map { .init($0.value) })))
    return .mapping([.init("custom", .mapping(fields))])
  }

  /// Without the stages that the last one needs nothing of; their names.
  mutating func dropUnused() -> [(name: String, range: SourceRange)] {
    var needed: Set<String> = []
    var kept: [Stage] = []
    for (index, stage) in stages.enumerated().reversed() {
      if index == stages.count - 1 || needed.contains(stage.name) {
        needed.formUnion(stage.uses)
        kept.insert(stage, at: 0)
      }
    }
    let dropped = stages.filter { stage in !kept.contains { $0.name == stage.name } }
    stages = kept
    return dropped.map { ($0.name, $0.range) }
  }
}

extension ImportedBuild.Stage {
  fileprivate var value: Value {
    var fields = [Value.Field("stage", .string(name)), .init("from", .string(base))]
    if runsOnBuildPlatform {
      fields.append(.init("runs-on", .string("build-platform")))
      // It says nothing of the platform built for, so what it makes is for all of them.
      if !isTargeted { fields.append(.init("portable", .boolean(true))) }
    }
    if !steps.isEmpty { fields.append(.init("steps", .sequence(steps))) }
    return .mapping(fields)
  }
}
