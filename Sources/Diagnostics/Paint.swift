/// Styles for text on a terminal; where there is none, text stays as it is.
package struct Paint: Sendable {
  package enum Style: String, Sendable {
    case bold = "1", red = "1;31", yellow = "1;33", green = "32", cyan = "36", dim = "2"
  }

  let isOn: Bool

  package init(_ isOn: Bool) { self.isOn = isOn }

  package func callAsFunction(_ text: String, _ style: Style) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
