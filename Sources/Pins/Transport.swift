import Glibc
import Synchronization

/// A request without a body, or with a short one.
struct Request: Sendable {
  enum Method { case get, head, post(form: String) }

  var method = Method.get
  var url: String
  var headers: [(name: String, value: String)] = []
  /// Bytes that the answer may have, headers included.
  let limit: Int
}

/// The answer of a server, with all of its body.
struct Answer: Sendable {
  let status: Int
  /// By names in lower case.
  let headers: [(name: String, value: String)]
  let body: [UInt8]
  /// Where it came from, redirections followed.
  let url: String

  subscript(name: String) -> [String] {
    headers.filter { $0.name == name.lowercased() }.map(\.value)
  }

  /// The media type without its parameters, in lower case.
  var mediaType: String {
    (self["Content-Type"].first ?? "").prefix { $0 != ";" }.lowercased().filter { $0 != " " }
  }
}

/// How often and how fast something is tried again.
package struct RetryPolicy: Sendable {
  let attempts: Int
  let firstDelay: Duration
  /// What a server may ask to be waited for.
  let longestDelay: Duration

  package init(attempts: Int = 4, firstDelay: Duration = .milliseconds(500), longestDelay: Duration = .seconds(60)) {
    self.attempts = attempts
    self.firstDelay = firstDelay
    self.longestDelay = longestDelay
  }

  /// The time before the next attempt, twice as long each time; nil where there is to be none.
  package func delay(afterAttempt attempt: Int, retryAfterSeconds: Int64? = nil) -> Duration? {
    let asked = Duration.seconds(retryAfterSeconds ?? 0)
    guard attempt < attempts, asked <= longestDelay else { return nil }
    return max(asked, min(firstDelay * (1 << (attempt - 1)), longestDelay))
  }

  /// Answers after which it is worth to try again: too many requests, and faults of the server that pass.
  package static func isPassing(_ status: Int) -> Bool { [408, 429, 500, 502, 503, 504].contains(status) }
}

/// HTTP for small answers: tries again, gives up in time, follows redirections without giving secrets away.
package final class Transport: Sendable {
  private let retries: RetryPolicy
  private let timeout: Duration
  /// Those that nobody uses at the moment.
  private let connections = Mutex<[Connection]>([])

  /// One attempt takes as long as `timeout` at most.
  package init(retries: RetryPolicy = RetryPolicy(), timeout: Duration = .seconds(30)) {
    self.retries = retries
    self.timeout = timeout
  }

  func send(_ request: Request) throws(PinFailure) -> Answer {
    let connection: Connection
    if let idle = connections.withLock({ $0.popLast() }) { connection = idle } else { connection = try Connection() }
    defer { connections.withLock { $0.append(connection) } }
    var request = request
    for _ in 0..<6 {
      let answer = try trying(request, over: connection)
      guard [301, 302, 303, 307, 308].contains(answer.status), let location = answer["Location"].first else {
        return answer
      }
      if case .post = request.method { return answer }
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

  private func trying(_ request: Request, over connection: Connection) throws(PinFailure) -> Answer {
    var attempt = 1
    while true {
      let result = Result { () throws(PinFailure) in try connection.send(request, timeout: timeout) }
      let delay: Duration?
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
      usleep(useconds_t(delay / .microseconds(1)))
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
}
