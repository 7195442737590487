package import Diagnostics

/// How a service is built and developed: what a language template says of it, and what a spec writes in place under
/// 'build: custom'.
package struct BuildTemplate: MappingDecodable {
  package static let noun = "custom build"
  package let images: [TemplateImage]
  /// What is known of those images, beside the table of images.
  package let imageFacts: [ImageFacts]
  /// What whoever builds supplies; no secret is among it.
  package let arguments: [ArgumentTemplate]
  /// Where the program listens if a spec does not say.
  package let port: Located<Int>?
  /// The command that starts the service: the image's ENTRYPOINT. nil where the last stage's image has its own.
  package let program: Located<[CommandAlternative]>?
  /// What the program is started with, where whoever runs it says nothing else: the image's CMD.
  package let programArguments: [Located<Text>]
  /// The program answers HTTP at its port; nil where it does.
  package let speaksHTTP: Located<Condition>?
  /// The program neither heeds signals nor ends children as the first process; an init does it instead.
  package let needsInit: Located<Condition>?
  /// Folders that the program writes to, in memory.
  package let temporaryFolders: [FolderTemplate]
  /// Patterns, relative to the service's folder, of what builds do not need.
  package let ignore: [Located<String>]
  package let production: [StageTemplate]
  /// nil where there is none, and the production image does for development.
  package let development: DevelopmentTemplate?

  package init?(_ keys: inout Keys) {
    let isOfTemplate = keys.decoder.isOfTemplate
    images =
      keys.optional(
        "images", isOfTemplate ? .listedImages : .namedImages, "Images that stages start from or copy from")?.value
      ?? []
    imageFacts = keys.list(
      "image-facts", of: .mapping(ImageFacts.self), "What is known of them, beside the image table"
    ).map(\.value)
    arguments = keys.list(
      "args", of: .mapping(ArgumentTemplate.self), "What whoever builds supplies, referred to as ${arg.NAME}"
    ).map(\.value)
    port = keys.optional("port", .port, "Port that it listens on where a spec does not say")
    let summary = "The command that starts the service"
    program =
      isOfTemplate
      ? keys.required("program", .command, summary)
      : keys.optional("program", .oneCommand, summary + ", if not the last stage's image has one")
    programArguments = keys.list(
      "arguments", of: .text, "What it is started with, where whoever runs it says nothing else")
    speaksHTTP = keys.optional("speaks-http", .condition, "When it answers HTTP at that port; always, if not written")
    needsInit = keys.optional(
      "init", .condition, "When compose runs an init before it, because it does not do as the first process")
    temporaryFolders = keys.list("tmpfs", of: .mapping(FolderTemplate.self), "Folders that it writes to, in memory")
      .map(\.value)
    ignore = keys.list("ignore", of: .line, "What a build does not need, relative to the service's folder")
    let stages = keys.required(
      isOfTemplate ? "production" : "stages", .list(of: .mapping(StageTemplate.self)),
      "Stages of the production image; the last one runs the service")
    let known =
      isOfTemplate
      ? keys.required("development", .mapping(DevelopmentTemplate.self), "The development image")
      : keys.optional(
        "development", .mapping(DevelopmentTemplate.self), "The development image; the production image if not written")
    development = known?.value
    guard let stages, !isOfTemplate || (program != nil && development != nil) else { return nil }
    production = stages.value.map(\.value)
  }
}

extension BuildTemplate {
  /// One stage, which starts from `image` and runs in production and in development.
  init(
    image: TemplateImage, imageFacts: [ImageFacts], program: Located<[CommandAlternative]>?,
    arguments: [Located<Text>], temporaryFolders: [FolderTemplate], stage: StageTemplate
  ) {
    (images, self.imageFacts, self.arguments) = ([image], imageFacts, [])
    (self.program, programArguments) = (program, arguments)
    (port, speaksHTTP, needsInit, ignore) = (nil, nil, nil, [])
    (self.temporaryFolders, production, development) = (temporaryFolders, [stage], nil)
  }
}

/// What whoever builds supplies to a build: a version, an address, a flag. It stays readable in the image's history.
package struct ArgumentTemplate: MappingDecodable {
  package static let noun = "argument"
  package let name: Located<String>
  /// nil where whoever builds has to supply a value.
  package let standard: Located<String>?
  package let description: Located<String>?

  package init?(_ keys: inout Keys) {
    let name = keys.required("arg", .variable, "Name of the argument, and of the variable that supplies its value")
    standard = keys.optional("default", .hostValue, "Value where none is supplied; without it one has to be")
    description = keys.optional("description", .line, "What it is for")
    guard let name else { return nil }
    self.name = name
  }
}

extension ValueType<[TemplateImage]> {
  /// Several images may have one name, each with its condition.
  fileprivate static let listedImages = ValueType<[Located<TemplateImage>]>.list(of: .mapping(TemplateImage.self))
    .map { $0.map(\.value) }

  /// `golang: golang:1.27.0-alpine`
  fileprivate static let namedImages = ValueType<[Entry<Text>]>.map(.name, to: .textLine)
    .map { $0.map { TemplateImage(name: $0.key, reference: $0.value) } }
}

extension Decoder {
  /// A template is decoded, which has options, and no spec.
  var isOfTemplate: Bool { library == nil }
}
