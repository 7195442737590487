/// The lines of one instruction joined, with the place of each byte.
struct LogicalLine {
  let start: Int
  private var text: [UInt8] = []
  private var places: [Int] = []

  init(start: Int) { self.start = start }

  var isEmpty: Bool { text.isEmpty }

  /// Appends a line without the escape character at its end; true where there is one, so that the next line belongs to
  /// it.
  mutating func append(_ bytes: [UInt8], _ line: Range<Int>, escape: UInt8) -> Bool {
    let trailing = bytes[line].reversed().prefix { isBlank($0) }.count
    let last = line.upperBound - trailing - 1
    let isContinued = last >= line.lowerBound && bytes[last] == escape
    let end = isContinued ? last : line.upperBound
    guard line.lowerBound <= end else { return isContinued }
    text += bytes[line.lowerBound..<end]
    places += Array(line.lowerBound..<end)
    return isContinued
  }

  /// A stretch of the line.
  struct Part {
    fileprivate let line: LogicalLine
    fileprivate let range: Range<Int>

    var text: String { String(decoding: line.text[range], as: UTF8.self) }

    /// The bytes of the file from its first to its last.
    var bounds: Range<Int> {
      guard let last = range.last else {
        let place = range.lowerBound < line.places.count ? line.places[range.lowerBound] : line.end
        return place..<place
      }
      return line.places[range.lowerBound]..<(line.places[last] + 1)
    }

    func firstWord() -> Part {
      Part(line: line, range: range.lowerBound..<(line.text[range].firstIndex(where: isBlank) ?? range.upperBound))
    }

    /// Without a word at its start, and the blanks behind that.
    func dropping(_ word: Part) -> Part {
      let start = line.text[word.range.upperBound..<range.upperBound].firstIndex { !isBlank($0) }
      return Part(line: line, range: (start ?? range.upperBound)..<range.upperBound)
    }
  }

  private var end: Int { places.last.map { $0 + 1 } ?? start }

  /// The first word and what follows; blanks at the end are gone.
  func split() -> (keyword: Part, rest: Part) {
    let trailing = text.reversed().prefix { isBlank($0) }.count
    let all = Part(line: self, range: 0..<(text.count - trailing))
    let keyword = all.firstWord()
    return (keyword, all.dropping(keyword))
  }
}
