/// The lines of a text, to turn byte offsets into positions of the protocol and back.
struct LineTable {
  private let bytes: [UInt8]
  private let encoding: LSP.PositionEncoding
  /// Byte offsets of the lines' starts. A byte order mark is no part of the first line.
  private let starts: [Int]

  init(_ bytes: [UInt8], _ encoding: LSP.PositionEncoding) {
    self.bytes = bytes
    self.encoding = encoding
    var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
    for index in bytes.indices {
      let isLoneReturn = bytes[index] == 0x0D && (index + 1 == bytes.count || bytes[index + 1] != 0x0A)
      if bytes[index] == 0x0A || isLoneReturn { starts.append(index + 1) }
    }
    self.starts = starts
  }

  /// The position of the character that holds the byte at `offset`.
  func position(at offset: Int) -> LSP.Position {
    let line = starts.lastIndex { $0 <= offset } ?? 0
    var (index, count) = (starts[line], 0)
    while index < min(offset, bytes.count) {
      let (next, units) = character(at: index)
      if next > offset { break }
      (index, count) = (next, count + units)
    }
    return LSP.Position(line: line, character: count)
  }

  /// The byte at `position`. What lies behind the end of a line is its end; the middle of a character is its start.
  func offset(of position: LSP.Position) -> Int {
    guard position.line >= 0 else { return 0 }
    guard position.line < starts.count else { return bytes.count }
    var (index, count) = (starts[position.line], 0)
    while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D {
      let (next, units) = character(at: index)
      if count + units > position.character { break }
      (index, count) = (next, count + units)
    }
    return index
  }

  func range(_ lower: Int, _ upper: Int) -> LSP.Range {
    LSP.Range(start: position(at: lower), end: position(at: upper))
  }

  /// Where the character after that at `index` begins, and the units that this one takes. A stray byte takes one.
  private func character(at index: Int) -> (next: Int, units: Int) {
    let length =
      switch bytes[index] {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 1
      }
    let rest = bytes[(index + 1)..<min(index + length, bytes.count)]
    guard rest.count == length - 1, rest.allSatisfy({ $0 & 0xC0 == 0x80 }) else { return (index + 1, 1) }
    return (index + length, encoding == .utf8 ? length : length == 4 ? 2 : 1)
  }
}
