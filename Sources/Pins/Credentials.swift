import FoundationEssentials

/// What proves to a registry who asks.
package enum Credential: Equatable, Sendable {
  case password(user: String, password: String)
  /// A token that another is got for (OAuth2 refresh token).
  case identityToken(String)
}

/// Docker's config.json, as far as it says who logs in where.
package struct DockerConfiguration: Decodable, Sendable {
  struct Authentication: Decodable {
    let auth, username, password, identitytoken: String?
  }

  private let auths: [String: Authentication]?
  private let credsStore: String?
  private let credHelpers: [String: String]?

  /// Where the credentials of a registry are.
  enum Source: Equatable {
    /// Suffix of the program 'docker-credential-…' that knows them.
    case helper(String)
    case credential(Credential)
    case none
  }

  package static let empty = DockerConfiguration(auths: nil, credsStore: nil, credHelpers: nil)

  /// nil where the bytes are not JSON of that form.
  package init?(json: [UInt8]) {
    guard let decoded = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
    self = decoded
  }

  private init(auths: [String: Authentication]?, credsStore: String?, credHelpers: [String: String]?) {
    (self.auths, self.credsStore, self.credHelpers) = (auths, credsStore, credHelpers)
  }

  /// As Docker looks it up: the registry's helper, then the store of all registries, then what stands in the file.
  func source(for key: String) -> Source {
    if let helper = credHelpers?[key] ?? credsStore, !helper.isEmpty { return .helper(helper) }
    let entry = auths?[key] ?? auths?.sorted { $0.key < $1.key }.first { host(of: $0.key) == host(of: key) }?.value
    return entry?.credential.map { .credential($0) } ?? .none
  }
}

/// A registry's key without the scheme and the path that old files have.
private func host(of key: String) -> Substring {
  let rest = key.firstRange(of: "://").map { key[$0.upperBound...] } ?? key[...]
  return rest.prefix { $0 != "/" }
}

extension DockerConfiguration.Authentication {
  fileprivate var credential: Credential? {
    if let identitytoken, !identitytoken.isEmpty { return .identityToken(identitytoken) }
    if let username, let password, !username.isEmpty { return .password(user: username, password: password) }
    guard let auth, let data = Data(base64Encoded: auth), let colon = data.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    let password = data[(colon + 1)...].prefix { $0 != 0 }
    return .password(
      user: String(decoding: data[..<colon], as: UTF8.self), password: String(decoding: password, as: UTF8.self))
  }
}

extension DockerConfiguration {
  /// That of whoever runs this: $DOCKER_CONFIG/config.json, or ~/.docker/config.json; empty where there is none.
  package static func ofUser() throws(PinFailure) -> DockerConfiguration {
    let environment = ProcessInfo.processInfo.environment
    let folder = environment["DOCKER_CONFIG"] ?? environment["HOME"].map { "\($0)/.docker" }
    guard let folder, let data = FileManager.default.contents(atPath: "\(folder)/config.json") else { return .empty }
    guard let configuration = DockerConfiguration(json: Array(data)) else {
      throw PinFailure(.refused, "'\(folder)/config.json' is not a configuration of Docker")
    }
    return configuration
  }
}

/// What a credential helper prints.
struct HelperAnswer: Decodable {
  private let Username, Secret: String

  /// nil where the helper knows nothing.
  static func credential(in output: [UInt8]) -> Credential? {
    guard let answer = try? JSONDecoder().decode(Self.self, from: Data(output)), !answer.Secret.isEmpty
    else { return nil }
    return answer.Username == "<token>"
      ? .identityToken(answer.Secret) : .password(user: answer.Username, password: answer.Secret)
  }
}

extension DockerConfiguration {
  /// The credentials of a registry; nil where there are none, and it is asked without.
  func credential(for key: String) throws(PinFailure) -> Credential? {
    switch source(for: key) {
    case .none: return nil
    case .credential(let credential): return credential
    case .helper(let suffix):
      let program = "docker-credential-\(suffix)"
      guard !suffix.contains("/") else {
        throw PinFailure(.refused, "Docker's configuration names '\(suffix)' as a credential helper")
      }
      let outcome = Subprocess(program, ["get"], input: key, discardsErrors: true).run()
      switch outcome {
      case .ended(status: 0, let output): return HelperAnswer.credential(in: output)
      // A helper that has nothing for this registry says so and fails.
      case .ended: return nil
      case .notStarted:
        throw PinFailure(
          .refused, "'\(program)', which Docker's configuration names, is not on the PATH",
          remedy: "install it, or take it out of Docker's config.json")
      case .tookTooLong: throw PinFailure(.refused, "'\(program)' does not answer")
      }
    }
  }
}

extension Credential {
  /// Of the scheme 'Basic'.
  var basic: String? {
    guard case .password(let user, let password) = self else { return nil }
    return "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
  }
}
