package import Diagnostics

/// How a service of the language is told by its files.
package struct DetectionTemplate: MappingDecodable {
  package static let noun = "detect"
  /// One of these in a service's folder says that it is written in the language.
  package let manifests: [Located<String>]
  /// One of these says that the folder holds services and is none itself.
  package let groups: [Fact]
  /// The first of these that holds tells the programs of a folder, one a finding; without any it is a library.
  package let programs: [Fact]
  /// Languages that the same folder is not written in then.
  package let insteadOf: [Located<String>]
  /// A folder below a service of any language is no service of this one.
  package let isOutermost: Bool
  /// What files tell of options; the first that tells one counts.
  package let options: [Fact]

  package init?(_ keys: inout Keys) {
    manifests = keys.list("manifests", of: .pattern, "Files of which one is there")
    groups = keys.list("groups", of: .mapping(Fact.self), "What says that services are below, and none is here")
      .map(\.value)
    programs = keys.list(
      "programs", of: .mapping(Fact.self), "What says that there is something to run; the first that holds counts"
    ).map(\.value)
    insteadOf = keys.list("instead-of", of: .name, "Languages that the same folder is not written in then")
    isOutermost =
      keys.optional("outermost", .boolean, "A folder below a service of any language is no service of this one")?.value
      ?? false
    options = keys.list("options", of: .mapping(Fact.self), "What files tell of the options; the first counts").map(
      \.value)
  }
}

/// What a file of a service tells.
package struct Fact: MappingDecodable {
  package static let noun = "fact"
  package let file: Located<String>
  /// A text that the file has to hold.
  package let text: Located<String>?
  /// Keys of a JSON, YAML or TOML file with '.' between; '*' stands for every key. What is there is the value.
  package let key: Located<String>?
  /// Texts that follow each other in the file; the word behind the last is the value.
  package let after: [Located<String>]
  /// A file that must not be there.
  package let without: Located<String>?
  /// The file may be in a folder above, too.
  package let isAbove: Bool
  /// The value is the least version that will do.
  package let isLeast: Bool
  package let values: [Entry<String>]

  /// Names that `means` may give besides options: of the service, and its port.
  package static let service = "service"
  package static let port = "port"

  package init?(_ keys: inout Keys) {
    let file = keys.required(
      "file", .pattern, "File of the service's folder; '${name}' is what its last '*' stands for")
    text = keys.optional("holds", .line, "Text that the file holds")
    key = keys.optional(
      "key", .line, "Keys of a JSON, YAML or TOML file with '.' between, whose value '${value}' is; '*' is every key")
    after = keys.list("after", of: .string, "Texts one behind the other; '${value}' is the word behind the last")
    without = keys.optional("without", .pattern, "File that must not be there")
    isAbove = keys.optional("above", .boolean, "The file may be in a folder above, too")?.value ?? false
    isLeast = keys.optional("at-least", .boolean, "The version is the least that will do")?.value ?? false
    values =
      keys.optional(
        "means", .map(.name, to: .line), "Options, 'service' for its name or 'port', and what they are then")?.value
      ?? []
    guard let file else { return nil }
    self.file = file
  }
}
