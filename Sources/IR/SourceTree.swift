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
}

/// Where the sources of a service are while it is built and developed.
///
/// Alone they are right in the folder that the template names. With shared inputs that folder has the tree of the
/// workspace, as far as it is copied: relative paths from one to the other are those of the repository.
struct SourceTree {
  /// Folder of the service, from the workspace root.
  let folder: Located<String>
  let shared: [SharedPlan]
  /// Where the service's folder is.
  let source: String

  /// `top` is the folder that the template names.
  init(folder: Located<String>, shared: [(name: Located<String>, input: SharedInput)], top: String) {
    let place = { (path: String) in path.isEmpty ? top : "\(top)/\(path)" }
    self.folder = folder
    self.shared = shared.map { name, input in
      SharedPlan(
        name: name, path: input.path, place: place(input.path.value), isForDependencies: input.need == .dependencies)
    }
    source = shared.isEmpty ? top : place(folder.value)
  }

  /// The folders with sources of the template's language, from the workspace root. Of what is not for dependencies
  /// nobody knows what may be left out.
  var folders: [String] { [folder.value] + shared.filter(\.isForDependencies).map(\.path.value) }

  /// What the texts of a template may refer to; `place` is where the template names the folder.
  func add(to scope: inout Scope, place: SourceRange) {
    scope.add("source", Located(source, place))
    scope.add("shared", .list(shared.map { Located($0.place, $0.name.range) }, separator: " ", place))
  }

  /// A stage with these steps works in the service's folder.
  func isIn(_ steps: [Located<Step>]) -> Bool { steps.contains { $0.value.isWorkdir(source) } }

  /// The stage's steps, and each shared input before what it has to be there for: the first files of the service, or
  /// all of them. A stage that does not work in the service's folder takes none.
  func withShared(_ steps: [Located<Step>]) -> [Located<Step>] {
    guard isIn(steps) else { return steps }
    var waiting = shared
    return steps.reduce(into: []) { result, step in
      if case .copy(let paths, _) = step.value {
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
  fileprivate var copy: Step { .copy(paths: [path.value], destination: place) }
}

extension Step {
  fileprivate func isWorkdir(_ folder: String) -> Bool { if case .workdir(folder) = self { true } else { false } }
  fileprivate var isComment: Bool { if case .comment = self { true } else { false } }
}

/// A path below a folder of the workspace, from the workspace root.
func contextPath(_ path: String, in folder: String) -> String {
  let path = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  if folder.isEmpty { return path.isEmpty ? "." : path }
  return path.isEmpty ? folder : "\(folder)/\(path)"
}
