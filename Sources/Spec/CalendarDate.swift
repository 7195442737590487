import Diagnostics

/// A day of the Gregorian calendar: 2026-11-21.
package struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let description: String

  /// nil where the text is not a day, or one that no month has.
  package init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard text.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "-") }), parts.map(\.utf8.count) == [4, 2, 2],
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month),
      (1...Self.days(in: month, of: year)).contains(day)
    else { return nil }
    description = text
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  package static func < (a: CalendarDate, b: CalendarDate) -> Bool { a.description < b.description }
}

extension ValueType<CalendarDate> {
  static let date = scalar(
    "a day such as 2026-11-21", pattern: "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
  ) { text throws(Refusal) in
    guard let date = CalendarDate(text) else {
      throw Refusal(message: "'\(text.printable)' is not a day such as 2026-11-21")
    }
    return date
  }
}
