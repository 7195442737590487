package import Diagnostics

/// How a service of the language is told by its files.
package struct DetectionTemplate: MappingDecodable {
  package static let noun = "detect"
  /// One of these in a service's folder says that it is written in the language.
  package let manifests: [Located<String>]
  package let options: [OptionFact]

  /// What a file tells of the options.
  package struct OptionFact: MappingDecodable {
    package static let noun = "detected option"
    package let file: Located<String>
    /// A text that the file has to hold.
    package let text: Located<String>?
    package let values: [Entry<String>]

    package init?(_ keys: inout Keys) {
      let file = keys.required("file", .pattern, "File of the service's folder")
      text = keys.optional("holds", .line, "Text that the file holds")
      let values = keys.required("means", .map(.name, to: .line), "Options, and what they are then")
      guard let file, let values else { return nil }
      (self.file, self.values) = (file, values.value)
    }
  }

  package init?(_ keys: inout Keys) {
    manifests = keys.list("manifests", of: .pattern, "Files of which one is there")
    options = keys.list("options", of: .mapping(OptionFact.self), "What files tell of the options").map(\.value)
  }
}
