import Diagnostics
import Driver
import Glibc

/// Standard output and standard error. A reader that went away is no reason to leave work half done.
enum Output {
  /// Results, for people and pipes.
  static func result(_ text: String) { _ = write(text, to: STDOUT_FILENO) }

  /// An answer to whoever asked; says whether it is still there to read it.
  static func answer(_ text: String) -> Bool { write(text, to: STDOUT_FILENO) }

  /// Diagnostics and remarks.
  static func note(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// How far something is that takes time; on a terminal only, in one line that is written over.
  static func progress(_ what: String, _ done: Int, of total: Int) {
    if isatty(STDERR_FILENO) == 1 { note("\r\(what): \(done) of \(total)\u{1B}[K") }
  }

  static func endProgress() {
    if isatty(STDERR_FILENO) == 1 { note("\r\u{1B}[K") }
  }

  /// Findings: as text to standard error; in the forms for programs to standard output, also if there are none.
  static func report(
    _ diagnostics: [Diagnostic], in sources: SourceMap, as format: ReportFormat, changes: [Report.Change] = []
  ) {
    let report = Report(
      diagnostics, in: sources, colour: isColoured(STDERR_FILENO), changes: changes,
      pages: format == .sarif ? rulePages() : [:])
    let text = report.render(as: format)
    format == .text ? note(text) : result(text)
  }

  /// Colour is for terminals, unless NO_COLOR says otherwise (no-color.org).
  static func isColoured(_ descriptor: Int32) -> Bool {
    let noColour = unsafe getenv("NO_COLOR").map { unsafe $0.pointee != 0 } ?? false
    let isDumb = unsafe getenv("TERM").map { unsafe String(cString: $0) == "dumb" } ?? true
    return isatty(descriptor) == 1 && !noColour && !isDumb
  }

  /// Somebody reads the remarks as they come.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EPIPE { return false }
      guard count > 0 else { exit(EX_IOERR) }
      bytes = bytes.dropFirst(count)
    }
    return true
  }
}
