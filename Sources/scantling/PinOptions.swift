import ArgumentParser
import Diagnostics
import Driver
import Glibc
import IR
import Pins
import Spec
import Workspace

/// How the network is asked.
struct PinOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Registry to ask in the place of another; digests are the same. May be repeated.", valueName: "registry=mirror"))
  var mirror: [Mirror] = []

  @Option(
    help: ArgumentHelp(
      "Age that images and releases have to have, such as 7d; 'pins' in the workspace sets it for all.",
      valueName: "days"))
  var cooldown: Cooldown?

  /// Finds pins with what the workspace says; `progress` is on a terminal only.
  func find(_ tasks: [PinTask], for compilation: Compilation) throws -> [Result<PinFinding, PinFailure>] {
    guard !tasks.isEmpty else { return [] }
    let results = try finder(for: compilation).find(tasks) { Output.progress("pins", $0, of: tasks.count) }
    Output.endProgress()
    return results
  }

  func finder(for compilation: Compilation) throws -> PinFinder {
    guard let library = compilation.library else { throw ExitCode(1) }
    let configuration: DockerConfiguration
    do throws(PinFailure) { configuration = try .ofUser() } catch { throw stop([error]) }
    let days = cooldown?.days ?? compilation.workspace?.pins?.cooldown?.value ?? library.defaults.cooldown.value
    return PinFinder(
      RegistryClient(Transport(), configuration: configuration, mirrors: mirror), git: GitTags(),
      knownBad: library.actions.knownBad, today: .today(), cooldown: days)
  }
}

struct Cooldown: ExpressibleByArgument {
  let days: Int

  init?(argument: String) {
    guard let days = numberOfDays(argument) else { return nil }
    self.days = days
  }
}

extension Mirror: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

/// Says what could not be found; exit code 74 if the network is to blame for any of it.
func stop(_ failures: [PinFailure]) -> ExitCode {
  var seen: [PinFailure] = []
  for failure in failures where !seen.contains(failure) {
    seen.append(failure)
    Output.note("error: \(failure.message.printable)\n")
  }
  for remedy in Set(failures.compactMap(\.remedy)).sorted() { Output.note("  note: \(remedy)\n") }
  return ExitCode(failures.contains { $0.kind == .network } ? EX_IOERR : 1)
}

extension PinUpdate {
  /// Ends with exit code 1 where a name is that of nothing that is used.
  func stopAtUnknownNames(among needs: PinNeeds) throws {
    guard case .named(let names) = self else { return }
    let known = needs.references.flatMap(\.names) + needs.actions + needs.tools
    let unknown = names.filter { !known.contains($0) }
    for name in unknown {
      Output.note("error: nothing that is used is called '\(name.printable)'\n")
      if let near = nearestName(to: name, among: known) { Output.note("  note: did you mean '\(near)'?\n") }
    }
    if !unknown.isEmpty { throw ExitCode(1) }
  }
}

extension Compilation {
  /// Reports what is wrong, one rule apart, and ends with exit code 1 if there is any of it.
  func stopAtErrors(besides rule: Rule? = nil) throws {
    let found = diagnostics.filter { $0.rule != rule }
    guard found.hasErrors else { return }
    Output.report(found, in: sources, as: .text)
    throw ExitCode(1)
  }
}
