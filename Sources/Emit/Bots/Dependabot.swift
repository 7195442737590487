package import Diagnostics
import IR
import Spec
import YAML

/// Dependabot's settings: it looks after what people write, and leaves generated files alone.
package struct Dependabot: Sendable {
  /// Patterns from the root.
  let ignored: [String]
  /// Days.
  let cooldown: Located<Int>
  let origin: SourceRange

  init(lowering plan: BotsPlan, ignoring ignored: [String]) {
    (self.ignored, cooldown) = (ignored, plan.cooldown)
    origin = plan.bots.first { $0.value == .dependabot }?.range ?? plan.origin
  }

  package func print() -> [PrintedLine] {
    let schedule = Value.Field("schedule", .mapping([.init("interval", .string("weekly"))]))
    let age = Value.Field(
      "cooldown", .mapping([.init("default-days", .integer(cooldown.value))]), origin: cooldown.range)
    let update =
      [
        Value.Field("package-ecosystem", .string("github-actions")), Value.Field("directory", .string("/")), schedule,
      ] + (cooldown.value > 0 ? [age] : []) + [
        Value.Field(
          "exclude-paths", .sequence(ignored.map { .init(.string($0)) }),
          comment: ["Generated; 'scantling pin --update' moves the pins of these files."])
      ]
    return Writer.lines(
      of: .mapping([.init("version", .integer(2)), .init("updates", .sequence([.init(.mapping(update))]))]),
      origin: origin)
  }
}
