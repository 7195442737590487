import ArgumentParser
import Diagnostics
import Driver
import Glibc
import Spec
import Workspace

/// In which form findings are reported.
struct ReportOptions: ParsableArguments {
  @Option(help: "Form of the report: \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = ReportFormat.text
}

extension ReportFormat: ExpressibleByArgument {}

extension CalendarDate: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

/// Which workspace a command works on.
struct WorkspaceOptions: ParsableArguments {
  @Option(
    name: [.customShort("C"), .customLong("root")],
    help: ArgumentHelp(
      "Workspace root, the folder that holds specs/workspace.yaml; looked for upwards from here if not given.",
      valueName: "folder"))
  var root: String?

  @Option(
    help: ArgumentHelp("Day by which waivers are judged, as in 2026-11-21; without it none ends.", valueName: "day"))
  var today: CalendarDate?

  /// Reads and compiles the workspace, or ends with the reason why that cannot be.
  func open(isFrozen: Bool = false) throws -> Workspace {
    let start = root ?? currentFolder()
    guard let root = root ?? Workspace.root(from: start) else {
      Output.note(welcome(start))
      throw ExitCode(1)
    }
    do throws(DiskError) { return try Workspace(root: root, today: today, isFrozen: isFrozen) } catch {
      throw stop(error)
    }
  }
}

/// Where pins may come from.
struct LockOptions: ParsableArguments {
  @Flag(
    name: .customLong("frozen"), help: "Use only what is in the lock, not the pins that are built in; for CI.")
  var isFrozen = false
}

/// What to do where there is no workspace yet.
private func welcome(_ folder: String) -> String {
  """
  error: no specs/workspace.yaml in '\(folder)' or above it
    note: this begins one, with a first service:

      scantling new api --template go --option version=1.27.0 --port 8080

    note: 'scantling new' lists the templates; '--root' names a workspace elsewhere

  """
}

func currentFolder() -> String {
  guard let path = unsafe getcwd(nil, 0) else { return "." }
  defer { unsafe free(path) }
  return unsafe String(cString: path)
}

/// Says what the disk refused; exit code 74.
func stop(_ error: DiskError) -> ExitCode {
  Output.note("error: \(error)\n")
  return ExitCode(EX_IOERR)
}

extension Workspace {
  /// Says how to go on where there is no service yet.
  func remarkIfEmpty() {
    guard compilation.hasNoServices else { return }
    Output.note(
      "no services yet; each is a file in \(Workspace.specFolder)/, and 'scantling new' begins one\n")
  }

  /// Reports what is wrong in the specs; ends with exit code 1 if there is an error. Where nothing is wrong, programs
  /// are told so by the command's own report.
  func reportSpecs(as format: ReportFormat) throws {
    guard compilation.diagnostics.hasErrors || format == .text else { return }
    Output.report(compilation.diagnostics, in: compilation.sources, as: format)
    guard compilation.diagnostics.hasErrors else { return }
    if format == .text {
      let errors = compilation.diagnostics.sorted(in: compilation.sources).filter { $0.severity == .error }.count
      Output.note("\(errors) \(errors == 1 ? "error" : "errors"); nothing was written\n")
    }
    throw ExitCode(1)
  }

  /// Mends the specs where it is sure how; says whether anything was mended.
  func applyFixIts() throws -> Bool {
    let (files, count) = applyingFixIts(of: compilation.diagnostics, in: compilation.sources)
    do throws(DiskError) {
      for file in files { try disk.write(file.bytes, to: file.path) }
    } catch {
      throw stop(error)
    }
    if count > 0 {
      Output.note(
        "mended \(count) \(count == 1 ? "mistake" : "mistakes") in \(files.map(\.path).joined(separator: ", "))\n")
    }
    return count > 0
  }

  /// Reports drift as findings, each in its file, and what is or would be done about it.
  func report(_ drift: [Drift], as format: ReportFormat, changes: [Change] = []) {
    let (diagnostics, sources) = Workspace.report(drift, sources: compilation.sources)
    let changes = changes.map { Report.Change(kind: $0.kind.rawValue, path: $0.path, reason: $0.reason) }
    Output.report(compilation.diagnostics + diagnostics, in: sources, as: format, changes: changes)
  }

  /// Tells programs that nothing is wrong, with warnings and changes if there are any. People are told nothing.
  func reportNothing(as format: ReportFormat, changes: [Change] = []) {
    if format != .text { report([], as: format, changes: changes) }
  }

  /// Says how many files drift in which way, and what mends them; where none does, only to who sits there.
  func summarise(_ drift: [Drift]) {
    let count = compilation.artifacts.count + drift.filter(\.expected.isEmpty).count
    if drift.isEmpty {
      if count > 0, Output.isTerminal { Output.note("\(files(count)) up to date\n") }
      return
    }
    Output.note("\(drift.count) of \(files(count)) \(drift.count == 1 ? "drifts" : "drift") from the specs\n")
    for remedy in drift.map(\.remedy).distinct {
      let kinds = drift.filter { $0.remedy == remedy }.map(\.heading)
      let counts = kinds.distinct.map { kind in "\(kinds.filter { $0 == kind }.count) \(kind)" }
      Output.note("  \(counts.joined(separator: ", ")): \(remedy)\n")
    }
  }

  private func files(_ count: Int) -> String { count == 1 ? "1 file" : "\(count) files" }
}
