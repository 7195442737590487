package import Diagnostics
package import Spec

/// What a workspace uses of what others publish, pinned or not. Where an image is wrong, what comes after it may lack.
package struct PinNeeds: Sendable {
  package private(set) var uses: [ImageUse] = []
  package private(set) var actions: [String] = []
  package private(set) var tools: [String] = []

  package init() {}

  /// Each once, with the first place that asks for it.
  package var images: [Located<ImageReference>] { uses.map(\.image).distinct(by: \.value) }

  package var references: [ImageReference] { images.map(\.value) }

  mutating func add(_ use: ImageUse) { uses.append(use) }

  mutating func add(action name: String) { actions.append(name) }

  mutating func add(tool name: String) { tools.append(name) }
}

/// One use of an image, and what its name is put together from.
package struct ImageUse: Sendable {
  /// At the place that asks for it.
  package let image: Located<ImageReference>
  /// Parts of the name, each at the place where it is written.
  package let parts: [Located<String>]
}
