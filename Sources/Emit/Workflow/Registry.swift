import Diagnostics
import IR

/// The registry that images are pushed to, and how workflows get at it.
struct Registry: Sendable {
  /// What opens it.
  enum Access: Equatable, Sendable {
    /// GitHub's own: the token of the job.
    case jobToken
    /// Docker Hub, Harbor and most others: a user, or a robot, with a password or token.
    case password
    /// Amazon's: a role that the job assumes.
    case awsRole(region: String)
    /// Google's: a service account that the job acts for.
    case googleAccount
    /// Microsoft's: an application that the job acts for; `registry` is the host without its domain.
    case azureApplication(registry: String)
  }

  let host: String
  let access: Access
  let origin: SourceRange

  init(_ plan: BuildPlan) {
    let registry = plan.workspace.registry
    let first = String(registry.value.prefix { $0 != "/" })
    let isHost = first.contains(".") || first.contains(":") || first == "localhost"
    host = isHost ? first : "docker.io"
    access = Access(host: host)
    origin = registry.range
  }

  /// Docker Hub goes by another name with 'actions/attest', which then cannot find what the image's name says.
  var storesAttestations: Bool { host != "docker.io" }
}

extension Registry.Access {
  init(host: String) {
    let labels = host.split(separator: ".").map(String.init)
    if host == "ghcr.io" {
      self = .jobToken
    } else if host == "public.ecr.aws" {
      self = .awsRole(region: "us-east-1")
    } else if labels.count > 4, labels[1...2] == ["dkr", "ecr"], labels[4] == "amazonaws" {
      self = .awsRole(region: labels[3])
    } else if host.hasSuffix("-docker.pkg.dev") || host == "gcr.io" || host.hasSuffix(".gcr.io") {
      self = .googleAccount
    } else if host.hasSuffix(".azurecr.io") {
      self = .azureApplication(registry: labels[0])
    } else {
      self = .password
    }
  }
}

/// A variable or secret that somebody has to put into the repository's deployment environment.
struct Credential: Sendable {
  enum Kind: String, Sendable { case variable, secret }

  /// The environment's name; the jobs that need a credential run in it.
  static let environment = "registry"

  let kind: Kind
  let name: String
  let description: String

  static func variable(_ name: String, _ description: String) -> Self {
    Self(kind: .variable, name: name, description: description)
  }

  static func secret(_ name: String, _ description: String) -> Self {
    Self(kind: .secret, name: name, description: description)
  }

  /// What signs with a key.
  static let signingKey: [Self] = [
    .secret("COSIGN_PRIVATE_KEY", "the secret key, as 'cosign generate-key-pair' writes it"),
    .secret("COSIGN_PASSWORD", "the password of the secret key"),
  ]
}

extension Registry {
  var credentials: [Credential] {
    switch access {
    case .jobToken: []
    case .password:
      [
        .variable("REGISTRY_USERNAME", "user or robot that may push and pull"),
        .secret("REGISTRY_PASSWORD", "its password or token"),
      ]
    case .awsRole:
      [.variable("AWS_ROLE_ARN", "role that this environment may assume and that may push and pull, and nothing else")]
    case .googleAccount:
      [
        .variable("GOOGLE_WORKLOAD_IDENTITY_PROVIDER", "provider that knows this environment"),
        .variable("GOOGLE_SERVICE_ACCOUNT", "service account that may push and pull, and nothing else"),
      ]
    case .azureApplication:
      [
        .variable("AZURE_CLIENT_ID", "application that this environment may act for, with the role AcrPush"),
        .variable("AZURE_TENANT_ID", "directory of the application"),
        .variable("AZURE_SUBSCRIPTION_ID", "subscription of the registry"),
      ]
    }
  }

  /// What a job's token has to be allowed; `packages` where the token itself opens the registry.
  func permissions(_ packages: Workflow.Permission) -> [Workflow.Permission] {
    switch access {
    case .jobToken: [packages]
    case .password: []
    case .awsRole, .googleAccount, .azureApplication: [.write(.idToken, "log in to the registry without a password")]
    }
  }

  /// The deployment environment with the registry's credentials and `others`; nil where there are none.
  func environment(if condition: Workflow.Expression? = nil, and others: [Credential] = []) -> Workflow.Setting? {
    let all = (credentials + others).map { "the \($0.kind.rawValue) \($0.name)" }
    guard let last = all.last else { return nil }
    let name = Credential.environment
    let list = all.count == 1 ? last : all.dropLast().joined(separator: ", ") + " and " + last
    return .init(
      "environment",
      condition.map { Workflow.Scalar(.choice($0, .literal(name), else: .literal(""))) } ?? Workflow.Scalar(name),
      from: origin, comment: "Holds \(list).")
  }

  /// The steps after which the job may push, or pull what is not public.
  func login(_ actions: ActionPins, if condition: Workflow.Expression? = nil) -> [Workflow.Step] {
    switch access {
    case .jobToken:
      return [login(actions, "\(.property("github.actor"))", .secret("GITHUB_TOKEN"), if: condition)]
    case .password:
      return [login(actions, "\(.variable("REGISTRY_USERNAME"))", .secret("REGISTRY_PASSWORD"), if: condition)]
    case .awsRole(let region):
      let role = Workflow.Step(
        name: "Assume the role", condition: condition,
        action: .uses(
          actions.awsCredentials,
          with: [
            .init("role-to-assume", .variable("AWS_ROLE_ARN")),
            .init("aws-region", Workflow.Scalar(region), from: origin),
          ]))
      let login = Workflow.Step(
        name: "Log in to the registry", condition: condition,
        action: .uses(actions.login, with: [registry, .init("ecr", true)]))
      return [role, login]
    case .googleAccount:
      let token = Workflow.Step(
        name: "Act for the service account", id: "google", condition: condition,
        action: .uses(
          actions.googleAuth,
          with: [
            .init("workload_identity_provider", .variable("GOOGLE_WORKLOAD_IDENTITY_PROVIDER")),
            .init("service_account", .variable("GOOGLE_SERVICE_ACCOUNT")), .init("token_format", "access_token"),
            .init("create_credentials_file", false),
          ]))
      return [token, login(actions, "oauth2accesstoken", .output("access_token", ofStep: "google"), if: condition)]
    case .azureApplication(let name):
      let application = Workflow.Step(
        name: "Act for the application", condition: condition,
        action: .uses(
          actions.azureLogin,
          with: [
            .init("client-id", .variable("AZURE_CLIENT_ID")), .init("tenant-id", .variable("AZURE_TENANT_ID")),
            .init("subscription-id", .variable("AZURE_SUBSCRIPTION_ID")),
          ]))
      let login = Workflow.Step(
        name: "Log in to the registry", condition: condition,
        environment: [.init("REGISTRY", Workflow.Scalar(name), from: origin)],
        action: .run(#"az acr login --name "$REGISTRY""#))
      return [application, login]
    }
  }

  private var registry: Workflow.Setting { .init("registry", Workflow.Scalar(host), from: origin) }

  private func login(
    _ actions: ActionPins, _ user: Workflow.Scalar, _ password: Workflow.Expression, if condition: Workflow.Expression?
  ) -> Workflow.Step {
    Workflow.Step(
      name: "Log in to the registry", condition: condition,
      action: .uses(
        actions.login, with: [registry, .init("username", user), .init("password", password)]))
  }
}
