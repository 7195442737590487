import Support

/// Random texts of what quoting is likely to forget; the same for the same seed on every machine.
struct HostileText {
  private var random: SplitMix64

  init(seed: Int) { random = SplitMix64(seed: seed) }

  /// A text that may hold anything but NUL.
  mutating func text() -> String {
    text(of: Self.printable + ["\n", "\t", "\r", "\u{1}", "\u{1B}[2J", "\u{7F}", "\u{2028}"])
  }

  /// A text on one line, without control characters.
  mutating func line() -> String { text(of: Self.printable) }

  private mutating func text(of pieces: [String]) -> String {
    (0..<Int.random(in: 0...8, using: &random)).reduce(into: "") { text, _ in
      text.unicodeScalars += (pieces.randomElement(using: &random) ?? "").unicodeScalars
    }
  }

  private static let printable = [
    "a", "b", "Z", "0", "7", "é", "名", "🚀", "👩‍🚀", "\u{301}", "\u{20DD}", "\u{200D}", "\u{FE0F}", "\u{202E}", "\u{A0}",
    " ", " ", "\\", "\\\\", "'", "''", "\"", "$", "$$", "${", "$(", "$x", "${x:-y}", "}", ")", "`", "`id`", "#", " #",
    "!", "!!", "~", "*", "?", "[", "]", "{a,b}", "<", ">", "<<EOF", "|", "&", "&&", ";", "=", "-", "--", "-x=", "%",
    "%s", "%%", "\\n", "\\0", "@", ":", ": ", ",", "+", "/", ".", "..", "^", "${{ x }}", "\\$", "\\\"", "'\\''",
  ]
}
