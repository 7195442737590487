/// The kinds of files that are written in the spec language.
package enum SpecFile: String, CaseIterable, Sendable {
  case service, workspace, lock
  case language, resource, images, actions, platforms, defaults

  /// What the file at `path` is, relative to the workspace root; nil where no spec stands.
  package init?(path: String) {
    let parts = path.split(separator: "/")
    let kind =
      Self.allCases.first { $0.path == path }
      ?? Self.allCases.first { kind in
        let pattern = kind.path.split(separator: "/")
        return pattern.last?.first == "<" && pattern.dropLast() == parts.dropLast()
      }
    guard let kind, !path.hasPrefix("/"), kind == .lock || path.hasSuffix(".yaml") || path.hasSuffix(".yml") else {
      return nil
    }
    self = kind
  }

  /// Where such files are.
  var path: String {
    switch self {
    case .service: "specs/<service>.yaml"
    case .workspace: "specs/workspace.yaml"
    case .lock: "specs/scantling.lock"
    case .language: "templates/languages/<language>.yaml"
    case .resource: "templates/resources/<resource>.yaml"
    case .images, .actions, .platforms, .defaults: "templates/\(rawValue).yaml"
    }
  }

  var summary: String {
    switch self {
    case .service: "What a service is"
    case .workspace: "What all services have in common"
    case .lock: "The digest, commit or version of everything that is used of what others publish"
    case .language: "How a service of a language is built and developed"
    case .resource: "How a backing service is run and checked, and what services may refer to"
    case .images: "What is known of base images"
    case .actions: "The commits that actions are used at, the versions of tools, and what is never used"
    case .platforms: "The platforms that services can be built for"
    case .defaults: "What holds where a spec says nothing"
    }
  }

  /// The keys of such a file. Templates are read before there is a library; `template` is what a service is built with.
  package func keys(_ library: TemplateLibrary, template: LanguageTemplate? = nil) -> [KeyDeclaration] {
    var decoder = Decoder(library: library)
    decoder.template = template
    return switch self {
    case .service: Keys.declarations(of: ServiceSpec.self, in: decoder)
    case .workspace: Keys.declarations(of: WorkspaceSpec.self, in: decoder)
    case .lock: Keys.declarations(of: Lock.self, in: decoder)
    case .language: Keys.declarations(of: LanguageTemplate.self, in: Decoder())
    case .resource: Keys.declarations(of: ResourceTemplate.self, in: Decoder())
    case .images: Keys.declarations(of: ImageTable.self, in: Decoder())
    case .actions: Keys.declarations(of: ActionTable.self, in: Decoder())
    case .platforms: Keys.declarations(of: PlatformTable.self, in: Decoder())
    case .defaults: Keys.declarations(of: Defaults.self, in: Decoder())
    }
  }
}
