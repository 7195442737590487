package import Diagnostics
import IR
import Spec

/// Renovate's settings: generated files are left alone, and pins move in the lock.
package struct Renovate: Sendable {
  /// Something of the lock that moves: how it is found there, and where its releases are.
  struct Manager: Sendable {
    let description: String
    /// Regular expressions with the groups that Renovate knows by name.
    let matches: [String]
    let datasource: String
    /// The repository, where the lock does not name it.
    var package: Located<String>?
  }

  let lock: String
  /// Patterns from the root.
  let ignored: [String]
  /// Days.
  let cooldown: Located<Int>
  let managers: [Manager]
  let origin: SourceRange

  init(lowering plan: BotsPlan, ignoring ignored: [String], lock: String) {
    (self.lock, self.ignored, cooldown) = (lock, ignored, plan.cooldown)
    origin = plan.bots.first { $0.value == .renovate }?.range ?? plan.origin
    let digest = #":\s+digest: (?<currentDigest>sha256:[a-f0-9]{64})"#
    let image = #"\s(?<depName>[^\s:]+(?::\d+/[^\s:]+)?)"#
    managers =
      [
        Manager(
          description: "Digests of images",
          matches: [image + #":(?<currentValue>[^\s:]+)"# + digest, image + digest], datasource: "docker"),
        Manager(
          description: "Commits of actions, each with its version",
          matches: [
            #"\s(?<depName>(?<packageName>[^\s/:]+/[^\s/:]+)[^\s:]*):\s+version: (?<currentValue>\S+)"#
              + #"\s+commit: (?<currentDigest>[a-f0-9]{40})"#
          ], datasource: "github-tags"),
      ]
      + plan.repositories.map { tool in
        Manager(
          description: "Versions of \(tool.key.value)", matches: [#"\s\#(tool.key.value): (?<currentValue>v\S+)"#],
          datasource: "github-tags", package: tool.value)
      }
  }
}

extension Renovate {
  package func print() -> [PrintedLine] {
    json.print().split(separator: "\n").map { PrintedLine(String($0), origin) }
  }

  private var json: JSON {
    let age: [(name: String, value: JSON)] =
      cooldown.value > 0 ? [("minimumReleaseAge", .string("\(cooldown.value) days"))] : []
    return .object(
      [
        ("$schema", .string("https://docs.renovatebot.com/renovate-schema.json")),
        ("extends", strings(["config:recommended"])),
      ] + age + [
        ("ignorePaths", strings(ignored)), ("customManagers", .array(managers.map { json(of: $0) })),
        (
          "packageRules",
          .array([
            .object([
              ("description", .string("The version of an image stands in a spec, and the lock follows it.")),
              ("matchFileNames", strings([lock])), ("matchDatasources", strings(["docker"])),
              ("matchUpdateTypes", strings(["major", "minor", "patch"])), ("enabled", .boolean(false)),
            ])
          ])
        ),
      ])
  }

  private func json(of manager: Manager) -> JSON {
    .object(
      [
        ("description", .string(manager.description)), ("customType", .string("regex")),
        ("managerFilePatterns", strings([lock])), ("matchStrings", strings(manager.matches)),
        ("datasourceTemplate", .string(manager.datasource)),
      ] + (manager.package.map { [("depNameTemplate", .string($0.value))] } ?? []))
  }

  private func strings(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }
}
