/// A kind of diagnostic, with a name that stays: the one table that reports, documentation and tests read.
package struct Rule: Hashable, Sendable {
  package let name: String
  /// What the rule asks for, in one line.
  package let summary: String
  /// What its findings are unless the workspace says otherwise.
  package let severity: Diagnostic.Severity
  /// The workspace may say otherwise: neither what is generated nor anyone's safety hangs on it.
  package let isAdjustable: Bool

  private init(
    _ name: String, _ summary: String, _ severity: Diagnostic.Severity = .error, isAdjustable: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.severity = severity
    self.isAdjustable = isAdjustable
  }
}

extension Rule {
  // Reading
  package static let encoding = Rule("encoding", "a source file is UTF-8 text without NUL")
  package static let yamlSyntax = Rule("yaml-syntax", "a source file is well-formed YAML")
  package static let multipleDocuments = Rule("multiple-documents", "a source file holds one YAML document")
  package static let duplicateKey = Rule("duplicate-key", "a key stands once in its mapping")
  package static let unknownAlias = Rule("unknown-alias", "an alias names an anchor above it")
  package static let yamlLimit = Rule("yaml-limit", "nesting, aliases and size stay within bounds")
  package static let unsupportedYAML = Rule("unsupported-yaml", "tags, merge keys and mappings as keys are not used")

  // Decoding
  package static let unknownKey = Rule("unknown-key", "a mapping has only the keys it declares")
  package static let missingKey = Rule("missing-key", "a mapping has all the keys it requires")
  package static let wrongType = Rule("wrong-type", "a value has the type that its key asks for")
  package static let invalidValue = Rule("invalid-value", "a value is well-formed and in range")
  package static let unknownTemplate = Rule(
    "unknown-template", "a build or resource block names a template that exists")
  package static let unknownReference = Rule("unknown-reference", "a reference in a text names something in reach")

  // Meaning
  package static let fileName = Rule(
    "file-name", "a service's spec is named after the service", isAdjustable: true)
  package static let duplicateName = Rule(
    "duplicate-name", "services and resources have names of their own, case apart")
  package static let unknownDependency = Rule("unknown-dependency", "'needs' names a service or a resource")
  package static let dependencyCycle = Rule("dependency-cycle", "services do not need each other in a circle")
  package static let sharedPlace = Rule(
    "shared-place", "a shared input has a place of its own beside the service's folder")
  package static let workspaceMember = Rule(
    "workspace-member", "a service that builds in a workspace of its language is a member of it")
  package static let unusedShared = Rule(
    "unused-shared", "a shared input is part of a build", .warning, isAdjustable: true)
  package static let unusedGroup = Rule("unused-group", "a group has services", .warning, isAdjustable: true)
  package static let portConflict = Rule("port-conflict", "a port of the host is published once")
  package static let privilegedPort = Rule(
    "privileged-port", "a service that is not root listens at 1024 or above", isAdjustable: true)
  package static let rootUser = Rule("root-user", "a service runs as root only for a stated reason")
  package static let idleCapability = Rule(
    "idle-capability", "a service that is not root has no capabilities", isAdjustable: true)
  package static let unusableLimit = Rule(
    "unusable-limit", "a limit leaves a container what it cannot do without")
  package static let mountConflict = Rule(
    "mount-conflict", "volumes have names and folders of their own")
  package static let unknownNetwork = Rule(
    "unknown-network", "'networks' names a network of the workspace")
  package static let networkReach = Rule(
    "network-reach", "a service reaches what it needs, and what it publishes can be reached", isAdjustable: true)
  package static let inactiveDependency = Rule(
    "inactive-dependency", "whatever starts a service starts what it needs")
  package static let jobSetting = Rule(
    "job-setting", "a job has nothing that only goes with what keeps running")
  package static let healthTool = Rule("health-tool", "a health check uses what its image has")
  package static let healthPort = Rule("health-port", "a health check asks a port that the service listens on")
  package static let platformUnavailable = Rule(
    "platform-unavailable", "every image exists for every platform of the service", isAdjustable: true)
  package static let unpinnedImage = Rule("unpinned-image", "every image is in the lock, with its digest")
  package static let unlockedPin = Rule("unlocked-pin", "with '--frozen', everything that is used is in the lock")
  package static let floatingTag = Rule("floating-tag", "an image is named by a version, not by 'latest'")
  package static let knownBadPin = Rule("known-bad-pin", "a pin is not on the list of those known to be bad")
  package static let unknownImage = Rule("unknown-image", "an image's shell, tools and platforms are known")
  package static let missingShell = Rule("missing-shell", "a command runs in a stage whose image has a shell")
  package static let foreignOutput = Rule(
    "foreign-output", "what a stage makes for the build platform is not copied into an image for another")
  package static let unusedStage = Rule("unused-stage", "every stage is there for the image that is built")
  package static let missingFile = Rule("missing-file", "a file that a spec names is there")
  package static let overlayAnchor = Rule("overlay-anchor", "an overlay finds the place that it changes")
  package static let overlayReason = Rule(
    "overlay-reason", "an overlay that touches permissions or hardening says why")
  package static let unpinnedAction = Rule("unpinned-action", "an action is named by its commit")
  package static let clearSecret = Rule("clear-secret", "a secret does not stand in the environment in the clear")
  package static let undecidedLanguage = Rule(
    "undecided-language", "a service is built only when its language is chosen")

