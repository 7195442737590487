import YAML

/// Where in a half-written document a byte is.
///
/// A document that is being typed hardly ever parses, so columns and brackets have to tell. That is no second parser:
/// it takes what looks like a key for one, and where it errs, a completion is missing or too many.
struct Outline {
  /// A key in the text, with its place among the others.
  struct Key: Equatable {
    let path: [Step]
    let range: Range<Int>
  }

  /// What could be typed at the byte that was asked for.
  struct Cursor: Equatable {
    /// To the mapping that would hold the key, or to the value.
    let path: [Step]
    let takesKey, takesValue: Bool
    /// What has been typed of it.
    let token: Range<Int>
  }

  private(set) var keys: [Key] = []
  /// nil in a comment, and where nothing can be typed.
  private(set) var cursor: Cursor?

  private let bytes: [UInt8]
  private let offset: Int
  private var frames: [Frame] = []

  /// A collection that is open.
  private struct Frame {
    enum Kind { case mapping, sequence, flowMapping, flowSequence }

    let kind: Kind
    /// Where its keys or dashes stand; of no meaning between brackets.
    var column = 0
    /// The key whose value is read.
    var key: String?
    var element = 0

    var isFlow: Bool { kind == .flowMapping || kind == .flowSequence }

    var step: Step? {
      switch kind {
      case .mapping, .flowMapping: key.map { .key($0) }
      case .sequence, .flowSequence: .element(element)
      }
    }
  }

  init(_ bytes: [UInt8], at offset: Int) {
    self.bytes = bytes
    self.offset = offset
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start <= bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      line(start, end > start && bytes[end - 1] == 0x0D ? end - 1 : end)
      start = end + 1
    }
  }

  private var path: [Step] { frames.compactMap(\.step) }

  private mutating func line(_ start: Int, _ end: Int) {
    var index = skipBlanks(start, end)
    if frames.last?.isFlow == true {
      guard leavesBrackets(start, index, end) else { return flow(index, end) }
      frames.removeAll(where: \.isFlow)
    }
    if index < end, bytes[index] == UInt8(ascii: "#") { return }
    while index < end, isDash(index, end) {
      dash(column: index - start)
      index = skipBlanks(index + 1, end)
    }
    if let colon = keyEnd(index, end) {
      key(start, index, colon, end)
    } else if index < end, "[{".utf8.contains(bytes[index]) {
      flow(index, end)
    } else if (start...end).contains(offset) {
      // On a blank line what counts is where the cursor stands, not where the blanks end.
      let lower = min(index, offset)
      cursor = cursor(column: lower - start, token: lower..<offset)
    }
  }

  private func skipBlanks(_ index: Int, _ end: Int) -> Int {
    bytes[index..<end].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? end
  }

  private func isDash(_ index: Int, _ end: Int) -> Bool {
    bytes[index] == UInt8(ascii: "-") && (index + 1 == end || bytes[index + 1] == 0x20)
  }

  /// A key as far left as those around the brackets: they were never closed.
  private func leavesBrackets(_ start: Int, _ index: Int, _ end: Int) -> Bool {
    let column = frames.last { !$0.isFlow }?.column ?? 0
    return index - start <= column && keyEnd(index, end) != nil
  }

  /// The colon behind a key that begins at `index`.
  private func keyEnd(_ index: Int, _ end: Int) -> Int? {
    guard index < end, !"[]{},#".utf8.contains(bytes[index]) else { return nil }
    var index = index
    if let quoted = closingQuote(index, end) { index = quoted + 1 }
    while index < end {
      if bytes[index] == UInt8(ascii: ":"), index + 1 == end || bytes[index + 1] == 0x20 { return index }
      if bytes[index] == UInt8(ascii: "#"), bytes[index - 1] == 0x20 { return nil }
      index += 1
    }
    return nil
  }

  /// The quote that closes the one at `index`, if there is one at `index`; the end of the line where none does.
  private func closingQuote(_ index: Int, _ end: Int) -> Int? {
    guard bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") else { return nil }
    return bytes[(index + 1)..<end].firstIndex(of: bytes[index]) ?? end
  }

  private func name(_ lower: Int, _ upper: Int) -> String {
    String(decoding: bytes[lower..<upper], as: UTF8.self).filter { !"\"'".contains($0) }
  }
}

