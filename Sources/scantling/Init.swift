import ArgumentParser
import Diagnostics
import Driver
import Glibc
import Onboarding
import Spec
import Workspace

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Begin a workspace with the services that a repository's files tell of.",
    discussion: """
      Says of each folder what it takes it for and why, and writes a spec for each service. What is there already is \
      left as it is: run again, it adds the services that have no spec yet. It looks six folders deep, and not into \
      those of tools, examples and docs.

      EXAMPLES
        scantling init --dry-run        say what would be written
        scantling init                  write a spec for each service
        scantling init --root ../shop   the same in another folder
      """)

  @Option(
    name: [.customShort("C"), .customLong("root")],
    help: ArgumentHelp(
      "Root of the repository; if not given, that of the workspace here or above, or else this folder.",
      valueName: "folder"))
  var root: String?
  @Flag(help: "Only say what would be written.")
  var dryRun = false

  func run() throws {
    let here = currentFolder()
    let root = root ?? Workspace.root(from: here) ?? here
    let absolute = root.hasPrefix("/") ? root : "\(here)/\(root)"
    let folder = absolute.split(separator: "/").last { $0 != "." }.map(String.init) ?? ""
    let tree: SourceTree
    do throws(DiskError) { tree = try Workspace.tree(at: root, reading: InitialSpecs.filesToRead()) } catch {
      throw stop(error)
    }
    guard let specs = InitialSpecs(of: tree, folder: folder) else { throw ExitCode(EX_SOFTWARE) }
    Output.result(specs.report)
    guard !specs.files.isEmpty else { return try remarkOnNothing(specs, root) }
    do throws(DiskError) { try write(specs, to: root) } catch { throw stop(error) }
  }

  private func write(_ specs: InitialSpecs, to root: String) throws(DiskError) {
    if dryRun {
      for path in try Workspace.missing(specs.files, at: root) { Output.result("would be created: \(path)\n") }
    } else {
      for path in try Workspace.create(specs.files, at: root) { Output.result("created \(path)\n") }
      try Workspace.remarkOnWhatIsLeft(at: root)
    }
  }

  private func remarkOnNothing(_ specs: InitialSpecs, _ root: String) throws {
    guard specs.report.isEmpty || !specs.report.contains("described by") else {
      return Output.note("nothing to add\n")
    }
    Output.note(
      """
      error: no service is told by its files in '\(root.printable)'
        note: looked for \(specs.manifests.joined(separator: ", "))
        note: this begins one; 'scantling new' lists the templates:

          scantling new api --template go --option version=1.27.0 --port 8080

      """)
    throw ExitCode(1)
  }
}

extension Workspace {
  /// Says what has to be done until 'generate' passes.
  static func remarkOnWhatIsLeft(at root: String) throws(DiskError) {
    let workspace = try Workspace(root: root)
    let errors = workspace.compilation.diagnostics.filter { $0.severity == .error }
    let others = errors.filter { $0.rule != .unpinnedImage }
    if workspace.compilation.workspace?.registry.value.hasPrefix("registry.example.com/") ?? false {
      Output.note("'registry' in \(workspaceFile) is a placeholder: say where your images go\n")
    }
    if !others.isEmpty { Output.report(others, in: workspace.compilation.sources, as: .text) }
    let pin = errors.count == others.count ? "" : "'scantling pin', which writes digests of images to the lock, and "
    Output.note("look through the specs, then run \(pin)'scantling generate'\n")
  }
}
