/// `text` as one word of the shell, quoted only where it has to be.
func shellQuoted(_ text: String) -> String {
  let isPlain = { (byte: UInt8) in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "_-./:@%+=,".utf8.contains(byte)
    }
  }
  if !text.isEmpty, text.utf8.allSatisfy(isPlain) { return text }
  // -ldflags='-s -w' reads better than '-ldflags=-s -w', and is the same word.
  if text.hasPrefix("-"), let equals = text.firstIndex(of: "="), text[..<equals].utf8.allSatisfy(isPlain) {
    return text[...equals] + shellQuoted(String(text[text.index(after: equals)...]))
  }
  return "'" + replacing("'", by: "'\\''", in: text) + "'"
}

/// By scalars: a mark that combines with a character does not take its meaning away.
func replacing(_ scalar: Unicode.Scalar, by replacement: String, in text: String) -> String {
  text.unicodeScalars.reduce(into: "") { $0 += $1 == scalar ? replacement : String($1) }
}
