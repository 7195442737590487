package import Diagnostics

/// A program that installs system packages.
package enum PackageInstaller: String, Sendable { case apt, apk }

/// What is known of the images of one repository: an entry of templates/images.yaml.
package struct ImageFacts: MappingDecodable {
  package static let noun = "image"
  package let image: Located<ImageReference>
  /// What the tags begin and end with, and the version they are below, that this entry is about; nil for all of them.
  package let tagPrefix, tagSuffix, below: Located<String>?
  package let platforms: [Located<Platform>]
  package let shell: Located<Bool>
  package let installer: Located<PackageInstaller>?
  /// Programs on the PATH that a health check or a step may count on.
  package let tools: [Located<String>]
  /// The image has no version tags: it may be named without a tag, by its digest alone.
  package let isUntagged: Bool

  package init?(_ keys: inout Keys) {
    let image = keys.required("image", .image, "Registry and repository")
    tagPrefix = keys.optional("tag-prefix", .line, "Beginning of the tags that this entry is about")
    tagSuffix = keys.optional("tag-suffix", .line, "End of those tags; a release of a distribution may follow it")
    below = keys.optional("below", .line, "Version that those tags are below")
    platforms = keys.list("platforms", of: .platform, "Platforms that the image is published for")
    let shell = keys.required("shell", .boolean, "The image has /bin/sh")
    installer = keys.optional(
      "packages", .choice([("apt", .apt), ("apk", .apk)]), "Program that installs system packages")
    tools = keys.list("tools", of: .line, "Programs on the PATH")
    isUntagged = keys.optional("untagged", .boolean, "The image has no version tags")?.value ?? false
    guard let image, let shell else { return nil }
    self.image = image
    self.shell = shell
  }

  /// The entry is about `reference`. The suffix -alpine is that of -alpine3.24, too.
  fileprivate func fits(_ reference: ImageReference) -> Bool {
    guard image.value.repository == reference.repository else { return false }
    let tag = reference.tag ?? ""
    let release = tag.reversed().prefix { isDigit($0.utf8.first ?? 0) || $0 == "." }.count
    return tagPrefix.map { tag.hasPrefix($0.value) } ?? true
      && tagSuffix.map { tag.hasSuffix($0.value) || tag.dropLast(release).hasSuffix($0.value) } ?? true
      && below.map { isVersion(tag, below: $0.value) } ?? true
  }
}

/// A static program that can be copied into an image to ask for an HTTP path.
package struct Probe: MappingDecodable {
  package static let noun = "probe"
  package let name: Located<String>
  package let image: Located<ImageReference>
  package let path: Located<String>
  package let arguments: [Located<String>]

  package init?(_ keys: inout Keys) {
    let name = keys.required("probe", .name, "Name that a health check gives")
    let image = keys.required("image", .image, "Image that holds the program")
    let path = keys.required("path", .line, "The program, absolute")
    arguments = keys.list("arguments", of: .string, "Arguments before the URL")
    guard let name, let image, let path else { return nil }
    (self.name, self.image, self.path) = (name, image, path)
  }
}

/// How a program that an image may have asks for an HTTP path; the URL goes where `${url}` stands.
package struct HTTPClient: MappingDecodable {
  package static let noun = "HTTP client"
  package let tool: Located<String>
  package let command: [Located<Text>]

  package init?(_ keys: inout Keys) {
    let tool = keys.required("tool", .line, "Program on the PATH of the image")
    command = keys.list("command", of: .text, "The command; ${url} is what it asks for")
    guard let tool else { return nil }
    self.tool = tool
  }
}

/// templates/images.yaml.
package struct ImageTable: MappingDecodable {
  package static let noun = "the image table"
  package private(set) var images: [ImageFacts]
  package let clients: [HTTPClient]
  package let probes: [Probe]
  /// What images are used at where the lock does not say.
  package let pins: [Entry<LockedImage>]

  package init?(_ keys: inout Keys) {
    images = keys.list("images", of: .mapping(ImageFacts.self), "What is known of images").map(\.value)
    clients = keys.list("http-clients", of: .mapping(HTTPClient.self), "How tools ask for an HTTP path").map(\.value)
    probes = keys.list("probes", of: .mapping(Probe.self), "Static programs that ask for an HTTP path").map(\.value)
    pins =
      keys.optional(
        "pins", .map(.imageName, to: .mapping(LockedImage.self)), "Images by full name, where the lock has none")?
      .value ?? []
  }

  /// The facts of `reference`; the first entry that fits.
  package subscript(reference: ImageReference) -> ImageFacts? { images.first { $0.fits(reference) } }

  /// With more entries, which count first.
  package func with(_ facts: [ImageFacts]) -> ImageTable {
    var table = self
    table.images = facts + images
    return table
  }
}

/// The commit that a GitHub action is used at: an entry of templates/actions.yaml.
package struct ActionPin: MappingDecodable {
  package static let noun = "action"
  package let action: Located<String>
  package let version: Located<String>
  package let commit: Located<String>

  package init?(_ keys: inout Keys) {
    let action = keys.required("action", .actionName, "Owner and name, and the path inside where there is one")
    let version = keys.required("version", .version, "Version that the commit is tagged with")
    let commit = keys.required("commit", .commit, "The commit; of an annotated tag the peeled one")
    guard let action, let version, let commit else { return nil }
    self.init(action: action, version: version, commit: commit)
  }

  package init(action: Located<String>, version: Located<String>, commit: Located<String>) {
    (self.action, self.version, self.commit) = (action, version, commit)
  }
}

