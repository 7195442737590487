import Diagnostics

/// An image of somebody else with files of the service's: a custom build of one stage.
struct ImageBuild: MappingDecodable {
  static let noun = "image build"
  let build: BuildTemplate

  init?(_ keys: inout Keys) {
    let image = keys.required("from", .textLine, "Name of the image, with its version")
    let facts = keys.list(
      "image-facts", of: .mapping(ImageFacts.self), "What is known of it, beside the image table"
    ).map(\.value)
    let files = keys.optional(
      "files", .map(.pattern, to: .imagePath), "Files of the service's folder, and where they are in the image")
    let owner = keys.optional("owner", .imageUser, "Owner of the files, as a number or as number:number")
    let mode = keys.optional("mode", .mode, "Permissions of the files in octal digits")
    let program = keys.optional("program", .oneCommand, "The command that starts the service, if not the image's own")
    let arguments = keys.list(
      "arguments", of: .text, "What it is started with, where whoever runs it says nothing else")
    let folders = keys.list("tmpfs", of: .imagePath, "Folders that it writes to, in memory")
    guard let image else { return nil }
    let name = image.map { _ in "image" }
    let steps = (files?.value ?? []).map { entry in
      let placement = Placement(entry.value.map { Text(literal: $0) }, owner: owner, mode: mode)
      let copy = CopyTemplate(paths: [entry.key.map { Text(literal: $0) }], placement)
      return Located(StepTemplate(.copy(copy)), entry.range)
    }
    build = BuildTemplate(
      image: TemplateImage(name: name, reference: image), imageFacts: facts, program: program, arguments: arguments,
      temporaryFolders: folders.map { FolderTemplate(path: $0) },
      stage: StageTemplate(name: image.map { _ in "runtime" }, base: name, steps: steps))
  }
}
