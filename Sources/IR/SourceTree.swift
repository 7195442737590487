package import Diagnostics
import Spec

/// A shared input as one service takes it.
package struct SharedPlan: Sendable {
  /// Where the service names it.
  package let name: Located<String>
  /// From the workspace root.
  package let path: Located<String>
  /// Where it is in builds and in development.
  package let place: String
  /// It is there before dependencies are installed, not only before the service's own sources.
  let isForDependencies: Bool
  /// It holds sources of the service's language.
  let isLibrary: Bool
}

/// The workspace of a language that a service is a member of: its root has the manifest and the lock of them all.
package struct LanguageWorkspace: Sendable {
  /// Where the service names it.
  package let name: Located<String>
  /// Folders of the root and of the other members, from the workspace root.
  package let root: Located<String>
  package let others: [Located<String>]
}

/// Where the sources of a service are while it is built and developed.
///
/// Alone they are right in the folder that the template names. With shared inputs that folder has the tree of the
/// workspace, as far as it is copied: relative paths from one to the other are those of the repository.
struct SourceTree {
  /// Folder of the service, from the workspace root.
  let folder: Located<String>
  let shared: [SharedPlan]
  let workspace: LanguageWorkspace?
  /// The folder that the template names.
  private let top: String

  init(
    folder: Located<String>, shared: [(name: Located<String>, input: SharedInput)], workspace: LanguageWorkspace?,
    top: String
  ) {
    (self.folder, self.workspace, self.top) = (folder, workspace, top)
    self.shared = shared.map { name, input in
      let isLibrary = input.need == .dependencies
      // Of a member only the manifest has to be there for dependencies.
      let isMember = workspace?.others.contains { pathsOverlap($0.value, input.path.value) } ?? false
      return SharedPlan(
        name: name, path: input.path, place: below(top, input.path.value),
        isForDependencies: isLibrary && !isMember, isLibrary: isLibrary)
    }
  }

  /// The service's folder has others beside it.
  var isKept: Bool { !shared.isEmpty || workspace != nil }
  /// Where the service's folder is.
  var source: String { isKept ? place(of: folder.value) : top }

  private func place(of path: String) -> String { below(top, path) }

  /// The folders with sources of the template's language, from the workspace root. Of what is not for dependencies
  /// nobody knows what may be left out.
  var folders: [String] { [folder.value] + shared.filter(\.isLibrary).map(\.path.value) }

  /// What is shared of members of the service's workspace.
  var sharedMembers: [SharedPlan] {
    shared.filter { input in workspace?.others.contains { $0.value == input.path.value } ?? false }
  }

  /// Development has the path from the workspace itself, and not from its image.
  func isMounted(_ path: String) -> Bool {
    ([folder.value] + shared.map(\.path.value)).contains { contextPath("", in: $0) == path || path.hasPrefix("\($0)/") }
  }

  /// The files or folders of a part of the workspace, each with its place; nil where that is the service's folder.
  func parts(of part: CopyTemplate.Part) -> [(path: Located<String>, place: String)]? {
    switch part {
    case .service: nil
    case .shared: shared.map { (Located($0.path.value, $0.name.range), $0.place) }
    case .members: workspace?.others.map { ($0, place(of: $0.value)) } ?? []
    case .workspace: workspace.map { [(Located($0.root.value, $0.name.range), place(of: $0.root.value))] }
    }
  }

  /// What the texts of a template may refer to; `range` is where the template names the folder.
  func add(to scope: inout Scope, _ range: SourceRange) {
    let root = workspace.map { place(of: $0.root.value) }
    scope.add("source", Located(source, range))
    scope.add("workspace", Located(root ?? source, range))
    scope.add("tree", .flag(isKept, range))
    let member = workspace.map { [Located(self.member(of: $0), folder.range)] } ?? []
    scope.add("member", .list(member, separator: " ", range))
    for (name, part) in [("members", CopyTemplate.Part.members), ("shared", .shared)] {
      let places = parts(of: part)?.map { Located($0.place, $0.path.range) } ?? []
      scope.add(name, .list(places, separator: " ", range))
    }
  }

  /// The service's folder from the root of its workspace.
  private func member(of workspace: LanguageWorkspace) -> String {
    let root = workspace.root.value
    if folder.value == root { return "." }
    return root.isEmpty ? folder.value : String(folder.value.dropFirst(root.count + 1))
  }

  /// A stage with these steps works in the service's folder.
  func isIn(_ steps: [Located<Step>]) -> Bool { steps.contains { $0.value.isWorkdir(source) } }

  /// The stage's steps, and each shared input before what it has to be there for: the first files of the service, or
  /// all of them. A stage that does not work in the service's folder takes none, and none takes what it copies itself.
  func withShared(_ steps: [Located<Step>]) -> [Located<Step>] {
    guard isIn(steps) else { return steps }
    var waiting = shared.filter { input in !steps.contains { $0.value.copies(contextPath(".", in: input.path.value)) } }
    return steps.reduce(into: []) { result, step in
      if case .copy(let paths, _, _) = step.value {
        let isWhole = paths.contains(contextPath(".", in: folder.value))
        let due = waiting.filter { isWhole || $0.isForDependencies }
        waiting.removeAll { isWhole || $0.isForDependencies }
        let comment = result.last?.value.isComment == true ? 1 : 0
        result.insert(contentsOf: due.map { Located($0.copy, $0.name.range) }, at: result.count - comment)
      }
      result.append(step)
    }
  }
}

extension SharedPlan {
  /// To a destination without a slash at its end, which is right for a file and for a folder.
  fileprivate var copy: Step { .copy(paths: [path.value], destination: place, CopyOptions()) }
}

extension Step {
  fileprivate func isWorkdir(_ folder: String) -> Bool { if case .workdir(folder) = self { true } else { false } }
  fileprivate func copies(_ path: String) -> Bool {
    if case .copy(let paths, _, _) = self { paths.contains(path) } else { false }
  }
  fileprivate var isComment: Bool { if case .comment = self { true } else { false } }
}

/// A path below a folder of the workspace, from the workspace root.
func contextPath(_ path: String, in folder: String) -> String {
  let path = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  if folder.isEmpty { return path.isEmpty ? "." : path }
  return path.isEmpty ? folder : "\(folder)/\(path)"
}

/// One of the paths is the other, or in it.
func pathsOverlap(_ one: String, _ other: String) -> Bool {
  one.isEmpty || other.isEmpty || "\(one)/".hasPrefix("\(other)/") || "\(other)/".hasPrefix("\(one)/")
}

private func below(_ folder: String, _ path: String) -> String { path.isEmpty ? folder : "\(folder)/\(path)" }
