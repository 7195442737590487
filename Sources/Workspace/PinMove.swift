package import Diagnostics
import Spec

/// A pin that a generated file has otherwise than it would be printed.
package struct PinMove: Sendable {
  enum Pin: Hashable, Sendable {
    case action(String, LockContents.Action)
    case tool(String, version: String)
    case image(ImageReference, digest: String)
  }

  let old, new: Pin
  /// In the file that was edited.
  let place: SourceRange
  /// Where the line comes from, and the file that the generated one is about.
  let origin: SourceRange
  let file: FileID
  /// The change of a spec that it takes, if the version stands in one.
  package internal(set) var edit: Diagnostic.FixIt?

  /// What has one value in a workspace.
  enum Key: Hashable { case action(String), tool(String), image(ImageReference) }

  var key: Key {
    switch new {
    case .action(let name, _): .action(name)
    case .tool(let name, _): .tool(name)
    case .image(let reference, _): .image(reference)
    }
  }

  /// `golang:1.27.0-alpine sha256:4c9f -> golang:1.28.0-alpine sha256:0aac`
  package var text: String { "\(old.text) -> \(new.text)" }
}

extension PinMove.Pin {
  /// Of what this is a pin.
  var name: String {
    switch self {
    case .action(let name, _), .tool(let name, _): name
    case .image(let reference, _): reference.familiar
    }
  }

  fileprivate var text: String {
    switch self {
    case .action(let name, let action): "\(name) \(action.version) \(action.commit)"
    case .tool(let name, let version): "\(name) \(version)"
    case .image(let reference, let digest): "\(reference.familiar) \(digest)"
    }
  }
}
