import ArgumentParser
import Diagnostics
import Driver
import Glibc
import Onboarding
import Workspace

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Begin a workspace with what Dockerfiles and compose files say.",
    discussion: """
      Reads every Dockerfile and compose file of a repository into specs, and says of each instruction and key that it \
      cannot carry over where it is and why. What is there already is left as it is.

      EXAMPLES
        scantling import --dry-run          says what can be carried over, and writes nothing
        scantling import                    writes the specs
        scantling import --root ../shop     of another folder
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
    do throws(DiskError) {
      tree = try Workspace.tree(
        at: root, reading: ImportedSpecs.filesToRead, passingOver: SourceTree.foreign,
        hidden: ImportedSpecs.hidden)
    } catch {
      throw stop(error)
    }
    guard let specs = ImportedSpecs(of: tree, folder: folder) else { throw ExitCode(EX_SOFTWARE) }
    Output.report(specs.diagnostics, in: specs.sources, as: .text)
    Output.result(specs.report)
    guard !specs.files.isEmpty else {
      Output.note(
        "error: no Dockerfile and no compose file in '\(root.printable)'\n  note: 'scantling init' goes by the sources\n"
      )
      throw ExitCode(1)
    }
    Output.result(specs.figures.text)
    do throws(DiskError) { try write(specs.files, to: root) } catch { throw stop(error) }
  }

  private func write(_ files: [SourceFile], to root: String) throws(DiskError) {
    if dryRun {
      for path in try Workspace.missing(files, at: root) { Output.result("would be created: \(path)\n") }
      return
    }
    let written = try Workspace.create(files, at: root)
    for path in written { Output.result("created \(path)\n") }
    for file in files where !written.contains(file.path) && !file.path.hasSuffix(".json") {
      Output.note("\(file.path) is there already: left as it is\n")
    }
    try Workspace.remarkOnWhatIsLeft(at: root)
  }
}
