import Diagnostics
import IR
import Spec

extension Makefile.Section {
  /// What the workspace adds; nothing where it adds nothing.
  static func overlays(of plan: BuildPlan) -> [Self] {
    let makefiles = plan.overlays.compactMap(\.makefile)
    let variables = makefiles.flatMap(\.variables).map { variable in
      Makefile.Variable(
        name: variable.key.value, value: .standard(Makefile.Line([Makefile.Word(lowering: variable.value.value)])),
        origin: variable.range)
    }
    let targets = makefiles.flatMap(\.targets).map { Makefile.Target(lowering: $0) }
    guard let origin = variables.first?.origin ?? targets.first?.origin else { return [] }
    return [
      Self(
        title: "Of this workspace", items: variables.map { .variable($0) } + targets.map { .target($0) },
        origin: origin)
    ]
  }
}

extension Makefile.Target {
  fileprivate init(lowering target: Entry<MakefileTarget>) {
    let written = target.value.value
    self.init(
      name: target.key.value, documentation: written.help, prerequisites: written.needs,
      recipe: written.commands.map { command in
        .init(lines: [.init(command.value.map { Makefile.Word(lowering: $0.value) }, origin: command.range)])
      }, origin: target.key.range)
  }
}

extension Makefile.Word {
  /// References are variables of make.
  fileprivate init(lowering text: Text) {
    pieces = text.parts.map { part in
      switch part {
      case .literal(let literal): .literal(literal)
      case .reference(let name): .reference(name.value)
      }
    }
  }
}

extension Makefile {
  /// Names that overlays take although they are taken, and those that they refer to and that are not there.
  func mistakes(in overlays: [OverlayPlan]) -> [Diagnostic] {
    let own = overlays.compactMap(\.makefile)
    let (targets, variables) = (own.flatMap(\.targets), own.flatMap(\.variables))
    let words = targets.flatMap { $0.value.value.commands.flatMap(\.value) } + variables.map(\.value)
    let needs = targets.flatMap(\.value.value.needs).filter { !targetNames.contains($0.value) }
    let references = words.flatMap(\.value.references).filter { !variableNames.contains($0.value) }
    return taken(targets.map(\.key), among: targetNames, "target")
      + taken(variables.map(\.key), among: variableNames, "variable")
      + needs.map { need in
        Diagnostic(
          .overlayAnchor, "the Makefile has no target '\(need.value.printable)'", at: need.range, unknown: need.value,
          among: targetNames)
      }
      + references.map { name in
        Diagnostic(
          .overlayAnchor, "the Makefile has no variable '\(name.value.printable)'", at: name.range, unknown: name.value,
          among: variableNames, spelled: { "${\($0)}" })
      }
  }

  private func taken(_ names: [Located<String>], among all: [String], _ kind: String) -> [Diagnostic] {
    names.filter { name in all.filter { $0 == name.value }.count > 1 }.map { name in
      Diagnostic(
        .duplicateName, "the Makefile has a \(kind) '\(name.value)' already", at: name.range,
        notes: [.init("give it another name")])
    }
  }

  private var targetNames: [String] {
    sections.flatMap(\.items).compactMap { if case .target(let target) = $0 { target.name } else { nil } }
  }

  private var variableNames: [String] {
    sections.flatMap(\.items).compactMap { if case .variable(let variable) = $0 { variable.name } else { nil } }
  }
}

extension Text {
  fileprivate var references: [Located<String>] {
    parts.compactMap { if case .reference(let name) = $0 { name } else { nil } }
  }
}
