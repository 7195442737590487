package import Diagnostics

/// A language template: how a service of that language is built and developed. A file of templates/languages.
package struct LanguageTemplate: MappingDecodable {
  package static let noun = "language template"
  package let name: Located<String>
  package let description: Located<String>
  package let options: [OptionDeclaration]
  package let developmentOptions: [OptionDeclaration]
  package let images: [TemplateImage]
  /// The command that starts the service: the image's ENTRYPOINT.
  package let program: [Located<Text>]
  /// Patterns, relative to the service's folder, of what builds do not need.
  package let ignore: [Located<String>]
  package let production: [StageTemplate]
  package let development: DevelopmentTemplate

  package init?(_ keys: inout Keys) {
    let name = keys.required("template", .name, "Name that a spec's 'build' gives")
    let description = keys.required("description", .line, "What the template builds, in a line")
    options = keys.list(
      "options", of: .mapping(OptionDeclaration.self), "Keys that a spec may write under the template's name"
    ).map(\.value)
    images = keys.list("images", of: .mapping(TemplateImage.self), "Images that stages start from").map(\.value)
    program = keys.list("program", of: .text, "The command that starts the service")
    ignore = keys.list("ignore", of: .string, "What a build does not need, relative to the service's folder")
    production = keys.list("production", of: .mapping(StageTemplate.self), "Stages of the production image").map(
      \.value)
    let development = keys.required("development", .mapping(DevelopmentTemplate.self), "The development image")
    developmentOptions = development?.value.options ?? []
    guard let name, let description, let development else { return nil }
    (self.name, self.description, self.development) = (name, description, development.value)
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
  package let steps: [Located<StepTemplate>]

  package init?(_ keys: inout Keys) {
    let name = keys.required("stage", .name, "Name of the stage")
    let base = keys.required("from", .name, "Image of the template, or an earlier stage")
    runsOn = keys.optional(
      "runs-on", .choice([("build-platform", .buildPlatform), ("target-platform", .targetPlatform)]),
      "Platform that the stage's programs run on; a cross-compiler runs on the build platform")
    isPerPlatform = keys.optional("per-platform", .boolean, "One such stage for each platform")?.value ?? false
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
  package let workingDirectory: Located<String>
  package let steps: [Located<StepTemplate>]
  package let command: [Located<Text>]
  package let environment: [Entry<Text>]
  /// Named volumes that keep caches and outputs out of the mounted source.
  package let volumes: [Entry<String>]
  /// Files whose change needs a new image.
  package let rebuildOn: [Located<String>]
  /// The command watches the source itself; otherwise compose restarts it.
  package let reloadsItself: Bool

  package init?(_ keys: inout Keys) {
    options = keys.list("options", of: .mapping(OptionDeclaration.self), "Keys that a spec may write under 'dev'").map(
      \.value)
    let base = keys.required("from", .name, "Image of the template")
    let directory = keys.required("workdir", .line, "Where the source is mounted")
    steps = keys.list("steps", of: .mapping(StepTemplate.self), "What the image is made of, besides the source")
    command = keys.list("command", of: .text, "Builds and starts the service from source")
    environment = keys.optional("env", .map(.variable, to: .text), "Environment in development")?.value ?? []
    volumes = keys.optional("volumes", .map(.name, to: .line), "Named volumes and where they are mounted")?.value ?? []
    rebuildOn = keys.list("rebuild-on", of: .pattern, "Files of the service whose change needs a new image")
    reloadsItself = keys.optional("reloads-itself", .boolean, "The command watches the source itself")?.value ?? false
    guard let base, let directory else { return nil }
    (self.base, self.workingDirectory) = (base, directory)
  }
}
