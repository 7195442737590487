import Diagnostics
package import Spec

/// What of a lock is to move.
package enum PinUpdate: Equatable, Sendable {
  /// Nothing; only what the lock lacks is found.
  case nothing
  case everything
  case named([String])

  func includes(_ name: String) -> Bool {
    switch self {
    case .nothing: false
    case .everything: true
    case .named(let names): names.contains(name)
    }
  }

  /// By any of its names: golang, golang:1.27.0-alpine, docker.io/library/golang.
  func includes(_ reference: ImageReference) -> Bool {
    reference.names.contains { includes($0) }
  }
}

extension LockContents {
  /// What has to be found: needed images that are not there, and what is to move; by kind and name.
  package func tasks(images: [ImageReference], moving update: PinUpdate, tools: [Entry<ToolPin>]) -> [PinTask] {
    let images = images.filter { self.images[$0] == nil || update.includes($0) }
      .sorted { $0.description < $1.description }
    let actions = self.actions.filter { update.includes($0.key) }.sorted { $0.key < $1.key }
    let tools = tools.filter { update.includes($0.key.value) }.compactMap { tool in
      self.tools[tool.key.value].map { current in
        PinTask.tool(name: tool.key.value, repository: tool.value.value.repository.value, current: current)
      }
    }
    return images.map { .image($0, current: self.images[$0]) }
      + actions.map { .action(name: $0.key, current: $0.value) } + tools
  }

  package mutating func apply(_ finding: PinFinding, of task: PinTask) {
    switch (task, finding) {
    case (.image(let reference, _), .image(let image)): images[reference] = image
    case (.action(let name, _), .release(let action)): actions[name] = action
    case (.tool(let name, _, _), .release(let release)): tools[name] = release.version
    default: break
    }
  }
}