  // Policy: what a workspace asks of its services beyond what makes them work
  package static let policyRegistry = Rule(
    "policy-registry", "base images come from registries that the policy allows", isAdjustable: true)
  package static let policyImage = Rule(
    "policy-image", "base images are among those that the policy allows", isAdjustable: true)
  package static let policyHealth = Rule(
    "policy-health", "a service has a health check where the policy requires one", isAdjustable: true)
  package static let policySize = Rule(
    "policy-size", "an image has a size budget within that of the policy", isAdjustable: true)
  package static let policyLabel = Rule(
    "policy-label", "an image has the labels that the policy requires", isAdjustable: true)
  package static let policyRoot = Rule(
    "policy-root", "no service runs as root where the policy forbids it", isAdjustable: true)
  package static let expiredWaiver = Rule(
    "expired-waiver", "what a waiver excepts is mended by its last day", isAdjustable: true)
  package static let unusedWaiver = Rule(
    "unused-waiver", "a waiver excepts something", .warning, isAdjustable: true)

  /// The rules that a waiver can name.
  package static let policy: [Rule] = [
    policyRegistry, policyImage, policyHealth, policySize, policyLabel, policyRoot,
  ]

  // Drift: what `check` finds, and what `generate` refuses to overwrite
  package static let missing = Rule("missing", "every artifact of the specs is generated")
  package static let outOfDate = Rule("out-of-date", "a generated file is what the specs compile to now")
  package static let lockMismatch = Rule("lock-mismatch", "a generated file has the pins of the lock")
  package static let versionMismatch = Rule(
    "version-mismatch", "a generated file is made by the version of Scantling that the lock names")
  package static let editedByHand = Rule("edited-by-hand", "a generated file is changed through its spec only")
  package static let foreignFile = Rule("foreign-file", "the place of a generated file is free for it")
  package static let orphaned = Rule("orphaned", "a generated file has specs that ask for it")

  /// About generated files, not about what they are made from.
  package var isOfDrift: Bool { Rule.drift.contains(self) }

  private static let drift = [
    missing, outOfDate, lockMismatch, versionMismatch, editedByHand, foreignFile, orphaned,
  ]

  package static let all: [Rule] =
    [
      encoding, yamlSyntax, multipleDocuments, duplicateKey, unknownAlias, yamlLimit, unsupportedYAML,
      unknownKey, missingKey, wrongType, invalidValue, unknownTemplate, unknownReference,
      fileName, duplicateName, unknownDependency, dependencyCycle, sharedPlace, workspaceMember, unusedShared,
      unusedGroup,
      portConflict, privilegedPort, rootUser,
      idleCapability, unusableLimit, mountConflict, unknownNetwork, networkReach, inactiveDependency, jobSetting,
      healthTool, healthPort, platformUnavailable, unpinnedImage, unlockedPin, floatingTag, knownBadPin, unknownImage,
      missingShell, foreignOutput, unusedStage, missingFile, overlayAnchor, overlayReason, unpinnedAction, clearSecret,
      undecidedLanguage, policyRegistry, policyImage, policyHealth, policySize, policyLabel, policyRoot,
      expiredWaiver, unusedWaiver,
    ] + drift
}
