import CCurl
import FoundationEssentials

/// libcurl, with the connections that it keeps open. Whoever has it sends one request after the other.
@safe
final class Connection: @unchecked Sendable {
  private let handle: OpaquePointer

  init() throws(PinFailure) {
    guard let handle = unsafe connection_open() else {
      throw PinFailure(
        .network, "libcurl cannot be loaded: \(unsafe String(cString: connection_problem()))",
        remedy: "registries are asked with it; Debian and Ubuntu have it in the package libcurl4")
    }
    unsafe self.handle = handle
  }

  deinit { unsafe connection_close(handle) }

  /// The answer to one attempt, whatever its status. Redirections are not followed; proxies are those that the
  /// environment names.
  func send(_ request: Request, timeout: Duration) throws(PinFailure) -> Answer {
    defer { unsafe connection_reset(handle) }
    prepare(request, timeout)
    let code = unsafe connection_send(handle, request.limit)
    guard code == CURLE_OK else { throw failure(code, request) }
    return Answer(
      status: unsafe connection_status(handle), headers: headers(unsafe Array(connection_headers(handle))),
      body: unsafe Array(connection_body(handle)), url: request.url)
  }

  private func prepare(_ request: Request, _ timeout: Duration) {
    set(CURLOPT_URL, request.url)
    set(CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP) | Int(CURLPROTO_HTTPS))
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_USERAGENT, "scantling")
    set(CURLOPT_TIMEOUT_MS, Int(timeout / .milliseconds(1)))
    set(CURLOPT_CONNECTTIMEOUT_MS, 10_000)
    // Without it libcurl times out by signals, which threads share.
    set(CURLOPT_NOSIGNAL, 1)
    // What is not encrypted stays on this machine.
    if origin(of: request.url)?.hasPrefix("http://") ?? true { set(CURLOPT_PROXY, "") }
    if let file = ProcessInfo.processInfo.environment["SSL_CERT_FILE"], !file.isEmpty { set(CURLOPT_CAINFO, file) }
    switch request.method {
    case .get: break
    case .head: set(CURLOPT_NOBODY, 1)
    case .post(let form): set(CURLOPT_COPYPOSTFIELDS, form)
    }
    for header in request.headers { unsafe connection_add_header(handle, "\(header.name): \(header.value)") }
  }

  private func set(_ option: CURLoption, _ value: String) { unsafe connection_set_text(handle, option, value) }

  private func set(_ option: CURLoption, _ value: Int) { unsafe connection_set_number(handle, option, value) }

  private func failure(_ code: CURLcode, _ request: Request) -> PinFailure {
    let details = unsafe String(cString: connection_message(handle)).prefix(120)
    let reason: String
    switch code {
    case CURLE_WRITE_ERROR:
      return PinFailure(.refused, "\(request.url) answers with more than \(request.limit) bytes")
    case CURLE_URL_MALFORMAT: return PinFailure(.refused, "'\(request.url)' is not an address")
    case CURLE_OPERATION_TIMEDOUT: reason = "no answer in time"
    case CURLE_COULDNT_RESOLVE_HOST: reason = "its name is not known"
    case CURLE_COULDNT_CONNECT: reason = "nobody listens there (\(details))"
    default: reason = "the connection broke (\(details))"
    }
    return PinFailure(
      .network, "\(origin(of: request.url) ?? request.url) cannot be reached: \(reason)",
      remedy: "'scantling pin' needs the network; 'generate' and 'check' work without it for all that is in the lock")
  }
}

extension [UInt8] {
  fileprivate init(_ part: Received) { self = unsafe Array(UnsafeBufferPointer(start: part.bytes, count: part.count)) }
}

/// The fields of a header, whose first line is the status.
private func headers(_ bytes: [UInt8]) -> [(name: String, value: String)] {
  String(decoding: bytes, as: UTF8.self).split { $0 == "\r\n" || $0 == "\n" }.dropFirst().compactMap { line in
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let value = line[colon...].dropFirst().drop { $0 == " " || $0 == "\t" }
    let end = value.lastIndex { $0 != " " && $0 != "\t" }
    return (line[..<colon].lowercased(), end.map { String(value[...$0]) } ?? "")
  }
}
