import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// A request without a body, or with a short one.
struct Request: Sendable {
  var method = HTTPMethod.GET
  var url: String
  var headers: [(name: String, value: String)] = []
  /// A form, for POST.
  var form: String?
  /// Bytes that the answer may have.
  let limit: Int
}

/// The answer of a server, with all of its body.
struct Answer: Sendable {
  let status: Int
  let body: [UInt8]
  fileprivate let headers: HTTPHeaders
  /// Where it came from, redirections followed.
  let url: String

  subscript(name: String) -> [String] { headers[name] }

  /// The media type without its parameters, in lower case.
  var mediaType: String {
    (headers.first(name: "Content-Type") ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " }
  }
}

/// How often and how fast something is tried again.
package struct RetryPolicy: Sendable {
  let attempts: Int
  let firstDelay: TimeAmount
  /// What a server may ask to be waited for.
  let longestDelay: TimeAmount

  package init(attempts: Int = 4, firstDelayMilliseconds: Int64 = 500, longestDelaySeconds: Int64 = 60) {
    self.attempts = attempts
    firstDelay = .milliseconds(firstDelayMilliseconds)
    longestDelay = .seconds(longestDelaySeconds)
  }

  /// Nanoseconds before the next attempt, twice as many each time; nil where there is to be none.
  package func delay(afterAttempt attempt: Int, retryAfterSeconds: Int64? = nil) -> Int64? {
    guard attempt < attempts else { return nil }
    let asked = retryAfterSeconds.map { min($0, 1 << 30) * 1_000_000_000 } ?? 0
    guard asked <= longestDelay.nanoseconds else { return nil }
    return max(asked, min(firstDelay.nanoseconds << (attempt - 1), longestDelay.nanoseconds))
  }

  /// Answers after which it is worth to try again: too many requests, and faults of the server that pass.
  package static func isPassing(_ status: Int) -> Bool { [408, 429, 500, 502, 503, 504].contains(status) }
}

/// HTTP for small answers: tries again, gives up in time, follows redirections without giving secrets away.
package struct Transport: Sendable {
  private let client: HTTPClient
  private let retries: RetryPolicy
  private let timeout: TimeAmount

  /// `client` must not follow redirections. One attempt takes as long as `timeoutMilliseconds` at most.
  init(_ client: HTTPClient, retries: RetryPolicy, timeoutMilliseconds: Int64) {
    self.client = client
    self.retries = retries
    timeout = .milliseconds(timeoutMilliseconds)
  }

  /// What a client has to be configured like.
  static var configuration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = .seconds(10)
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.httpVersion = .http1Only
    return configuration
  }

  func send(_ request: Request) async throws(PinFailure) -> Answer {
    var request = request
    for _ in 0..<6 {
      let answer = try await trying(request)
      guard [301, 302, 303, 307, 308].contains(answer.status), request.form == nil,
        let location = answer["Location"].first
      else { return answer }
      request = try redirected(request, to: location)
    }
    throw PinFailure(.refused, "\(request.url) leads from one address to the next without end")
  }

  /// Another host never gets what proves to the first who asks.
  private func redirected(_ request: Request, to location: String) throws(PinFailure) -> Request {
    var next = request
    next.url = location.hasPrefix("/") ? (origin(of: request.url) ?? "") + location : location
    guard origin(of: next.url) != nil, isConfidential(next.url) || !isConfidential(request.url) else {
      throw PinFailure(.refused, "\(request.url) leads to '\(location.prefix(200))', which is not safe")
    }
    if origin(of: next.url) != origin(of: request.url) { next.headers.removeAll { $0.name == "Authorization" } }
    return next
  }

  private func trying(_ request: Request) async throws(PinFailure) -> Answer {
    var attempt = 1
    while true {
      let result = await once(request)
      let delay: Int64?
      switch result {
      case .success(let answer) where RetryPolicy.isPassing(answer.status):
        let asked = answer["Retry-After"].first.flatMap { Int64($0) }
        delay = retries.delay(afterAttempt: attempt, retryAfterSeconds: asked)
      case .success(let answer): return answer
      case .failure(let failure):
        guard failure.kind == .network else { throw failure }
        delay = retries.delay(afterAttempt: attempt)
      }
      guard let delay else { return try settled(result, request, after: attempt) }
      try? await Task.sleep(nanoseconds: UInt64(delay))
      attempt += 1
    }
  }

  /// The last word after all attempts.
  private func settled(
    _ result: Result<Answer, PinFailure>, _ request: Request, after attempts: Int
  ) throws(PinFailure) -> Answer {
    let answer = try result.get()
    let host = origin(of: request.url) ?? request.url
    guard answer.status == 429 else {
      throw PinFailure(.network, "\(host) answers with status \(answer.status), \(attempts) times")
    }
    let time = answer["Retry-After"].first.map { "; it asks to wait \($0.prefix(40)) s" } ?? ""
    throw PinFailure(
      .network, "\(host) allows no more requests for now\(time)",
      remedy: "log in with 'docker login', name a mirror with --mirror, or try again later")
  }

  private func once(_ request: Request) async -> Result<Answer, PinFailure> {
    var message = HTTPClientRequest(url: request.url)
    message.method = request.method
    message.headers.add(name: "User-Agent", value: "scantling")
    for header in request.headers { message.headers.add(name: header.name, value: header.value) }
    if let form = request.form {
      message.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
      message.body = .bytes(ByteBuffer(string: form))
    }
    do {
      let response = try await client.execute(message, timeout: timeout)
      let body = try await response.body.collect(upTo: request.limit)
      return .success(
        Answer(
          status: Int(response.status.code), body: Array(body.readableBytesView), headers: response.headers,
          url: request.url))
    } catch is NIOTooManyBytesError {
      return .failure(PinFailure(.refused, "\(request.url) answers with more than \(request.limit) bytes"))
    } catch {
      return .failure(unreachable(request.url, error))
    }
  }
}

private func unreachable(_ url: String, _ error: any Error) -> PinFailure {
  let reason =
    switch error {
    case let error as HTTPClientError where [.connectTimeout, .readTimeout, .deadlineExceeded].contains(error):
      "no answer in time"
    case let error as HTTPClientError where error == .remoteConnectionClosed: "the connection was closed"
    case let error as NIOConnectionError where error.connectionErrors.isEmpty: "its name is not known"
    case let error as IOError where error.errnoCode == ECONNREFUSED: "nobody listens there"
    case is NIOConnectionError: "nobody listens there"
    default: "the connection broke (\(String(describing: error).prefix(120)))"
    }
  return PinFailure(
    .network, "\(origin(of: url) ?? url) cannot be reached: \(reason)",
    remedy: "'scantling pin' needs the network; 'generate' and 'check' work without it for all that is in the lock")
}
