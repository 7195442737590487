import FoundationEssentials
package import Spec
import Synchronization

/// An image as its registry has it.
package struct PublishedImage: Equatable, Sendable {
  package let digest: String
  package let platforms: [Platform]
  /// nil where nobody says.
  package let created: Day?
}

/// Asks registries, over the distribution API of OCI.
package final class RegistryClient: Sendable {
  private let transport: Transport
  private let configuration: DockerConfiguration
  private let mirrors: [Mirror]
  /// Authorization headers that have worked.
  private let authorizations = Mutex<[Endpoint: String]>([:])

  package init(_ transport: Transport, configuration: DockerConfiguration = .empty, mirrors: [Mirror] = []) {
    self.transport = transport
    self.configuration = configuration
    self.mirrors = mirrors
  }

  /// The index of an image, or its one manifest. Every body is hashed, and refused if it is not what it should be.
  package func resolve(_ reference: ImageReference) throws(PinFailure) -> PublishedImage {
    let endpoint = Endpoint(reference, mirrors: mirrors)
    let answer = try manifest(reference.tag ?? "latest", of: reference, at: endpoint)
    let manifest = try decode(answer, reference)
    let digest = sha256(answer.body)
    if let promised = answer["Docker-Content-Digest"].first, promised.hasPrefix("sha256:"), promised != digest {
      throw mismatch(reference, promised, digest)
    }
    guard let one = manifest.manifests == nil ? manifest.config : nil else {
      let created: Day? =
        if let said = manifest.created { said } else { try created(manifest, reference, endpoint) }
      return PublishedImage(
        digest: digest, platforms: manifest.images.compactMap { $0.platform?.platform }, created: created)
    }
    let configuration = try configuration(one, reference, endpoint)
    return PublishedImage(
      digest: digest, platforms: [configuration.platform], created: configuration.created.flatMap { Day($0) })
  }

  /// The digest that the tag has now, without counting as a pull; nil where the registry does not say.
  package func digest(of reference: ImageReference) throws(PinFailure) -> String? {
    let endpoint = Endpoint(reference, mirrors: mirrors)
    var request = Request(
      url: "\(endpoint.origin)/v2/\(endpoint.repository)/manifests/\(reference.tag ?? "latest")", limit: 1 << 16)
    request.method = .head
    request.headers = [("Accept", Manifest.mediaTypes.joined(separator: ", "))]
    let answer = try send(request, endpoint)
    // Some registries refuse HEAD; what is wrong is then found out with GET.
    guard answer.status == 200 else { return nil }
    return answer["Docker-Content-Digest"].first.flatMap { $0.hasPrefix("sha256:") ? $0 : nil }
  }

  /// All tags of the image's repository, page by page.
  package func tags(of reference: ImageReference) throws(PinFailure) -> [String] {
    struct Page: Decodable { let tags: [String]? }
    let endpoint = Endpoint(reference, mirrors: mirrors)
    var url: String? = "\(endpoint.origin)/v2/\(endpoint.repository)/tags/list?n=1000"
    var tags: [String] = []
    for _ in 0..<100 {
      guard let page = url else { break }
      let answer = try send(Request(url: page, limit: 8 << 20), endpoint)
      guard answer.status == 200, let list = try? JSONDecoder().decode(Page.self, from: Data(answer.body)) else {
        throw refusal(answer, reference, endpoint)
      }
      tags += list.tags ?? []
      url = answer["Link"].first.flatMap { nextPage($0, at: endpoint) }
    }
    return tags
  }

  // MARK: Manifests

  private func manifest(
    _ name: String, of reference: ImageReference, at endpoint: Endpoint
  ) throws(PinFailure) -> Answer {
    var request = Request(url: "\(endpoint.origin)/v2/\(endpoint.repository)/manifests/\(name)", limit: 4 << 20)
    request.headers = [("Accept", Manifest.mediaTypes.joined(separator: ", "))]
    let answer = try send(request, endpoint)
    guard answer.status == 200 else { throw refusal(answer, reference, endpoint) }
    return answer
  }

  private func decode(_ answer: Answer, _ reference: ImageReference) throws(PinFailure) -> Manifest {
    guard Manifest.mediaTypes.contains(answer.mediaType) else {
      throw PinFailure(
        .refused, "\(answer.url) answers with '\(answer.mediaType.prefix(80))', which is not an image's manifest")
    }
    guard let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(answer.body)),
      manifest.manifests != nil || manifest.config != nil,
      manifest.mediaType == nil || manifest.mediaType == answer.mediaType
    else { throw PinFailure(.refused, "\(answer.url) answers with what is not an image's manifest") }
    return manifest
  }

  /// The day that the first image below an index was made.
  private func created(
    _ index: Manifest, _ reference: ImageReference, _ endpoint: Endpoint
  ) throws(PinFailure) -> Day? {
    guard let first = index.images.first else { return nil }
    let answer = try manifest(first.digest, of: reference, at: endpoint)
    try verify(answer.body, is: first.digest, reference)
    guard let config = try decode(answer, reference).config else { return nil }
    return try configuration(config, reference, endpoint).created.flatMap { Day($0) }
  }

  private func configuration(
    _ descriptor: Manifest.Descriptor, _ reference: ImageReference, _ endpoint: Endpoint
  ) throws(PinFailure) -> ImagePlatform {
    let url = "\(endpoint.origin)/v2/\(endpoint.repository)/blobs/\(descriptor.digest)"
    let answer = try send(Request(url: url, limit: 4 << 20), endpoint)
    guard answer.status == 200 else { throw refusal(answer, reference, endpoint) }
    try verify(answer.body, is: descriptor.digest, reference)
    guard let configuration = try? JSONDecoder().decode(ImagePlatform.self, from: Data(answer.body)) else {
      throw PinFailure(.refused, "\(answer.url) does not say what platform '\(reference.familiar)' is for")
    }
    return configuration
  }

  private func verify(_ body: [UInt8], is promised: String, _ reference: ImageReference) throws(PinFailure) {
    let found = sha256(body)
    guard found == promised else { throw mismatch(reference, promised, found) }
  }

  private func mismatch(_ reference: ImageReference, _ promised: String, _ found: String) -> PinFailure {
    PinFailure(
      .refused, "'\(reference.familiar)' does not match its digest: \(promised) is promised, \(found) comes",
      remedy: "something on the way changes what the registry sends")
  }

  private func refusal(_ answer: Answer, _ reference: ImageReference, _ endpoint: Endpoint) -> PinFailure {
    switch answer.status {
    case 401, 403:
      PinFailure(
        .refused, "\(endpoint.host) does not let us read '\(reference.familiar)'",
        remedy: "log in with 'docker login \(endpoint.host)'; some registries say so of images that do not exist, too")
    case 404: PinFailure(.refused, "\(endpoint.host) has no image '\(reference.familiar)'")
    default: PinFailure(.refused, "\(answer.url) answers with status \(answer.status)")
    }
  }

  /// The address in `<…>; rel="next"`, on the same registry.
  private func nextPage(_ link: String, at endpoint: Endpoint) -> String? {
    guard link.contains("rel=\"next\""), let start = link.firstIndex(of: "<"), let end = link.firstIndex(of: ">"),
      start < end
    else { return nil }
    let target = String(link[link.index(after: start)..<end])
    if target.hasPrefix("/") { return endpoint.origin + target }
    return origin(of: target) == endpoint.origin ? target : nil
  }

  // MARK: Authentication

  /// Asks with what has worked before, and once more with what the registry then wants.
  private func send(_ request: Request, _ endpoint: Endpoint) throws(PinFailure) -> Answer {
    let answer = try transport.send(request.authorized(authorizations.withLock { $0[endpoint] }))
    guard answer.status == 401, let authorization = try authorization(answering: answer, endpoint) else {
      return answer
    }
    authorizations.withLock { $0[endpoint] = authorization }
    return try transport.send(request.authorized(authorization))
  }

  private func authorization(
    answering answer: Answer, _ endpoint: Endpoint
  ) throws(PinFailure) -> String? {
    let challenges = Challenge.parse(answer["WWW-Authenticate"])
    let credential = try configuration.credential(for: endpoint.credentialsKey)
    if let bearer = challenges.first(where: { $0.scheme == "bearer" }), let realm = bearer.parameters["realm"] {
      let service = TokenService(
        realm: realm, service: bearer.parameters["service"],
        scope: bearer.parameters["scope"] ?? "repository:\(endpoint.repository):pull")
      return try service.token(for: credential, over: transport).map { "Bearer \($0)" }
    }
    return challenges.contains { $0.scheme == "basic" } ? credential?.basic : nil
  }
}

extension Request {
  fileprivate func authorized(_ authorization: String?) -> Request {
    guard let authorization else { return self }
    var request = self
    request.headers.append(("Authorization", authorization))
    return request
  }
}
