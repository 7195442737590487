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
  package let images: [TemplateImage]
  /// What is known of those images, beside the table of images.
  package let imageFacts: [ImageFacts]
  /// Where the program listens if a spec does not say.
  package let port: Located<Int>?
  /// The command that starts the service: the image's ENTRYPOINT.
  package let program: [CommandAlternative]
  /// What the program is started with, where whoever runs it says nothing else: the image's CMD.
  package let arguments: [Located<Text>]
  /// The program answers HTTP at its port; nil where it does.
  package let speaksHTTP: Located<Condition>?
  /// The program neither heeds signals nor ends children as the first process; an init does it instead.
  package let needsInit: Located<Condition>?
  /// Folders that the program writes to, in memory.
  package let temporaryFolders: [FolderTemplate]
  /// Patterns, relative to the service's folder, of what builds do not need.
  package let ignore: [Located<String>]
  package let production: [StageTemplate]
  package let development: DevelopmentTemplate
  package let detection: DetectionTemplate?

  package init?(_ keys: inout Keys) {
    let name = keys.required("template", .name, "Name that a spec's 'build' gives")
    aliases = keys.list("aliases", of: .name, "Names of languages that are built in the same way")
    let description = keys.required("description", .line, "What the template builds, in a line")
    options = keys.list(
      "options", of: .mapping(OptionDeclaration.self), "Keys that a spec may write under the template's name"
    ).map(\.value)
    images = keys.list("images", of: .mapping(TemplateImage.self), "Images that stages start from").map(\.value)
    imageFacts = keys.list(
      "image-facts", of: .mapping(ImageFacts.self), "What is known of them, beside the image table"
    ).map(\.value)
    port = keys.optional("port", .port, "Port that it listens on where a spec does not say")
    let program = keys.required("program", .command, "The command that starts the service")
    arguments = keys.list("arguments", of: .text, "What it is started with, where whoever runs it says nothing else")
    speaksHTTP = keys.optional("speaks-http", .condition, "When it answers HTTP at that port; always, if not written")
    needsInit = keys.optional(
      "init", .condition, "When compose runs an init before it, because it does not do as the first process")
    temporaryFolders = keys.list("tmpfs", of: .mapping(FolderTemplate.self), "Folders that it writes to, in memory")
      .map(\.value)
    ignore = keys.list("ignore", of: .string, "What a build does not need, relative to the service's folder")
    production = keys.list("production", of: .mapping(StageTemplate.self), "Stages of the production image").map(
      \.value)
    let development = keys.required("development", .mapping(DevelopmentTemplate.self), "The development image")
    developmentOptions = development?.value.options ?? []
    detection =
      keys.optional("detect", .mapping(DetectionTemplate.self), "How a service of the language is told")?
      .value
    guard let name, let description, let program, let development else { return nil }
    (self.name, self.description, self.program) = (name, description, program.value)
    self.development = development.value
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
    let path = keys.required("path", .textLine, "The folder")
    condition = keys.optional("when", .condition, "When it is there")
    guard let path else { return nil }
    self.path = path
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
  package let condition: Located<Condition>?
  package let steps: [Located<StepTemplate>]

  package init?(_ keys: inout Keys) {
    let name = keys.required("stage", .name, "Name of the stage")
    let base = keys.required("from", .name, "Image of the template, or an earlier stage")
    runsOn = keys.optional(
      "runs-on", .choice([("build-platform", .buildPlatform), ("target-platform", .targetPlatform)]),
      "Platform that the stage's programs run on; a cross-compiler runs on the build platform")
    isPerPlatform = keys.optional("per-platform", .boolean, "One such stage for each platform")?.value ?? false
    condition = keys.optional("when", .condition, "When the stage is there")
    steps = keys.list("steps", of: .mapping(StepTemplate.self), "What the stage does")
    guard let name, let base else { return nil }
    (self.name, self.base) = (name, base)
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
    options = keys.list("options", of: .mapping(OptionDeclaration.self), "Keys that a spec may write under 'dev'").map(
      \.value)
    let base = keys.required("from", .name, "Image of the template")
    let directory = keys.required(
      "workdir", .line, "Folder of the source, which is mounted there; with shared inputs, of the workspace's tree")
    steps = keys.list("steps", of: .mapping(StepTemplate.self), "What the image is made of, besides the source")
    command = keys.optional("command", .command, "Builds and starts the service from source")?.value ?? []
    environment = keys.optional("env", .map(.variable, to: .text), "Environment in development")?.value ?? []
    volumes =
      keys.optional("volumes", .map(.name, to: .textLine), "Named volumes and where they are mounted")?.value ?? []
    rebuildOn = keys.list("rebuild-on", of: .pattern, "Files of the service whose change needs a new image")
    reloadsItself = keys.optional("reloads-itself", .condition, "When the command watches the source itself")
    guard let base, let directory else { return nil }
    (self.base, self.workingDirectory) = (base, directory)
  }
}
