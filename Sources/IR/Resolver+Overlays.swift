import Diagnostics
import Spec
import YAML

/// Overlays as far as they can be judged before the documents are there.
extension Resolver {
  mutating func overlays() -> [OverlayPlan] {
    workspace.overlays.map { entry in
      let overlay = entry.value.value
      let changes = overlay.changes.flatMap { document, changes in
        changes.map { OverlayPlan.Change(document: document, change: $0) }
      }
      for change in changes {
        checkReason(change, overlay)
        checkPins(change)
      }
      return OverlayPlan(
        name: entry.key, reason: overlay.reason, changes: changes, makefile: overlay.makefile)
    }
  }

  /// What keeps others out is touched for a stated reason only.
  private mutating func checkReason(_ change: OverlayPlan.Change, _ overlay: OverlaySpec) {
    guard overlay.reason == nil else { return }
    let guarded = change.document.isWorkflow ? guardedInWorkflows : guardedInCompose
    guard let touched = change.touched.first(where: { guarded.contains($0.value) }), !isDamaged(touched.range) else {
      return
    }
    report(
      .overlayReason, "'\(touched.value)' is touched without a stated reason", at: touched.range,
      notes: [.init("say why with 'because', beside the changes")])
  }

  /// What comes from others is named by its digest or commit.
  private mutating func checkPins(_ change: OverlayPlan.Change) {
    for entry in change.change.value.node?.allEntries ?? [] {
      guard case .scalar(let scalar) = entry.value.content else { continue }
      let (text, range) = (scalar.text, entry.value.range)
      switch entry.key.value {
      case "uses" where !isPinnedAction(text):
        report(
          .unpinnedAction, "the action '\(text)' is not named by its commit", at: range,
          notes: [.init("write the 40 digits of the commit behind '@', and the version in a comment")])
      case "image" where !text.contains("@sha256:") && !text.contains("${"),
        "container" where !text.contains("@sha256:") && !text.contains("${"):
        report(
          .unpinnedImage, "the image '\(text)' is named without its digest", at: range,
          notes: [.init("write its digest behind it, as in '\(text)@sha256:…'")])
      default: break
      }
    }
  }
}

/// What hardens containers, or opens them.
private let guardedInCompose: Set = [
  "cap_add", "cap_drop", "devices", "ipc", "network_mode", "pid", "privileged", "read_only", "security_opt", "user",
  "userns_mode",
]

/// What a job may do with its token, and who may start a run with secrets.
private let guardedInWorkflows: Set = ["permissions", "pull_request_target", "workflow_run"]

extension OverlayPlan.Change {
  /// Every key that is on the way, taken out or put in; not permission to read the contents, which are to be seen anyway.
  fileprivate var touched: [Located<String>] {
    var names = change.value.path
    if case .remove(let removed) = change.value.edit { names += removed }
    return names + (change.value.node?.allEntries ?? []).filter { !$0.isReadingContents }.map(\.key)
  }
}

extension Node {
  /// The entries of the mappings in this, and of those in them.
  fileprivate var allEntries: [Node.Entry] {
    switch content {
    case .mapping(let entries): entries.flatMap { [$0] + $0.value.allEntries }
    case .sequence(let nodes): nodes.flatMap(\.allEntries)
    case .scalar: []
    }
  }
}

extension Node.Entry {
  fileprivate var isReadingContents: Bool {
    guard key.value == "permissions", case .mapping(let entries) = value.content else { return false }
    return entries.allSatisfy { entry in
      guard entry.key.value == "contents", case .scalar(let access) = entry.value.content else { return false }
      return access.text == "read"
    }
  }
}

/// `owner/name@<commit>`, `docker://image@<digest>`, or a path in the repository.
private func isPinnedAction(_ text: String) -> Bool {
  if text.hasPrefix("./") { return true }
  if text.hasPrefix("docker://") { return text.contains("@sha256:") }
  guard let at = text.lastIndex(of: "@") else { return false }
  let commit = text[text.index(after: at)...]
  return commit.utf8.count == 40 && commit.allSatisfy { $0.isHexDigit && !$0.isUppercase }
}
