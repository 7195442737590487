package import Diagnostics

/// Reads a Dockerfile as BuildKit's frontend does: directives, comments, continuations, flags and heredocs. Whatever the
/// bytes are, it answers with instructions and with what is wrong.
package struct DockerfileParser {
  private let file: FileID
  private let bytes: [UInt8]
  /// Start of the next line.
  private var next: Int
  private var escape = UInt8(ascii: "\\")
  private var input = DockerfileInput()
  private var diagnostics: [Diagnostic] = []

  package static func parse(
    _ file: FileID, in sources: SourceMap, diagnostics: inout [Diagnostic]
  ) -> DockerfileInput {
    var parser = DockerfileParser(file, sources[file].bytes)
    parser.readDirectives()
    while let line = parser.line() { parser.readInstruction(from: line) }
    diagnostics += parser.diagnostics
    return parser.input
  }

  private init(_ file: FileID, _ bytes: [UInt8]) {
    (self.file, self.bytes) = (file, bytes)
    next = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  private func range(_ bytes: Range<Int>) -> SourceRange {
    SourceRange(file: file, lower: bytes.lowerBound, upper: bytes.upperBound)
  }

  /// The bounds of the next line without its end; nil behind the last.
  private mutating func line() -> Range<Int>? {
    guard next < bytes.count else { return nil }
    let start = next
    var end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    next = end + 1
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// Without blanks at its start.
  private func trimmed(_ line: Range<Int>) -> Range<Int> {
    (bytes[line].firstIndex { !isBlank($0) } ?? line.upperBound)..<line.upperBound
  }

  private func isComment(_ line: Range<Int>) -> Bool { bytes[trimmed(line)].first == UInt8(ascii: "#") }

  // MARK: Directives

  /// Comments of the form name=value, up to the first line that is none.
  private mutating func readDirectives() {
    while true {
      let start = next
      guard let line = line(), isComment(line), let directive = directive(line),
        ["syntax", "escape", "check"].contains(directive.name),
        !input.directives.contains(where: { $0.name == directive.name })
      else {
        next = start
        return
      }
      if directive.name == "escape" {
        guard ["\\", "`"].contains(directive.value), let byte = directive.value.utf8.first else {
          diagnostics.append(.init(.invalidValue, "the escape character is '\\' or '`'", at: directive.range))
          return
        }
        escape = byte
      }
      input.directives.append(directive)
    }
  }

  private func directive(_ line: Range<Int>) -> DockerfileInput.Directive? {
    let text = String(decoding: bytes[trimmed(line)].dropFirst(), as: UTF8.self)
    guard let equals = text.firstIndex(of: "=") else { return nil }
    let name = text[..<equals].trimmed.lowercased()
    let value = text[text.index(after: equals)...].trimmed
    return .init(name: name, value: String(value), range: range(line))
  }

  // MARK: Instructions

  private mutating func readInstruction(from line: Range<Int>) {
    guard !trimmed(line).isEmpty, !isComment(line) else { return }
    var logical = LogicalLine(start: trimmed(line).lowerBound)
    var (line, end) = (line, line.upperBound)
    while true {
      let isContinued = logical.append(bytes, trimmedIfFirst(line, logical), escape: escape)
      end = line.upperBound
      guard isContinued, let following = nextContinuation() else { break }
      line = following
    }
    let (keyword, rest) = logical.split()
    let name = keyword.text.uppercased()
    let (flags, arguments) = self.flags(rest, of: name)
    var heredocs: [DockerfileInput.Heredoc] = []
    if ["RUN", "COPY", "ADD"].contains(name) {
      for mark in heredocMarks(arguments.text) {
        let (heredoc, last) = heredoc(mark, at: range(logical.start..<end))
        heredocs.append(heredoc)
        end = max(end, last)
      }
    }
    input.instructions.append(
      .init(
        keyword: Located(name, range(keyword.bounds)), flags: flags,
        arguments: Located(arguments.text, range(arguments.bounds)), heredocs: heredocs,
        range: range(logical.start..<end)))
  }

  private func trimmedIfFirst(_ line: Range<Int>, _ logical: LogicalLine) -> Range<Int> {
    logical.isEmpty ? trimmed(line) : line
  }

  /// The next line of an instruction that goes on: comments and empty lines between count for nothing.
  private mutating func nextContinuation() -> Range<Int>? {
    while let line = line() {
      if !isComment(line), !trimmed(line).isEmpty { return line }
    }
    return nil
  }

  private func flags(_ text: LogicalLine.Part, of name: String) -> ([DockerfileInput.Flag], LogicalLine.Part) {
    var (flags, rest): ([DockerfileInput.Flag], LogicalLine.Part) = ([], text)
    while rest.text.hasPrefix("--") {
      let word = rest.firstWord()
      let parts = word.text.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let flag = parts.first, !flag.isEmpty else { break }
      let value = parts.count > 1 ? String(parts[1]) : nil
      flags.append(.init(name: String(flag), value: value, range: range(word.bounds)))
      rest = rest.dropping(word)
    }
    return (flags, rest)
  }

  // MARK: Heredocs

  private mutating func heredoc(
    _ mark: HeredocMark, at place: SourceRange
  ) -> (DockerfileInput.Heredoc, last: Int) {
    let start = next
    var text: [UInt8] = []
    while let line = line() {
      let content = mark.dropsTabs ? bytes[line].drop { $0 == UInt8(ascii: "\t") } : bytes[line]
      if content.elementsEqual(mark.name.utf8) {
        return (heredoc(mark, text, start..<line.upperBound), line.upperBound)
      }
      text += content + [UInt8(ascii: "\n")]
    }
    diagnostics.append(.init(.invalidValue, "there is no line '\(mark.name.printable)' that ends it", at: place))
    return (heredoc(mark, text, min(start, bytes.count)..<bytes.count), bytes.count)
  }

  private func heredoc(_ mark: HeredocMark, _ text: [UInt8], _ bounds: Range<Int>) -> DockerfileInput.Heredoc {
    .init(
      name: mark.name, text: String(decoding: text, as: UTF8.self), isVerbatim: mark.isVerbatim, range: range(bounds))
  }
}

func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

/// `<<EOF`, `<<-EOF`, `<<"EOF"`.
struct HeredocMark {
  let name: String
  let isVerbatim, dropsTabs: Bool
}

/// The heredocs that a line begins, outside of quotes. A third '<' makes it something else.
func heredocMarks(_ text: String) -> [HeredocMark] {
  var (marks, rest, quote): ([HeredocMark], Substring.UTF8View, UInt8?) = ([], text[...].utf8, nil)
  while let byte = rest.first {
    if let open = quote {
      if byte == open { quote = nil }
    } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
      quote = byte
    } else if rest.starts(with: "<<".utf8), let (mark, length) = heredocMark(rest) {
      marks.append(mark)
      rest = rest.dropFirst(length)
      continue
    } else if rest.starts(with: "<<<".utf8) {
      rest = rest.dropFirst(2)
    }
    rest = rest.dropFirst()
  }
  return marks
}

private func heredocMark(_ text: Substring.UTF8View) -> (HeredocMark, length: Int)? {
  var rest = text.dropFirst(2)
  let dropsTabs = rest.first == UInt8(ascii: "-")
  if dropsTabs { rest = rest.dropFirst() }
  let quote = rest.first.flatMap { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") ? $0 : nil }
  if quote != nil { rest = rest.dropFirst() }
  let name = rest.prefix { byte in
    byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
  }
  guard !name.isEmpty else { return nil }
  rest = rest.dropFirst(name.count)
  if let quote {
    guard rest.first == quote else { return nil }
    rest = rest.dropFirst()
  }
  let mark = HeredocMark(
    name: String(decoding: name, as: UTF8.self), isVerbatim: quote != nil, dropsTabs: dropsTabs)
  return (mark, text.count - rest.count)
}
