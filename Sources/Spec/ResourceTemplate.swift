package import Diagnostics

/// A backing service: how it is run, checked, and what services may refer to. A file of templates/resources.
package struct ResourceTemplate: MappingDecodable {
  package static let noun = "resource template"
  package let name: Located<String>
  package let description: Located<String>
  package let options: [OptionDeclaration]
  package let image: Located<Text>
  package let port: Located<Int>
  package let command: [Located<Text>]
  package let environment: [Entry<Text>]
  /// Secrets mounted as files: name and what it is. `${secret.<name>}` is the path of the file.
  package let secrets: [Entry<String>]
  package let volumes: [VolumeTemplate]
  package let temporaryFolders: [Located<String>]
  package let health: [Located<Text>]
  package let capabilities: [Located<String>]
  package let stopGracePeriod: Located<Duration>?
  /// What services may refer to as `${<resource>.<output>}`.
  package let outputs: [Entry<Text>]

  package init?(_ keys: inout Keys) {
    let name = keys.required("resource", .name, "Name that a workspace's resource gives")
    let description = keys.required("description", .line, "What the template runs, in a line")
    options = keys.list(
      "options", of: .mapping(OptionDeclaration.self), "Keys that a workspace may write under the template's name"
    ).map(\.value)
    let image = keys.required("image", .text, "The image; options may be referred to")
    let port = keys.required("port", .port, "Port that it listens on")
    command = keys.list("command", of: .text, "Arguments for the image's entry point")
    environment = keys.optional("env", .map(.variable, to: .text), "Environment of the container")?.value ?? []
    secrets =
      keys.optional("secrets", .map(.name, to: .line), "Secrets mounted as files, with what they are")?.value ?? []
    volumes = keys.list("volumes", of: .mapping(VolumeTemplate.self), "Named volumes for its data").map(\.value)
    temporaryFolders = keys.list("tmpfs", of: .line, "Writable folders in memory")
    health = keys.list("health", of: .text, "Command that succeeds when it is ready")
    capabilities = keys.list("capabilities", of: .line, "Linux capabilities that its entry point needs")
    stopGracePeriod = keys.optional("stop-grace-period", .duration, "Time that it needs to stop")
    outputs = keys.optional("outputs", .map(.name, to: .text), "What services may refer to")?.value ?? []
    guard let name, let description, let image, let port else { return nil }
    (self.name, self.description, self.image, self.port) = (name, description, image, port)
  }
}

package struct VolumeTemplate: MappingDecodable {
  package static let noun = "volume"
  package let name: Located<String>
  package let path: Located<String>
  package let condition: Located<Condition>?

  package init?(_ keys: inout Keys) {
    let name = keys.required("volume", .name, "Name of the volume, after that of the resource")
    let path = keys.required("at", .line, "Where it is mounted")
    condition = keys.optional("when", .condition, "When it is mounted")
    guard let name, let path else { return nil }
    (self.name, self.path) = (name, path)
  }
}

/// Everything under templates/: what specs are decoded and resolved against.
package struct TemplateLibrary: Sendable {
  package let languages: [LanguageTemplate]
  package let resources: [ResourceTemplate]
  package let images: ImageTable
  package let actions: ActionTable
  package let platforms: PlatformTable
  package let defaults: Defaults

  /// Fails where one of the tables is missing.
  package init?(
    languages: [LanguageTemplate], resources: [ResourceTemplate], images: ImageTable?, actions: ActionTable?,
    platforms: PlatformTable?, defaults: Defaults?
  ) {
    guard let images, let actions, let platforms, let defaults else { return nil }
    self.languages = languages.flatMap(\.named).sorted { $0.name.value < $1.name.value }
    self.resources = resources.sorted { $0.name.value < $1.name.value }
    self.images = images.with(languages.flatMap(\.build.imageFacts))
    (self.actions, self.platforms, self.defaults) = (actions, platforms, defaults)
  }

  package func language(_ name: String) -> LanguageTemplate? { languages.first { $0.name.value == name } }
  package func resource(_ name: String) -> ResourceTemplate? { resources.first { $0.name.value == name } }
}
