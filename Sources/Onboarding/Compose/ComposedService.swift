import Diagnostics
import YAML

/// What a compose file says of one of its services, as far as a spec or an overlay can say it.
struct ComposedService {
  struct Port: Hashable {
    let port: Int
    var publish: Int?
    let isUDP: Bool
  }

  struct Need {
    let name: String
    /// It has to have ended well.
    let isJob: Bool
    /// It need not be there.
    let isOptional: Bool
  }

  enum Setting {
    case literal(String)
    /// Of whoever starts the services.
    case variable(String, standard: String?, description: String?)
  }

  enum Mount {
    /// A named volume; nil where it has no name.
    case volume(String?, at: String, isReadOnly: Bool)
    /// A path of the host: from the root of the repository, or else as it was written.
    case bind(path: String?, written: String, at: String, isReadOnly: Bool)
  }

  enum Build {
    /// Folder of the build context and path of the Dockerfile, from the root.
    case file(context: String, path: String)
    /// A Dockerfile in the compose file.
    case inline(context: String, text: String)
  }

  let name: String
  let range: SourceRange
  /// Reference of the image; nil where it is built.
  var image: String?
  var build: Build?
  var target: String?
  var buildArguments: [String: String] = [:]
  var ports: [Port] = []
  var environment: [(name: String, value: Setting)] = []
  var environmentFiles: [(path: String, isOptional: Bool)] = []
  var needs: [Need] = []
  var health: ImportedHealth?
  var entrypoint, command: [String]?
  var user: Int?
  var workdir, stopSignal: String?
  var restart: String?
  var replicas: Int?
  var update: [Value.Field] = []
  var stopGracePeriod: String?
  var mounts: [Mount] = []
  var temporaryFolders: [String] = []
  var profiles: [String] = []
  /// Names that the workspace gives to networks.
  var networks: [String] = []
  var limits: [Value.Field] = []
  var ulimits: [Value.Field] = []
  var logging: [Value.Field] = []
  var capabilities, devices: [String]
  var isPrivileged = false
  var needsInit = false
  /// nil where the file does not say.
  var isReadOnly: Bool?
  var platforms: [String] = []
  var secrets: [Node] = []
  /// What specs have no keys for.
  var overlay = ImportedOverlay()
  var findings: [ImportFinding] = []

  init(name: String, range: SourceRange) {
    (self.name, self.range) = (name, range)
    (capabilities, devices) = ([], [])
  }

  /// Changes what came of a key to something worse, or says it in other words.
  mutating func grade(_ key: String, _ outcome: Outcome) {
    guard let index = findings.firstIndex(where: { $0.what == key }) else { return }
    let before = findings[index]
    let order: [Grade] = [.expressed, .raw, .missing]
    guard let old = order.firstIndex(of: before.grade), let new = order.firstIndex(of: outcome.grade),
      new > old || (new == old && before.reason == nil)
    else { return }
    findings[index] = ImportFinding(
      what: before.what, range: before.range, grade: outcome.grade, reason: outcome.reason)
  }
}

/// What came of a key.
struct Outcome {
  let grade: Grade
  var reason: String?

  static let expressed = Outcome(grade: .expressed)
  static func expressed(_ remark: String) -> Outcome { Outcome(grade: .expressed, reason: remark) }
  static func missing(_ reason: String) -> Outcome { Outcome(grade: .missing, reason: reason) }
  /// An overlay of the workspace says it.
  static let overlaid = Outcome(grade: .raw, reason: "an overlay of the workspace says it, as there is no key for it")
  static func overlaid(_ reason: String) -> Outcome { Outcome(grade: .raw, reason: reason) }
}
