package import Diagnostics
package import Spec

/// What a workspace uses of what others publish, pinned or not. Where an image is wrong, what comes after it may lack.
package struct PinNeeds: Sendable {
  /// Each with the place that asks for it.
  package private(set) var images: [Located<ImageReference>] = []
  package private(set) var actions: [String] = []
  package private(set) var tools: [String] = []

  package init() {}

  package var references: [ImageReference] { images.map(\.value) }

  mutating func add(_ image: Located<ImageReference>) {
    if !images.contains(where: { $0.value == image.value }) { images.append(image) }
  }

  mutating func add(action name: String) { actions.append(name) }

  mutating func add(tool name: String) { tools.append(name) }
}