/// Lines without brackets.
extension Outline {
  /// Closes what does not hold a key at `column`.
  private mutating func close(to column: Int) {
    while let last = frames.last, last.column > column || last.kind == .sequence && last.column == column {
      frames.removeLast()
    }
  }

  private mutating func dash(column: Int) {
    while let last = frames.last, last.column > column { frames.removeLast() }
    if frames.last?.kind == .sequence, frames.last?.column == column {
      frames[frames.count - 1].element += 1
    } else {
      frames.append(Frame(kind: .sequence, column: column))
    }
  }

  private mutating func key(_ start: Int, _ index: Int, _ colon: Int, _ end: Int) {
    if (index...colon).contains(offset) {
      cursor = cursor(column: index - start, token: index..<offset, isKey: true)
    }
    close(to: index - start)
    if frames.last?.kind != .mapping || frames.last?.column != index - start {
      frames.append(Frame(kind: .mapping, column: index - start))
    }
    frames[frames.count - 1].key = name(index, colon)
    keys.append(Key(path: path, range: index..<colon))
    let value = skipBlanks(colon + 1, end)
    if value < end, "[{".utf8.contains(bytes[value]) { return flow(value, end) }
    if offset > colon, offset <= end { cursor = scalar(value, end) }
  }

  /// The value behind a colon, unless the cursor is in the comment behind it.
  private func scalar(_ index: Int, _ end: Int) -> Cursor? {
    let lower = min(index, offset)
    if bytes[lower..<offset].contains(UInt8(ascii: "#")) { return nil }
    let isQuoted = lower < offset && closingQuote(lower, end) != nil
    return Cursor(path: path, takesKey: false, takesValue: true, token: (isQuoted ? lower + 1 : lower)..<offset)
  }

  /// Something without a colon: a key among others, or the first thing below a key or a dash.
  private func cursor(column: Int, token: Range<Int>, isKey: Bool = false) -> Cursor {
    var outline = self
    outline.close(to: column)
    let isAmongKeys = outline.frames.last?.kind == .mapping && outline.frames.last?.column == column
    if isAmongKeys { outline.frames[outline.frames.count - 1].key = nil }
    return Cursor(path: outline.path, takesKey: true, takesValue: !isKey && !isAmongKeys, token: token)
  }
}

/// Lines between brackets.
extension Outline {
  private mutating func flow(_ index: Int, _ end: Int) {
    var index = index
    /// Where the text that is being read began.
    var word: Int?
    while index <= end {
      if index == offset { cursor = cursor(token: (word ?? index)..<index) }
      guard index < end else { return }
      if word == nil, let close = closingQuote(index, end) {
        if (index + 1...close).contains(offset) { cursor = cursor(token: (index + 1)..<offset) }
        guard close + 1 < end else { return }
        (word, index) = (index, close + 1)
        continue
      }
      switch bytes[index] {
      case UInt8(ascii: "{"): open(.flowMapping)
      case UInt8(ascii: "["): open(.flowSequence)
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        frames.removeLast()
        guard frames.last?.isFlow == true else { return }
      case UInt8(ascii: ","): separate()
      case UInt8(ascii: ":") where endsKey(index, end): key(word ?? index, index)
      case UInt8(ascii: "#") where bytes[index - 1] <= 0x20: return
      case 0x20: break
      default: word = word ?? index
      }
      if "{[]},:".utf8.contains(bytes[index]) { word = nil }
      index += 1
    }
  }

  private func endsKey(_ colon: Int, _ end: Int) -> Bool {
    let isKeyAwaited = frames.last?.kind == .flowMapping && frames.last?.key == nil
    return isKeyAwaited && (colon + 1 == end || " ,}".utf8.contains(bytes[colon + 1]))
  }

  private mutating func key(_ lower: Int, _ colon: Int) {
    frames[frames.count - 1].key = name(lower, colon)
    keys.append(Key(path: path, range: lower..<colon))
  }

  private mutating func open(_ kind: Frame.Kind) {
    if frames.count < Parser.Limit.depth { frames.append(Frame(kind: kind)) }
  }

  private mutating func separate() {
    frames[frames.count - 1].key = nil
    frames[frames.count - 1].element += 1
  }

  private func cursor(token: Range<Int>) -> Cursor? {
    guard let last = frames.last, last.isFlow else { return nil }
    let takesKey = last.kind == .flowMapping && last.key == nil
    return Cursor(path: path, takesKey: takesKey, takesValue: !takesKey, token: token)
  }
}
