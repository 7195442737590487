import Diagnostics
import YAML

extension ValueType<String> {
  /// Any text that an argument or a value can hold: everything but control characters; newline and tab are allowed.
  package static let string = scalar("a text", pattern: #"[^\x00-\x08\x0B-\x1F\x7F-\x9F]*"#) { text throws(Refusal) in
    guard !text.unicodeScalars.contains(where: isRefusedControl) else {
      throw Refusal(message: "control characters other than newline and tab are not allowed")
    }
    return text
  }

  /// A text on one line, not empty, such as a description.
  package static let line = scalar("a text on one line", pattern: #"[^\x00-\x1F\x7F-\x9F]+"#) { text throws(Refusal) in
    guard !text.isEmpty else { throw Refusal(message: "the text is empty") }
    return try onOneLine(text)
  }

  /// The same, or nothing.
  package static let lineOrNothing = scalar(
    "a text on one line, or nothing in quotes", pattern: #"[^\x00-\x1F\x7F-\x9F]*"#
  ) { text throws(Refusal) in
    try onOneLine(text)
  }

  /// A text that stands for itself in every format, such as the name of a user or a database.
  package static let word = scalar("a word", pattern: "[A-Za-z0-9._+@/:-]+") { text throws(Refusal) in
    let isValid =
      !text.isEmpty
      && text.utf8.allSatisfy { isLowercase($0) || isUppercase($0) || isDigit($0) || "._-+@/:".utf8.contains($0) }
    guard isValid else {
      throw Refusal(
        message: "'\(text.printable)' is not a word",
        notes: [.init("use letters, digits, and '.', '_', '-', '+', '@', '/', ':'")])
    }
    return text
  }

