import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOPosix

/// Runs `body` with a client for HTTP.
package func withTransport<Outcome: Sendable>(
  retries: RetryPolicy = RetryPolicy(), timeoutMilliseconds: Int64 = 30_000,
  _ body: @Sendable (Transport) async -> Outcome
) async throws -> Outcome {
  let client = HTTPClient(configuration: Transport.configuration)
  let outcome = await body(Transport(client, retries: retries, timeoutMilliseconds: timeoutMilliseconds))
  try await client.shutdown()
  return outcome
}

/// Runs `body` to its end, for callers that are not concurrent and may wait.
package func wait<Outcome: Sendable>(for body: @escaping @Sendable () async throws -> Outcome) throws -> Outcome {
  try MultiThreadedEventLoopGroup.singleton.any().makeFutureWithTask(body).wait()
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

extension Day {
  /// By this machine's clock.
  package static func today() -> Day { Day(number: Int(Date().timeIntervalSince1970) / 86_400) }
}
