/// The tags of repositories on GitHub, asked with git, which knows the proxies and credentials of whoever runs it.
package struct GitTags: Sendable {
  private let seconds: Int

  package init(seconds: Int = 60) { self.seconds = seconds }

  /// The commit of each tag; of an annotated tag the commit that it is about, not the tag's own object.
  package func tags(of repository: String) throws(PinFailure) -> [String: String] {
    let output = try git(["ls-remote", "--tags", address(of: repository)], repository)
    return GitTags.parse(output)
  }

  /// Reads what 'git ls-remote' prints: commit, tab, name; names that end in '^{}' are those of peeled tags.
  package static func parse(_ output: String) -> [String: String] {
    var tags: [String: String] = [:]
    var peeled: [String: String] = [:]
    for line in output.split(separator: "\n") {
      let columns = line.split(separator: "\t")
      guard columns.count == 2, columns[0].utf8.count == 40, columns[0].allSatisfy(\.isHexDigit),
        columns[1].hasPrefix("refs/tags/")
      else { continue }
      let name = columns[1].dropFirst("refs/tags/".count)
      if name.hasSuffix("^{}") {
        peeled[String(name.dropLast(3))] = String(columns[0])
      } else {
        tags[String(name)] = String(columns[0])
      }
    }
    return tags.merging(peeled) { $1 }
  }

  /// The day of the commit behind a tag, as its committer's machine had it.
  func day(of tag: String, in repository: String) throws(PinFailure) -> Day {
    let script = """
      set -e
      folder=$(mktemp -d)
      trap 'rm -rf "$folder"' EXIT
      git init --quiet --bare "$folder"
      git -C "$folder" fetch --quiet --depth=1 --filter=tree:0 "$1" "refs/tags/$2" 2>/dev/null
      TZ=UTC0 git -C "$folder" show --no-patch --format=%cd --date=short-local "FETCH_HEAD^{commit}"
      """
    let process = Subprocess(
      "sh", ["-c", script, "sh", address(of: repository), tag], environment: Self.environment, seconds: seconds)
    guard case .ended(status: 0, let output) = process.run(),
      let day = Day(String(decoding: output, as: UTF8.self))
    else { throw PinFailure(.network, "the day of \(repository) \(tag) cannot be found out") }
    return day
  }

  private func git(_ arguments: [String], _ repository: String) throws(PinFailure) -> String {
    let process = Subprocess("git", arguments, environment: Self.environment, seconds: seconds)
    switch process.run() {
    case .ended(status: 0, let output): return String(decoding: output, as: UTF8.self)
    case .ended(_, let output):
      let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
      let reason = lines.first { $0.hasPrefix("fatal: ") }?.dropFirst("fatal: ".count) ?? lines.last ?? "git fails"
      throw PinFailure(.network, "the tags of \(repository) cannot be read: \(reason.prefix(300))")
    case .notStarted:
      throw PinFailure(.refused, "git is not on the PATH; the versions of actions are asked with it")
    case .tookTooLong: throw PinFailure(.network, "the tags of \(repository) cannot be read: no answer in time")
    }
  }

  /// Never asks a person for anything.
  private static let environment = ["GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "LC_ALL": "C"]

  private func address(of repository: String) -> String { "https://github.com/\(repository)" }
}
