import FoundationEssentials
import Glibc

/// A program of somebody else that is run to its end.
struct Subprocess: Sendable {
  enum Outcome: Sendable {
    case ended(status: Int32, output: [UInt8])
    case notStarted
    case tookTooLong
  }

  private let arguments: [String]
  private let input: String
  private let discardsErrors: Bool
  private let environment: [String: String]
  private let seconds: Int

  /// Its errors go where its output goes, unless they are discarded. `input` is short: it has to fit into a pipe.
  init(
    _ program: String, _ arguments: [String], input: String = "", discardsErrors: Bool = false,
    environment: [String: String] = [:], seconds: Int = 60
  ) {
    self.arguments = [program] + arguments
    self.input = input
    self.discardsErrors = discardsErrors
    self.environment = environment
    self.seconds = seconds
  }

  func run() -> Outcome {
    guard let (read: standardInput, write: inputEnd) = pipe(), let (read: outputEnd, write: standardOutput) = pipe()
    else { return .notStarted }
    defer { close(outputEnd) }
    let process = start(standardInput, standardOutput)
    close(standardInput)
    close(standardOutput)
    let bytes = Array(input.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(inputEnd, $0.baseAddress, $0.count) }
    close(inputEnd)
    guard let process else { return .notStarted }
    let output = collect(outputEnd, until: time(nil) + seconds)
    if output == nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard let output else { return .tookTooLong }
    return .ended(status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -1, output: output)
  }

  /// Sockets, because they are never inherited by another program that is started at the same time.
  private func pipe() -> (read: Int32, write: Int32)? {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    return unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 ? (ends[0], ends[1]) : nil
  }

  private func start(_ standardInput: Int32, _ standardOutput: Int32) -> pid_t? {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, standardInput, STDIN_FILENO)
    unsafe posix_spawn_file_actions_adddup2(&actions, standardOutput, STDOUT_FILENO)
    if discardsErrors {
      unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    } else {
      unsafe posix_spawn_file_actions_adddup2(&actions, standardOutput, STDERR_FILENO)
    }
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0)=\($1)" }
    var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var settings = unsafe variables.map { unsafe strdup($0) } + [nil]
    defer { unsafe (words + settings).forEach { unsafe free($0) } }
    var process = pid_t()
    return unsafe posix_spawnp(&process, arguments[0], &actions, nil, &words, &settings) == 0 ? process : nil
  }

  /// All that is written until the other end is closed; nil where that takes too long.
  private func collect(_ end: Int32, until deadline: time_t) -> [UInt8]? {
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while output.count < 64 << 20 {
      var waiting = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
      let left = deadline - time(nil)
      guard left > 0 else { return nil }
      guard unsafe poll(&waiting, 1, Int32(left * 1000)) > 0 else { continue }
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(end, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return output }
      output += chunk[..<count]
    }
    return nil
  }
}