/// The version that a tool is installed at.
package struct ToolPin: MappingDecodable {
  package static let noun = "tool"
  package let version: Located<String>
  /// The repository on GitHub whose tags are the tool's versions.
  package let repository: Located<String>

  package init?(_ keys: inout Keys) {
    let version = keys.required("version", .version, "Version that is installed")
    let repository = keys.required("repository", .actionName, "Repository on GitHub whose tags are its versions")
    guard let version, let repository else { return nil }
    (self.version, self.repository) = (version, repository)
  }
}

/// templates/actions.yaml.
package struct ActionTable: MappingDecodable {
  package static let noun = "the action table"
  package let actions: [ActionPin]
  package let tools: [Entry<ToolPin>]
  /// Images of BuildKit, which builds, and of what lists the contents of the images.
  package let buildkit, sbomGenerator: Located<ImageReference>
  package let knownBad: KnownBadList

  package func tool(_ name: String) -> ToolPin? { tools.first { $0.key.value == name }?.value.value }

  package init?(_ keys: inout Keys) {
    actions = keys.list("actions", of: .mapping(ActionPin.self), "Actions that workflows use").map(\.value)
    tools =
      keys.optional("tools", .map(.name, to: .mapping(ToolPin.self)), "Tools that workflows install")?.value ?? []
    let buildkit = keys.required("buildkit", .image, "Image of BuildKit, which builds images")
    let generator = keys.required("sbom-generator", .image, "Image that lists what is in an image")
    knownBad = KnownBadList(
      keys.list("known-bad", of: .mapping(KnownBad.self), "Pins that are refused everywhere").map(\.value))
    guard let buildkit, let generator else { return nil }
    (self.buildkit, sbomGenerator) = (buildkit, generator)
  }
}

/// templates/defaults.yaml: what holds where a spec says nothing.
package struct Defaults: MappingDecodable {
  package static let noun = "the defaults"
  package let health: HealthTiming
  package let userID: Located<Int>
  package let temporaryFolders: [Located<String>]
  package let restart: Located<String>
  package let developmentRestart: Located<String>
  package let stopGracePeriod: Located<Duration>
  package let branch: Located<String>
  package let severity: [Located<Severity>]
  package let codeScanning: Located<Bool>
  package let sign: Located<Signing>
  package let attest: Located<Attesting>
  package let provenance: Located<Provenance>
  package let sbom: Located<Bool>
  package let workflows: Located<WorkflowDivision>
  package let schedule: Located<String>
  package let alwaysIgnored: [Located<String>]
  /// Days that images and releases have to have been there.
  package let cooldown: Located<Int>
  /// What files tell of a service in any language.
  package let facts: [Fact]

  package init?(_ keys: inout Keys) {
    let health = keys.required("health", .mapping(HealthTiming.self), "Timing of health checks")
    let userID = keys.required("user", .userID, "Numeric user and group that services run as")
    temporaryFolders = keys.list("tmpfs", of: .line, "Writable folders in memory")
    let restart = keys.required("restart", .line, "Restart policy in production")
    let developmentRestart = keys.required("development-restart", .line, "Restart policy in development")
    let grace = keys.required("stop-grace-period", .duration, "Time between SIGTERM and SIGKILL")
    let branch = keys.required("branch", .branch, "Branch that images are published from")
    severity = keys.list("severity", of: .severity, "Severities that fail the security gate")
    let codeScanning = keys.required("code-scanning", .boolean, "Findings are reported to GitHub's code scanning")
    let sign = keys.required("sign", .signing, "How published images are signed")
    let attest = keys.required("attest", .attesting, "Whether GitHub attests where signed images come from")
    let provenance = keys.required("provenance", .provenance, "How much of a build an image's provenance tells")
    let sbom = keys.required("sbom", .boolean, "Images are published with a list of what is in them")
    let workflows = keys.required("workflows", .division, "One workflow builds all services, or each has its own")
    let schedule = keys.required("schedule", .line, "When published images are scanned again, as cron writes it")
    alwaysIgnored = keys.list("ignore", of: .string, "What no build context holds")
    let cooldown = keys.required("cooldown", .days, "Age that images and releases have to have to be pinned")
    facts = keys.list("detect", of: .mapping(Fact.self), "What files tell of a service in any language").map(\.value)
    guard let health, let userID, let restart, let developmentRestart, let grace, let branch, let codeScanning,
      let sign, let attest, let provenance, let sbom, let workflows, let schedule, let cooldown
    else { return nil }
    self.health = health.value
    self.cooldown = cooldown
    (self.userID, self.restart, self.developmentRestart) = (userID, restart, developmentRestart)
    (self.stopGracePeriod, self.branch, self.schedule) = (grace, branch, schedule)
    (self.sign, self.attest, self.provenance, self.sbom) = (sign, attest, provenance, sbom)
    (self.codeScanning, self.workflows) = (codeScanning, workflows)
  }
}

/// How often a health check runs and when it counts as failed.
package struct HealthTiming: MappingDecodable {
  package static let noun = "health timing"
  package let interval: Located<Duration>?
  package let timeout: Located<Duration>?
  package let startPeriod: Located<Duration>?
  package let retries: Located<Int>?

  package init?(_ keys: inout Keys) {
    interval = keys.optional("interval", .duration, "Time between two checks")
    timeout = keys.optional("timeout", .duration, "Time after which a check has failed")
    startPeriod = keys.optional("start-period", .duration, "Time after the start in which failures do not count")
    retries = keys.optional("retries", .integer("a number of tries", 1...100), "Failures in a row that mean unhealthy")
  }
}
