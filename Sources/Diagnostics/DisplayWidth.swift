extension String {
  /// Number of terminal columns this text takes.
  package var displayWidth: Int { unicodeScalars.reduce(0) { $0 + $1.displayWidth } }

  /// White space as wide as this text; tabs stay tabs, so that what follows lines up under it.
  var padding: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      text += scalar == "\t" ? "\t" : String(repeating: " ", count: scalar.displayWidth)
    }
  }

  /// This text without its middle, where it is too long to be read: a message may quote a value of any length.
  var abridged: String {
    let scalars = unicodeScalars
    guard utf8.count > 500, scalars.count > 500 else { return self }
    return String(scalars.prefix(300)) + "..." + String(scalars.suffix(150))
  }

  /// This text without the characters that could act on a terminal or turn its direction.
  package var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.isHarmless ? $0 : "\u{FFFD}" }))
  }
}

extension Unicode.Scalar {
  fileprivate var isHarmless: Bool {
    switch properties.generalCategory {
    case .control: self == "\t"
    case .format: !(0x202A...0x202E).contains(value) && !(0x2066...0x2069).contains(value)
    default: true
    }
  }

  /// 0 for marks that sit on the character before, 2 for East Asian wide characters and emoji (UAX #11), else 1.
  fileprivate var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    // Emoji among other signs, such as the white heavy check mark; a letter of a flag is half of one.
    default: return properties.isEmojiPresentation && !(0x1F1E6...0x1F1FF).contains(value) ? 2 : 1
    }
  }
}
