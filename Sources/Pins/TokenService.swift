import FoundationEssentials

/// A server that hands out tokens for a registry, as the registry's challenge names it.
struct TokenService: Sendable {
  let realm: String
  let service: String?
  let scope: String

  private struct Grant: Decodable { let token, access_token: String? }

  /// A token for `credential`, or for anybody without one; nil where the server gives none.
  func token(for credential: Credential?, over transport: Transport) throws(PinFailure) -> String? {
    guard origin(of: realm) != nil, isConfidential(realm) else {
      throw PinFailure(.refused, "tokens are handed out at '\(realm.prefix(200))', which is not safe")
    }
    if case .identityToken(let secret)? = credential {
      var request = Request(url: realm, limit: 1 << 20)
      request.method = .post(
        form: query([
          ("grant_type", "refresh_token"), ("service", service), ("scope", scope), ("client_id", "scantling"),
          ("refresh_token", secret),
        ]))
      return grant(try transport.send(request))
    }
    var request = Request(url: realm, limit: 1 << 20)
    request.url += (realm.contains("?") ? "&" : "?") + query([("service", service), ("scope", scope)])
    if let basic = credential?.basic { request.headers = [("Authorization", basic)] }
    return grant(try transport.send(request))
  }

  private func grant(_ answer: Answer) -> String? {
    guard answer.status == 200, let grant = try? JSONDecoder().decode(Grant.self, from: Data(answer.body)) else {
      return nil
    }
    return (grant.token ?? grant.access_token).flatMap { isHeaderValue($0) ? $0 : nil }
  }

  /// A token that could end a header would be no token.
  private func isHeaderValue(_ token: String) -> Bool {
    !token.isEmpty && token.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }
}

/// `a=b&c=d`, with all that has a meaning in addresses and forms encoded.
private func query(_ fields: [(name: String, value: String?)]) -> String {
  fields.compactMap { field in field.value.map { "\(field.name)=\(percentEncoded($0))" } }.joined(separator: "&")
}

private func percentEncoded(_ text: String) -> String {
  text.utf8.reduce(into: "") { encoded, byte in
    let isPlain =
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-._~".utf8.contains(byte)
    encoded +=
      isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }
}
