package import Diagnostics

/// A language template: how a service of that language is built and developed. A file of templates/languages.
package struct LanguageTemplate: MappingDecodable {
  package static let noun = "language template"
  package private(set) var name: Located<String>
  /// Names of languages that are built in the same way.
  package let aliases: [Located<String>]
  package let description: Located<String>
  package let options: [OptionDeclaration]
  package let developmentOptions: [OptionDeclaration]
  package let build: BuildTemplate
  package let detection: DetectionTemplate?

  package init?(_ keys: inout Keys) {
    let name = keys.required("template", .name, "Name that a spec's 'build' gives")
    aliases = keys.list("aliases", of: .name, "Names of languages that are built in the same way")
    let description = keys.required("description", .line, "What the template builds, in a line")
    options = keys.list(
      "options", of: .mapping(OptionDeclaration.self), "Keys that a spec may write under the template's name"
    ).map(\.value)
    let build = BuildTemplate(&keys)
    developmentOptions = build?.development?.options ?? []
    detection =
      keys.optional("detect", .mapping(DetectionTemplate.self), "How a service of the language is told")?
      .value
    guard let name, let description, let build else { return nil }
    (self.name, self.description, self.build) = (name, description, build)
    for fact in (detection?.options ?? []) + (detection?.programs ?? []) { checkOptions(fact, &keys) }
  }

  /// What a file tells is an option of the template, and one of its values.
  private func checkOptions(_ fact: Fact, _ keys: inout Keys) {
    for entry in fact.values where ![Fact.service, Fact.port].contains(entry.key.value) {
      guard let option = options.first(where: { $0.name.value == entry.key.value }) else {
        keys.decoder.diagnostics.append(
          .init(
            .unknownReference, "no option '\(entry.key.value.printable)'", at: entry.key.range,
            unknown: entry.key.value, among: options.map(\.name.value)))
        continue
      }
      if let names = option.kind.names, !names.contains(entry.value.value), !entry.value.value.contains("${") {
        keys.decoder.diagnostics.append(
          .init(
            .unknownReference, "'\(option.name.value)' is never '\(entry.value.value.printable)'",
            at: entry.value.range,
            unknown: entry.value.value, among: names))
      }
    }
  }

  /// The same under each of its names.
  package var named: [LanguageTemplate] {
    [self]
      + aliases.map { alias in
        var template = self
        template.name = alias
        return template
      }
  }
}

/// A folder in a container.
package struct FolderTemplate: MappingDecodable {
  package static let noun = "folder"
  package let path: Located<Text>
  package let condition: Located<Condition>?

  package init?(_ keys: inout Keys) {
    let path = keys.required("path", .textLine(of: .imagePath), "The folder")
    condition = keys.optional("when", .condition, "When it is there")
    guard let path else { return nil }
    self.path = path
  }

  init(path: Located<String>) {
    self.path = path.map { Text(literal: $0) }
    condition = nil
  }
}

/// An image that stages of a template may start from or copy from.
package struct TemplateImage: MappingDecodable {
  package static let noun = "image"
  package let name: Located<String>
  package let reference: Located<Text>
  package let condition: Located<Condition>?

  package init?(_ keys: inout Keys) {
    let name = keys.required("name", .name, "Name that stages give")
    let reference = keys.required("image", .text, "Name of the image; options may be referred to")
    condition = keys.optional("when", .condition, "When the image is used")
    guard let name, let reference else { return nil }
    (self.name, self.reference) = (name, reference)
  }

  init(name: Located<String>, reference: Located<Text>) {
    (self.name, self.reference) = (name, reference)
    condition = nil
  }
}

/// One stage of a Dockerfile.
package struct StageTemplate: MappingDecodable {
  package static let noun = "stage"
  package enum Runner: Sendable { case buildPlatform, targetPlatform }

  package let name: Located<String>
  /// An image of the template, or a stage before this one.
  package let base: Located<String>
  package let runsOn: Located<Runner>?
  /// There is one such stage a platform, and `from` this stage means that of the platform built for.
  package let isPerPlatform: Bool
  /// What it makes is the same for all platforms: texts, byte code.
  package let isPortable: Bool
  package let condition: Located<Condition>?
  package let steps: [Located<StepTemplate>]

  package init?(_ keys: inout Keys) {
    let name = keys.required("stage", .name, "Name of the stage")
    let base = keys.required("from", .name, "An image, an earlier stage, or scratch")
    runsOn = keys.optional(
      "runs-on", .choice([("build-platform", .buildPlatform), ("target-platform", .targetPlatform)]),
      "Platform that the stage's programs run on; a cross-compiler runs on the build platform")
    isPerPlatform = keys.optional("per-platform", .boolean, "One such stage for each platform")?.value ?? false
    isPortable =
      keys.optional("portable", .boolean, "What it makes is the same for all platforms: texts, byte code")?.value
      ?? false
    condition = keys.optional("when", .condition, "When the stage is there")
    steps = keys.list("steps", of: .mapping(StepTemplate.self), "What the stage does")
    guard let name, let base else { return nil }
    (self.name, self.base) = (name, base)
  }

  init(name: Located<String>, base: Located<String>, steps: [Located<StepTemplate>]) {
    (self.name, self.base, self.steps) = (name, base, steps)
    (runsOn, isPerPlatform, isPortable, condition) = (nil, false, false, nil)
  }
}

/// The development image and how compose runs it.
package struct DevelopmentTemplate: MappingDecodable {
  package static let noun = "development"
  package let options: [OptionDeclaration]
  package let base: Located<String>
  /// Folder of the source in builds and in development; what is shared keeps its place beside the service's below it.
  package let workingDirectory: Located<String>
  package let steps: [Located<StepTemplate>]
  package let command: [CommandAlternative]
  package let environment: [Entry<Text>]
  /// Named volumes that keep caches and outputs out of the mounted source.
  package let volumes: [Entry<Text>]
  /// Files whose change needs a new image.
  package let rebuildOn: [Located<String>]
  /// The command watches the source itself; otherwise compose restarts it.
  package let reloadsItself: Located<Condition>?

  package init?(_ keys: inout Keys) {
    // A spec has no options: what it would make of them it can write in place.
    options =
      keys.decoder.isOfTemplate
      ? keys.list("options", of: .mapping(OptionDeclaration.self), "Keys that a spec may write under 'dev'").map(
        \.value) : []
    let base = keys.required("from", .name, "An image, or a stage of the production image")
    let directory = keys.required(
      "workdir", .imagePath, "Folder of the source, which is mounted there; with shared inputs, of the workspace's tree"
    )
    steps = keys.list("steps", of: .mapping(StepTemplate.self), "What the image is made of, besides the source")
    command =
      keys.optional(
        "command", keys.decoder.isOfTemplate ? .command : .oneCommand, "Builds and starts the service from source")?
      .value ?? []
    environment = keys.optional("env", .map(.variable, to: .text), "Environment in development")?.value ?? []
    volumes =
      keys.optional(
        "volumes", .map(.name, to: .textLine(of: .imagePath)), "Named volumes and where they are mounted")?.value ?? []
    rebuildOn = keys.list("rebuild-on", of: .pattern, "Files of the service whose change needs a new image")
    reloadsItself = keys.optional("reloads-itself", .condition, "When the command watches the source itself")
    guard let base, let directory else { return nil }
    (self.base, self.workingDirectory) = (base, directory)
  }
}
