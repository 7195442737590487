package import Diagnostics
package import Spec

/// What programs that move pins are told.
package struct BotsPlan: Sendable {
  /// At least one.
  package let bots: [Located<Bot>]
  /// Days that a release has to have been there.
  package let cooldown: Located<Int>
  /// Repositories on GitHub whose tags are the versions of tools, by the names of the tools.
  package let repositories: [Entry<String>]

  package func includes(_ bot: Bot) -> Bool { bots.contains { $0.value == bot } }

  package var origin: SourceRange { bots[0].range }
}

extension Resolver {
  /// nil where the workspace names no bot. Asked once it is known which tools are used.
  func bots() -> BotsPlan? {
    guard let bots = workspace.ci?.bots.distinct(by: \.value), !bots.isEmpty else { return nil }
    let repositories = library.actions.tools.filter { needs.tools.contains($0.key.value) }
    return BotsPlan(
      bots: bots, cooldown: workspace.pins?.cooldown ?? library.defaults.cooldown,
      repositories: repositories.map { Entry(key: $0.key, value: $0.value.value.repository) })
  }
}
