import Diagnostics
import Spec

/// What is pinned: the lock counts, and where it says nothing, what is built in.
extension Resolver {
  func locked(_ reference: ImageReference) -> Located<LockedImage>? {
    specs.lock?[reference] ?? library.images.pins.first { $0.key.value == reference.description }?.value
  }

  mutating func action(_ name: String) -> ActionPin? {
    needs.add(action: name)
    let pin = specs.lock?.action(name) ?? library.actions.actions.first { $0.action.value == name }
    if pin == nil {
      report(.init(.missingKey, "the action table lacks '\(name)', which workflows use", at: nil))
    }
    return pin
  }

  mutating func tool(_ name: String) -> Located<String>? {
    needs.add(tool: name)
    let pin = specs.lock?.tool(name) ?? library.actions.tool(name)?.version
    if pin == nil {
      report(.init(.missingKey, "the action table names no version of '\(name)'", at: nil))
    }
    return pin
  }

  /// The lock and the tables name nothing that is known to be bad; a frozen lock holds all that is used.
  mutating func checkLock() {
    for pin in library.actions.actions + (specs.lock?.actions ?? []) {
      check(pin.action, "action", pin.action.value, at: pin.version)
    }
    for tool in library.actions.tools { check(tool.key, "tool", tool.key.value, at: tool.value.value.version) }
    for tool in specs.lock?.tools ?? [] { check(tool.key, "tool", tool.key.value, at: tool.value) }
    for image in (specs.lock?.images ?? []) + library.images.pins {
      guard let reference = try? ImageReference(parsing: image.key.value) else { continue }
      check(image.key, "image", reference.repository, at: Located(reference.tag ?? "", image.key.range))
    }
    if specs.isFrozen { checkCompleteness() }
  }

  private mutating func check(_ shown: Located<String>, _ kind: String, _ name: String, at version: Located<String>) {
    guard let reason = library.actions.knownBad.reason(against: name, version.value) else { return }
    let what = kind == "image" ? "'\(shown.value)'" : "'\(shown.value)' at \(version.value)"
    report(
      .knownBadPin, "the \(kind) \(what) must not be used: \(reason)", at: version.range,
      notes: [.init("take it out; 'scantling pin' finds another for what the lock then lacks")])
  }

  /// Whatever is used although the lock lacks it came from the tables.
  private mutating func checkCompleteness() {
    let lock = specs.lock
    let images = needs.images.filter { lock?[$0.value] == nil && locked($0.value) != nil }.map(\.value.familiar)
    let actions = needs.actions.filter { lock?.action($0) == nil }
    let tools = needs.tools.filter { lock?.tool($0) == nil }
    let missing = (images + actions + tools).sorted()
    guard !missing.isEmpty else { return }
    report(
      .unlockedPin, "the lock does not hold " + missing.joined(separator: ", "),
      at: lock.map { $0.range.slice(0, 0) } ?? workspace.name.range,
      notes: [.init("run 'scantling pin' and commit the lock; with --frozen nothing else is used")])
  }
}
