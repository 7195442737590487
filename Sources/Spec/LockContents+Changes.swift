import Diagnostics

extension LockContents {
  /// Takes over what is built in for what is needed and not there.
  package mutating func fill(
    images: [ImageReference], actions: [String], tools: [String], from library: TemplateLibrary
  ) {
    for reference in images where self.images[reference] == nil {
      let builtIn = library.images.pins.first { $0.key.value == reference.description }
      self.images[reference] = builtIn.map { Image($0.value.value) }
    }
    for pin in library.actions.actions where actions.contains(pin.action.value) {
      self.actions[pin.action.value] = self.actions[pin.action.value] ?? Action(pin)
    }
    for tool in library.actions.tools where tools.contains(tool.key.value) {
      self.tools[tool.key.value] = self.tools[tool.key.value] ?? tool.value.value.version.value
    }
  }

  /// Without what is not needed any more.
  package func pruned(images: [ImageReference], actions: [String], tools: [String]) -> LockContents {
    var contents = self
    contents.images = self.images.filter { images.contains($0.key) }
    contents.actions = self.actions.filter { actions.contains($0.key) }
    contents.tools = self.tools.filter { tools.contains($0.key) }
    return contents
  }

  /// What is different from `old`, one line for each, by kind and name.
  package func changes(since old: LockContents) -> [String] {
    let images = lines(self.images, old.images) {
      $0.familiar
    } value: {
      $0.digest
    }
    let actions = lines(self.actions, old.actions) {
      $0
    } value: {
      "\($0.version) \($0.commit)"
    }
    return images + actions
      + lines(self.tools, old.tools) {
        $0
      } value: {
        $0
      }
  }

  private func lines<Key: Hashable, Pin: Equatable>(
    _ new: [Key: Pin], _ old: [Key: Pin], name: (Key) -> String, value: (Pin) -> String
  ) -> [String] {
    Set(new.keys).union(old.keys).sorted { name($0) < name($1) }.compactMap { key in
      switch (old[key], new[key]) {
      case (nil, let pin?): "pinned \(name(key)) \(value(pin))"
      case (_?, nil): "removed \(name(key))"
      case (let before?, let pin?) where before != pin:
        value(before) == value(pin)
          ? "completed \(name(key))" : "updated \(name(key)) \(value(before)) -> \(value(pin))"
      default: nil
      }
    }
  }
}
