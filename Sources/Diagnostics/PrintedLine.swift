/// A printed line and the place that its content came from.
package struct PrintedLine: Sendable {
  package let text: String
  package let origin: SourceRange

  package init(_ text: String, _ origin: SourceRange) {
    self.text = text
    self.origin = origin
  }
}
