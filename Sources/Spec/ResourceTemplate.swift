package import Diagnostics

/// A backing service: how it is run, checked, and what services may refer to. A file of templates/resources.
package struct ResourceTemplate: MappingDecodable {
  package static let noun = "resource template"
  package let name: Located<String>
  package let description: Located<String>
  package let options: [OptionDeclaration]
  package let image: Located<Text>
  /// What is known of that image, beside the table of images.
  package let imageFacts: [ImageFacts]
  package let port: Located<Int>
  /// Where clients outside of its network are answered, if not at that port.
  package let outsidePort: Located<Int>?
  /// Ports beside its own, by name: those of consoles and monitors.
  package let otherPorts: [Entry<Int>]
  /// What is run in place of the image's own entry point.
  package let entryPoint: [Located<Text>]
  package let command: [CommandAlternative]
  package let environment: [Entry<Text>]
  /// Secrets mounted as files: name and what it is. `${secret.<name>}` is the path of the file.
  package let secrets: [Entry<String>]
  package let volumes: [VolumeTemplate]
  package let temporaryFolders: [Located<String>]
  package let health: [Located<Text>]
  package let healthTiming: HealthTiming?
  /// The root file system is read-only, which it is if not written.
  package let isReadOnly: Located<Bool>?
  package let capabilities: [Located<String>]
  package let stopGracePeriod: Located<Duration>?
  /// What services may refer to as `${<resource>.<output>}`.
  package let outputs: [Entry<Text>]
  /// What says that a service uses such a resource.
  package let clues: [Fact]

  package init?(_ keys: inout Keys) {
    let name = keys.required("resource", .name, "Name that a workspace's resource gives")
    let description = keys.required("description", .line, "What the template runs, in a line")
    options = keys.list(
      "options", of: .mapping(OptionDeclaration.self), "Keys that a workspace may write under the template's name"
    ).map(\.value)
    let image = keys.required("image", .text, "The image; options may be referred to")
    imageFacts = keys.list(
      "image-facts", of: .mapping(ImageFacts.self), "What is known of it, beside the image table"
    ).map(\.value)
    let port = keys.required("port", .port, "Port that it listens on")
    outsidePort = keys.optional(
      "outside-port", .port, "Port that answers clients outside of its network, where that is another one")
    otherPorts =
      keys.optional(
        "ports", .map(.name, to: .port), "Other ports by name, such as that of a console; published in development")?
      .value ?? []
    entryPoint = keys.list("entrypoint", of: .text, "What is run in place of the image's entry point")
    command = keys.optional("command", .command, "Arguments for the entry point")?.value ?? []
    environment = keys.optional("env", .map(.variable, to: .text), "Environment of the container")?.value ?? []
    secrets =
      keys.optional("secrets", .map(.name, to: .line), "Secrets mounted as files, with what they are")?.value ?? []
    volumes = keys.list("volumes", of: .mapping(VolumeTemplate.self), "Named volumes for its data").map(\.value)
    temporaryFolders = keys.list("tmpfs", of: .line, "Writable folders in memory")
    health = keys.list("health", of: .text, "Command that succeeds when it is ready")
    healthTiming =
      keys.optional("health-timing", .mapping(HealthTiming.self), "When it is asked, where that is not the default")?
      .value
    isReadOnly = keys.optional("read-only", .boolean, "Whether its root file system is read-only; true if not written")
    capabilities = keys.list("capabilities", of: .line, "Linux capabilities that its entry point needs")
    stopGracePeriod = keys.optional("stop-grace-period", .duration, "Time that it needs to stop")
    outputs =
      keys.optional(
        "outputs", .map(.name, to: .text),
        "What services may refer to; in 'url', what options put in is percent-encoded, and a password never stands there"
      )?.value ?? []
    clues = keys.list("detect", of: .mapping(Fact.self), "What says that a service uses it").map(\.value)
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
    self.images = images.with(languages.flatMap(\.build.imageFacts) + resources.flatMap(\.imageFacts))
    (self.actions, self.platforms, self.defaults) = (actions, platforms, defaults)
  }

  package func language(_ name: String) -> LanguageTemplate? { languages.first { $0.name.value == name } }
  package func resource(_ name: String) -> ResourceTemplate? { resources.first { $0.name.value == name } }
}
