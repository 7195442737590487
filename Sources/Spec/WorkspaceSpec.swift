package import Diagnostics
package import YAML

/// specs/workspace.yaml: what all services have in common.
package struct WorkspaceSpec: MappingDecodable {
  package static let noun = "workspace"
  package let name: Located<String>
  package let registry: Located<String>
  package let platforms: [Located<Platform>]
  /// Folder of the generated files, relative to the workspace root; empty for the root itself.
  package let output: Located<String>
  /// Folder that `.github` is put into, if it is not the output folder.
  package let github: Located<String>?
  /// Folder that holds a folder for each service.
  package let sources: Located<String>
  /// What builds take from outside the folders of services, by name.
  package let shared: [Entry<SharedInput>]
  /// Folder with templates of the workspace's own, in the folders 'languages' and 'resources'.
  package let templates: Located<String>?
  /// The repository's address, for the images' labels.
  package let repository: Located<String>?
  package let resources: [ResourceSpec]
  package let ci: ContinuousIntegration?
  package let labels: [Entry<String>]
  package let rules: [Entry<RuleSetting>]
  package let policy: PolicySpec?
  /// Generated files are marked for reviewers.
  package let gitAttributes: Located<Bool>?
  package let pins: PinSettings?
  package let overlays: [Entry<OverlaySpec>]
  package let networks: [Entry<NetworkKind>]
  package let logging: Logging?
  package let groups: [Entry<ServiceDefaults>]

  package init?(_ keys: inout Keys) {
    let name = keys.required(
      "workspace", .name, "Name of the workspace: the compose project, and part of names that must not collide")
    let registry = keys.required("registry", .registry, "Registry and path that images are pushed under")
    let platforms = keys.required(
      "platforms", .list(of: .platform), "Platforms that services are built for unless they say otherwise")
    let root = Located("", keys.range)
    output = keys.optional("output", .path, "Folder of the generated files; the workspace root if not written") ?? root
    github = keys.optional("github", .path, "Folder that '.github' is put into; 'output' if not written")
    sources =
      keys.optional(
        "sources", .path, "Folder that holds the folders of the services; the workspace root if not written") ?? root
    shared =
      keys.optional(
        "shared", .map(.name, to: .sharedInput), "Files and folders that services build with beside their own, by name"
      )?.value ?? []
    templates = keys.optional(
      "templates", .path, "Folder with templates of the workspace's own, in the folders 'languages' and 'resources'")
    repository = keys.optional("repository", .url, "Address of the repository, for the labels of images")
    resources =
      keys.optional("resources", .map(.name, to: .resource), "Backing services, each from a template")?
      .value.map { ResourceSpec(name: $0.key, use: $0.value.value.use, publish: $0.value.value.publish) } ?? []
    ci = keys.optional("ci", .mapping(ContinuousIntegration.self), "Continuous integration")?.value
    labels = keys.optional("labels", .map(.labelName, to: .line), "Labels of every image")?.value ?? []
    rules =
      keys.optional(
        "rules", .map(.adjustableRule, to: .ruleSetting), "Severities of rules, where they are not to be the rules' own"
      )?
      .value ?? []
    policy = keys.optional("policy", .mapping(PolicySpec.self), "What is asked of every service")?.value
    gitAttributes = keys.optional(
      "git-attributes", .boolean, "Mark generated files with '.gitattributes', so that reviews show them folded")
    pins = keys.optional("pins", .mapping(PinSettings.self), "How 'scantling pin' chooses")?.value
    overlays =
      keys.optional("overlays", .map(.name, to: .mapping(OverlaySpec.self)), "Changes of generated documents, by name")?
      .value ?? []
    networks =
      keys.optional(
        "networks", .map(.name, to: .network),
        "Networks that services may be on; 'default' is that of all others")?
      .value ?? []
    logging = keys.optional("logging", .mapping(Logging.self), "Where logs go in production")?.value
    _ = keys.optional(
      "defaults", .mapping(ServiceDefaults.self), "What every service says that says nothing else, nor does its group")
    groups =
      keys.optional(
        "groups", .map(.name, to: .mapping(ServiceDefaults.self)), "What the services of a group say, by its name")?
      .value ?? []
    guard let name, let registry, let platforms else { return nil }
    (self.name, self.registry, self.platforms) = (name, registry, platforms.value)
  }
}

