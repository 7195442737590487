import Diagnostics
import IR
package import Spec
import YAML

extension Record.Field {
  /// An overlay: a line for each change of a document.
  init?(lowering overlay: OverlayPlan) {
    let documents = OverlaidDocument.allCases.map { document in
      Self(document.rawValue, overlay.changes.filter { $0.document == document }.map { $0.change.map(\.line) })
    }
    let variables = overlay.makefile?.variables.map { Self($0.key.value, $0.value.map(\.written)) } ?? []
    let targets = overlay.makefile?.targets.map { Self(lowering: $0) } ?? []
    let makefile = Self("makefile", [Self("variables", variables), Self("targets", targets)])
    self.init(overlay.name.value, [Self("because", overlay.reason)] + documents + [makefile])
  }

  private init(lowering target: Entry<MakefileTarget>) {
    let written = target.value.value
    let commands = written.commands.map { command in
      command.map { words in words.map { shellQuoted($0.value.written) }.joined(separator: " ") }
    }
    let found: [Self?] = [Self("help", written.help), Self("needs", written.needs), Self("run", commands)]
    let fields = found.compactMap { $0 }
    self = fields.isEmpty ? Self(target.key.value, target.key) : Self(key: target.key.value, value: .fields(fields))
  }
}

extension OverlayChange {
  /// `services.api set { init: true }`
  fileprivate var line: String { "\(place) \(what)" }

  /// What is done at the place, on one line.
  package var what: String {
    switch edit {
    case .remove(let names): "\(kind.value.rawValue) \(Value.strings(names.map(\.value)).line)"
    case .set, .append, .before, .after: "\(kind.value.rawValue) \(node.map { Value($0).line } ?? "")"
    }
  }

  /// The way to the place; a dot for the document itself.
  package var place: String { path.isEmpty ? "." : path.map(\.value).joined(separator: ".") }
}
