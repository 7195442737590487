/// Index of a source file in its `SourceMap`.
package struct FileID: Hashable, Comparable, BitwiseCopyable, Sendable {
  package let index: UInt32

  package init(_ index: Int) { self.index = UInt32(index) }

  package static func < (a: FileID, b: FileID) -> Bool { a.index < b.index }
}

/// Half-open range of UTF-8 bytes in one source file.
package struct SourceRange: Hashable, BitwiseCopyable, Sendable {
  package let file: FileID
  package let lower, upper: UInt32

  package init(file: FileID, lower: Int, upper: Int) {
    self.file = file
    self.lower = UInt32(lower)
    self.upper = UInt32(max(lower, upper))
  }

  package func contains(_ other: SourceRange) -> Bool {
    file == other.file && lower <= other.lower && other.upper <= upper
  }

  /// The empty range at the start of `file`.
  package init(startOf file: FileID) { self.init(file: file, lower: 0, upper: 0) }

  /// The part of this range from `lower` to `upper`, both counted from its start.
  package func slice(_ lower: Int, _ upper: Int) -> SourceRange {
    SourceRange(file: file, lower: Int(self.lower) + lower, upper: Int(self.lower) + upper)
  }
}

/// A text that values are read from: a spec, the workspace file, a template or the lock.
package struct SourceFile: Sendable {
  /// Relative to the workspace root, with `/`; for what is compiled in, relative to the source of Scantling.
  package let path: String
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// One-based line and column; a column is a Unicode scalar, as editors count them.
package struct Position: Hashable, Sendable {
  package let line, column: Int
}

/// The source files of one run, in the order they were read.
package struct SourceMap: Sendable {
  package private(set) var files: [SourceFile] = []

  package init() {}

  package mutating func add(_ file: SourceFile) -> FileID {
    files.append(file)
    return FileID(files.count - 1)
  }

  package subscript(id: FileID) -> SourceFile { files[Int(id.index)] }

  /// Where `range` starts.
  package func position(of range: SourceRange) -> Position {
    let line = line(at: Int(range.lower), in: self[range.file])
    return Position(line: line.number, column: 1 + scalarCount(self[range.file].bytes[line.start..<Int(range.lower)]))
  }

  /// Where `range` ends; the column is that after its last scalar.
  package func end(of range: SourceRange) -> Position {
    position(of: SourceRange(file: range.file, lower: Int(range.upper), upper: Int(range.upper)))
  }

  /// `path:line:column` of where `range` starts.
  package func location(of range: SourceRange) -> String {
    let position = position(of: range)
    return "\(self[range.file].path.printable):\(position.line):\(position.column)"
  }

  /// The line of the file that holds the start of `range`, without its line ending.
  package func lineText(of range: SourceRange) -> String {
    let file = self[range.file]
    let line = line(at: Int(range.lower), in: file)
    return String(decoding: file.bytes[line.start..<line.end], as: UTF8.self)
  }

  /// Bounds of the line that holds byte `offset`. A line ends with LF, CR LF or CR, as YAML has it. Lines are searched
  /// for only when a place is printed.
  func line(at offset: Int, in file: SourceFile) -> (number: Int, start: Int, end: Int) {
    let bytes = file.bytes
    let offset = min(offset, bytes.count)
    var number = 1
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let (newline, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    for index in 0..<offset where bytes[index] == newline || bytes[index] == carriageReturn {
      if bytes[index] == carriageReturn, index + 1 < bytes.count, bytes[index + 1] == newline { continue }
      number += 1
      start = index + 1
    }
    var end = start
    while end < bytes.count, bytes[end] != newline, bytes[end] != carriageReturn { end += 1 }
    return (number, min(start, offset), max(end, min(start, offset)))
  }
}

/// Number of Unicode scalars in UTF-8 text: every byte that does not continue a scalar starts one.
func scalarCount(_ bytes: ArraySlice<UInt8>) -> Int {
  bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
}