package struct PinSettings: MappingDecodable {
  package static let noun = "pins"
  /// Days.
  package let cooldown: Located<Int>?

  package init?(_ keys: inout Keys) {
    cooldown = keys.optional("cooldown", .days, "Age that images and releases have to have; 0d takes them at once")
  }
}

extension WorkspaceSpec {
  /// What `templates` says in a workspace file that is otherwise not decoded yet; nil where it says nothing sensible.
  package static func templates(in node: Node) -> String? {
    guard case .mapping(let entries) = node.content, let entry = entries.first(where: { $0.key.value == "templates" })
    else { return nil }
    var decoder = Decoder()
    return ValueType<String>.path.decode(entry.value, &decoder)
  }
}

package struct ResourceSpec: Sendable {
  package let name: Located<String>
  package let use: TemplateUse
  package let publish: Publication?
}

extension ValueType<ResourceUse> {
  /// `{ postgres: { version: "17" } }`, and beside the template's name what every resource may have.
  static let resource = Self(shape: { decoder in
    let templates = (decoder.library?.resources ?? []).map {
      KeyDeclaration(template: $0.name, of: "resource", options: $0.options, $0.description, in: decoder)
    }
    return .template(
      kind: "resource", choices: templates, others: Keys.declarations(of: CommonResourceKeys.self, in: decoder))
  }) { node, decoder in
    guard case .mapping(let entries) = node.content else {
      decoder.expected(.template(kind: "resource"), found: node)
      return nil
    }
    let names = Keys.declarations(of: CommonResourceKeys.self, in: decoder).map(\.name)
    let written = entries.filter { names.contains($0.key.value) }
    let common = decoder.withKeys(written, range: node.range, noun: CommonResourceKeys.noun) { keys in
      CommonResourceKeys(&keys)
    } names: { _ in
      names
    }
    guard let library = decoder.library else { return nil }
    let rest = names.reduce(node) { $0.removing($1) }
    let unused = names.filter { name in !written.contains { $0.key.value == name } }
    return decoder.templateUse(rest, kind: "resource", names: library.resources.map(\.name.value), others: unused) {
      library.resource($0)?.options
    }.map { ResourceUse(use: $0, publish: common?.publish) }
  }
}

/// What every resource may have beside its template's name.
private struct CommonResourceKeys: MappingDecodable {
  static let noun = "resource"
  let publish: Publication?

  init?(_ keys: inout Keys) {
    publish =
      keys.optional(
        "publish", .publication,
        "Port of the loopback interface in development, or several by name; the resource's own if not written")?.value
  }
}

struct ResourceUse: Sendable {
  let use: TemplateUse
  let publish: Publication?
}

extension ValueType<String> {
  /// The name of a branch, without the characters that a filter of GitHub's gives a meaning.
  package static let branch = scalar(
    "the name of a branch", pattern: "[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*"
  ) { text throws(Refusal) in
    let isValid =
      text.utf8.allSatisfy { isLowercase($0) || isUppercase($0) || isDigit($0) || "/._-".utf8.contains($0) }
      && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
    guard isValid else {
      throw Refusal(
        message: "'\(text.printable)' is not the name of a branch",
        notes: [.init("use letters, digits, and '/', '.', '_', '-'")])
    }
    return text
  }

  /// An https address without anything that would need quoting in a label.
  static let url = scalar("an https address", pattern: "https://[A-Za-z0-9:/._~-]+") {
    text throws(Refusal) in
    let isValid =
      text.hasPrefix("https://") && text.utf8.count > 8
      && text.utf8.allSatisfy { isLowercase($0) || isUppercase($0) || isDigit($0) || ":/.-_~".utf8.contains($0) }
    guard isValid else { throw Refusal(message: "'\(text.printable)' is not an https address") }
    return text
  }
}
