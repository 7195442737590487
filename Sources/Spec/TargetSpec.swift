package import Diagnostics

/// A further image of a service, made from a stage of the same Dockerfile: a migration, a debugger, a tool.
package struct TargetSpec: MappingDecodable {
  package static let noun = "target"
  /// nil for the stage that runs the service.
  package let stage: Located<String>?
  /// What the image runs; nil where it is what the stage runs.
  package let command: [Located<String>]
  /// The image is published beside that of the service.
  package let isPublished: Bool

  package init?(_ keys: inout Keys) {
    stage = keys.optional(
      "stage", .name, "Stage that the image is made from, if not the one that runs the service")
    command =
      keys.optional("command", .words, "What the image runs, if not what the stage runs")?.value
      ?? []
    isPublished =
      keys.optional("push", .boolean, "The image is published beside that of the service")?.value
      ?? true
    keys.requireOne(of: ["stage", "command"])
  }
}
