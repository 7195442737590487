/// The one rule of quoting: a string is printed plain only if YAML 1.1 and 1.2 readers both take it for this string.
///
/// Everything that YAML 1.1 could resolve to a boolean, null, number, date or sexagesimal number is quoted, and so is
/// everything that begins with, contains or ends in what has a meaning in YAML. On one line with others, between
/// brackets, more has a meaning than on a line of its own.
func isSafePlain(_ text: String, inFlow: Bool) -> Bool {
  let bytes = Array(text.utf8)
  guard let first = bytes.first, isWordStart(first) || "/.$".utf8.contains(first) || isOption(bytes),
    bytes.allSatisfy({ (0x20...0x7E).contains($0) }), !inFlow || !bytes.contains(where: isFlowIndicator),
    bytes.last != UInt8(ascii: ":"), bytes.last != UInt8(ascii: " ")
  else { return false }
  for (byte, next) in zip(bytes, bytes.dropFirst()) {
    if byte == UInt8(ascii: ":"), next == UInt8(ascii: " ") { return false }
    if byte == UInt8(ascii: " "), next == UInt8(ascii: "#") { return false }
  }
  return !isReserved(text) && !looksNumeric(bytes) && !bytes.starts(with: "...".utf8)
}

/// `-m` or `--help`: a dash is an indicator only before a blank.
private func isOption(_ bytes: [UInt8]) -> Bool {
  guard bytes.count > 1, bytes[0] == UInt8(ascii: "-") else { return false }
  let second = bytes[1] == UInt8(ascii: "-") && bytes.count > 2 ? bytes[2] : bytes[1]
  return isWordStart(second) && second != UInt8(ascii: "_") && !("0"..."9").contains(Character(Unicode.Scalar(second)))
}

private func isWordStart(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: false
  }
}

/// What delimits or quotes between brackets, and what a reader's eye would stumble over there.
private func isFlowIndicator(_ byte: UInt8) -> Bool { "[]{},?\"'`\\".utf8.contains(byte) }

private func isReserved(_ text: String) -> Bool {
  switch text.lowercased() {
  case "y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan": true
  default: false
  }
}

/// Digits with the signs that dates, times, floats, and numbers to other bases are made of.
private func looksNumeric(_ bytes: [UInt8]) -> Bool {
  let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  guard isDigit(bytes[0]) || bytes[0] == UInt8(ascii: ".") && bytes.count > 1 && isDigit(bytes[1]) else { return false }
  // Go's reader drops underscores before it looks.
  let start = bytes.lazy.filter { $0 != UInt8(ascii: "_") }.prefix(2)
  let isHexadecimal = start.elementsEqual("0x".utf8) || start.elementsEqual("0X".utf8)
  return bytes.allSatisfy { byte in
    isDigit(byte) || "_.:+-eETtZz ob".utf8.contains(byte) || isHexadecimal && "xXabcdefABCDEF".utf8.contains(byte)
  }
}

/// `text` in double quotes, with the escapes of YAML 1.2, which are those of JSON for what JSON can hold.
func doubleQuoted(_ text: String) -> String {
  var quoted = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\t": quoted += "\\t"
    case "\r": quoted += "\\r"
    default:
      if isPrintable(scalar) { quoted.unicodeScalars.append(scalar) } else { quoted += escape(scalar) }
    }
  }
  return quoted + "\""
}

/// Printable for every reader and for the eye: no controls, line separators, byte order marks or direction marks.
private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
  default: true
  }
}

private func escape(_ scalar: Unicode.Scalar) -> String {
  let hex = String(scalar.value, radix: 16, uppercase: true)
  let (mark, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
  return "\\" + mark + String(repeating: "0", count: width - hex.count) + hex
}