  /// A name that every target format can hold: DNS label, image path, Makefile target, compose service, job id.
  package static let name = scalar("a name", pattern: "[a-z]([a-z0-9-]{0,61}[a-z0-9])?") { text throws(Refusal) in
    let isValid =
      text.utf8.count <= 63 && text.utf8.first.map(isLowercase) == true && text.utf8.last != UInt8(ascii: "-")
      && text.utf8.allSatisfy { isLowercase($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    guard isValid else {
      throw Refusal(
        message: "'\(text.printable)' is not a name",
        notes: [
          .init("a name has lower-case letters, digits and '-', begins with a letter, and has at most 63 characters")
        ])
    }
    return text
  }

  /// The name of an environment variable.
  package static let variable = scalar("the name of an environment variable", pattern: "[A-Za-z_][A-Za-z0-9_]*") {
    text throws(Refusal) in
    let isValid =
      text.utf8.first.map { !isDigit($0) } == true
      && text.utf8.allSatisfy { isLowercase($0) || isUppercase($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    guard isValid else {
      throw Refusal(
        message: "'\(text.printable)' is not the name of an environment variable",
        notes: [.init("it has letters, digits and '_', and does not begin with a digit")])
    }
    return text
  }

  /// A version as image tags write it. Read from the text: 1.20 stays 1.20.
  package static let version = scalar("a version", pattern: "(?!latest$)[a-z0-9][A-Za-z0-9._-]{0,63}") {
    text throws(Refusal) in
    let isValid =
      text.utf8.count <= 64 && text.utf8.first.map { isDigit($0) || isLowercase($0) } == true
      && text.utf8.allSatisfy { isLowercase($0) || isUppercase($0) || isDigit($0) || "._-".utf8.contains($0) }
    guard isValid else { throw Refusal(message: "'\(text.printable)' is not a version") }
    guard text != "latest" else {
      throw Refusal(
        message: "'latest' is not a version", notes: [.init("name a version, so that builds can be repeated")],
        rule: .floatingTag)
    }
    return text
  }
}

func isLowercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
func isUppercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func onOneLine(_ text: String) throws(Refusal) -> String {
  guard !text.unicodeScalars.contains(where: { isRefusedControl($0) || $0 == "\n" || $0 == "\t" }) else {
    throw Refusal(message: "the text has to stand on one line, without control characters")
  }
  return text
}

private func isRefusedControl(_ scalar: Unicode.Scalar) -> Bool {
  scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
}

extension ValueType<Int> {
  package static let port = integer("a port", 1...65_535)
  package static let userID = integer("a numeric user id", 0...4_294_967_294)

  package static func integer(_ phrase: String, _ range: ClosedRange<Int>) -> ValueType<Int> {
    Self(.integer(phrase, range)) { node, decoder in
      guard case .scalar(let scalar) = node.content, let number = Int(scalar.text) else {
        decoder.report(.wrongType, "expected \(phrase), found \(node.quoted)", at: node.range)
        return nil
      }
      guard range.contains(number) else {
        decoder.report(
          .invalidValue, "\(number) is not \(phrase); it has to be \(range.lowerBound) to \(range.upperBound)",
          at: node.range)
        return nil
      }
      return number
    }
  }
}

extension ValueType<Bool> {
  package static let boolean = Self(.boolean) { node, decoder in
    if case .scalar(let scalar) = node.content {
      if scalar.text == "true" { return true }
      if scalar.text == "false" { return false }
    }
    decoder.report(.wrongType, "expected true or false, found \(node.quoted)", at: node.range)
    return nil
  }
}

/// A span of time in whole seconds.
package struct Duration: Hashable, Sendable, CustomStringConvertible {
  package let seconds: Int

  /// Where neither a spec nor the defaults say how long.
  package static let unset = Duration(seconds: 30)

  /// As Docker and compose write it: 1m30s.
  package var description: String {
    let (minutes, rest) = seconds.quotientAndRemainder(dividingBy: 60)
    return (minutes > 0 ? "\(minutes)m" : "") + (rest > 0 || minutes == 0 ? "\(rest)s" : "")
  }
}

extension ValueType<Duration> {
  package static let duration = scalar("a duration such as 30s or 1m30s", pattern: "([0-9]+[smh])+") {
    text throws(Refusal) in
    guard let parts = quantities(text) else {
      throw Refusal(message: "'\(text.printable)' is not a duration such as 1m30s")
    }
    var seconds = 0
    for part in parts {
      guard let factor = ["s": 1, "m": 60, "h": 3600][part.unit], part.number <= 1_000_000 else {
        throw Refusal(message: "'\(text.printable)' is not a duration", notes: [.init("units are s, m and h")])
      }
      seconds += part.number * factor
    }
    return Duration(seconds: seconds)
  }
}

extension ValueType<Int> {
  /// A number of days.
  package static let days = scalar("a number of days such as 7d", pattern: "[0-9]{1,4}d") { text throws(Refusal) in
    guard let days = numberOfDays(text) else {
      throw Refusal(message: "'\(text.printable)' is not a number of days such as 7d")
    }
    return days
  }
}

/// What '7d' says.
package func numberOfDays(_ text: String) -> Int? {
  let digits = text.utf8.dropLast()
  guard text.utf8.last == UInt8(ascii: "d"), (1...4).contains(digits.count), digits.allSatisfy(isDigit) else {
    return nil
  }
  return Int(String(decoding: digits, as: UTF8.self))
}

/// An amount of memory or disk, in bytes, with the text it was written as.
package struct ByteSize: Hashable, Sendable {
  package let bytes: Int
  package let text: String
}

extension ValueType<ByteSize> {
  private static let units = [
    "B": 1, "kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "KiB": 1 << 10, "MiB": 1 << 20,
    "GiB": 1 << 30,
  ]

  package static let byteSize = scalar(
    "a size such as 100MB or 64MiB", pattern: "0*[1-9][0-9]*(\(units.keys.sorted().joined(separator: "|")))"
  ) { text throws(Refusal) in
    guard let parts = quantities(text), parts.count == 1, let factor = units[parts[0].unit],
      (1...1_000_000).contains(parts[0].number)
    else {
      throw Refusal(
        message: "'\(text.printable)' is not a size",
        notes: [.init("write a number and a unit: " + units.keys.sorted().joined(separator: ", "))])
    }
    return ByteSize(bytes: parts[0].number * factor, text: text)
  }
}

/// Splits '1m30s' into numbers with their units.
private func quantities(_ text: String) -> [(number: Int, unit: String)]? {
  var parts: [(number: Int, unit: String)] = []
  var rest = text.utf8[...]
  while !rest.isEmpty {
    let digits = rest.prefix(while: isDigit)
    let unit = rest.dropFirst(digits.count).prefix { !isDigit($0) }
    guard let number = Int(String(decoding: digits, as: UTF8.self)), !unit.isEmpty else { return nil }
    parts.append((number, String(decoding: unit, as: UTF8.self)))
    rest = rest.dropFirst(digits.count + unit.count)
  }
  return parts.isEmpty ? nil : parts
}
