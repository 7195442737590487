package import Diagnostics

/// Reads one YAML document into nodes. Whatever the bytes are, it answers with nodes or with diagnostics.
package struct Parser {
  /// Bounds that no honest file comes near; they keep time and memory small for the others.
  package enum Limit {
    package static let bytes = 16 << 20
    package static let depth = 64
    /// Nodes after aliases are expanded.
    package static let nodes = 1_000_000
  }

  private let file: FileID
  private let bytes: [UInt8]
  private let offsets: ScalarOffsets
  private var anchors: [String: (node: Node, count: Int, height: Int)] = [:]
  private var nodeCount = 0
  /// Depth of the deepest node in the one being composed.
  private var deepest = 0
  private var diagnostics: [Diagnostic] = []

  /// The key '<<' may stand in a mapping, for whoever reads it to merge; compose files have it, and no spec does.
  private var takesMergeKeys = false

  /// The root of `file`'s document; nil where it is empty or so broken that nothing usable is left.
  package static func parse(
    _ file: FileID, in sources: SourceMap, takingMergeKeys: Bool = false, diagnostics: inout [Diagnostic]
  ) -> Node? {
    let bytes = sources[file].bytes
    guard bytes.count <= Limit.bytes else {
      diagnostics.append(
        .init(.yamlLimit, "the file has more than \(Limit.bytes >> 20) MiB", at: SourceRange(startOf: file)))
      return nil
    }
    if let problem = encodingProblem(bytes, file) {
      diagnostics.append(problem)
      return nil
    }
    var parser = Parser(file: file, bytes: bytes)
    parser.takesMergeKeys = takingMergeKeys
    let root = EventStream.withEvents(of: Array(bytes.dropFirst(parser.offsets.base))) { parser.document(&$0) }
    diagnostics += parser.diagnostics
    return root
  }

  private init(file: FileID, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
    offsets = ScalarOffsets(bytes)
  }

  /// Ends the parse; its diagnostic has been recorded.
  private struct Stop: Error {}

  private mutating func document(_ events: inout EventStream) -> Node? {
    do {
      guard case .documentStart = try next(&events).kind else { return nil }
      let root = try node(try next(&events), &events, depth: 1)
      _ = try next(&events)  // the document's end
      let after = try next(&events)
      if case .documentStart = after.kind {
        throw stop(.multipleDocuments, "a second document starts here", after, notes: ["put it into a file of its own"])
      }
      return root
    } catch {
      return nil
    }
  }

  private mutating func next(_ events: inout EventStream) throws(Stop) -> Event {
    do throws(SyntaxError) {
      return try events.next()
    } catch {
      let offset = error.isByteOffset ? min(offsets.base + error.mark, bytes.count) : offsets[error.mark]
      let range = SourceRange(file: file, lower: offset, upper: min(offset + 1, bytes.count))
      diagnostics.append(.init(.yamlSyntax, error.message, at: range, notes: hints(at: offset)))
      throw Stop()
    }
  }

  private func hints(at offset: Int) -> [Diagnostic.Note] {
    offset < bytes.count && bytes[offset] == UInt8(ascii: "\t")
      ? [.init("YAML indents with spaces, not with tabs")] : []
  }

  private mutating func stop(_ rule: Rule, _ message: String, _ event: Event, notes: [String] = []) -> Stop {
    diagnostics.append(.init(rule, message, at: range(event.start, event.end), notes: notes.map { .init($0) }))
    return Stop()
  }

  /// Composes the node that begins with `event`.
  private mutating func node(_ event: Event, _ events: inout EventStream, depth: Int) throws(Stop) -> Node {
    guard depth <= Limit.depth else { throw stop(.yamlLimit, "nested more than \(Limit.depth) levels deep", event) }
    if event.hasTag {
      throw stop(.unsupportedYAML, "YAML tags are not used here; a value has the type of its key", event)
    }
    let (countBefore, deepestBefore) = (nodeCount, deepest)
    deepest = depth
    defer { deepest = max(deepest, deepestBefore) }
    try count(1, event)
    let node: Node
    switch event.kind {
    case .scalar(let text, let isPlain, let isBlock):
      node = scalar(text, isPlain: isPlain, isBlock: isBlock, event)
    case .sequenceStart: node = try sequence(event, &events, depth: depth)
    case .mappingStart: node = try mapping(event, &events, depth: depth)
    case .alias(let name):
      guard let target = anchors[name] else {
        throw stop(.unknownAlias, "no anchor '\(name)' above this alias", event)
      }
      deepest = depth + target.height
      guard deepest <= Limit.depth else {
        throw stop(.yamlLimit, "nested more than \(Limit.depth) levels deep", event)
      }
      try count(target.count, event)
      return target.node
    case .documentStart, .documentEnd, .streamEnd, .sequenceEnd, .mappingEnd:
      throw stop(.yamlSyntax, "expected a value", event)
    }
    if let anchor = event.anchor { anchors[anchor] = (node, nodeCount - countBefore, deepest - depth) }
    return node
  }

  private mutating func count(_ more: Int, _ event: Event) throws(Stop) {
    nodeCount += more
    if nodeCount > Limit.nodes { throw stop(.yamlLimit, "more than \(Limit.nodes) values, aliases expanded", event) }
  }

  private func scalar(_ text: String, isPlain: Bool, isBlock: Bool, _ event: Event) -> Node {
    var range = range(event.start, event.end)
    if isBlock { range = trimmed(range) }
    let quote = isPlain ? 0 : 1
    let written = bytes[Int(range.lower)..<Int(range.upper)].dropFirst(quote).dropLast(quote)
    let isVerbatim = !isBlock && written.elementsEqual(text.utf8)
    return Node(content: .scalar(.init(text: text, isPlain: isPlain, isVerbatim: isVerbatim)), range: range)
  }

  private mutating func sequence(_ start: Event, _ events: inout EventStream, depth: Int) throws(Stop) -> Node {
    var elements: [Node] = []
    while true {
      let event = try next(&events)
      if case .sequenceEnd = event.kind {
        return Node(content: .sequence(elements), range: extent(start, event, last: elements.last?.range))
      }
      elements.append(try node(event, &events, depth: depth + 1))
    }
  }

  private mutating func mapping(_ start: Event, _ events: inout EventStream, depth: Int) throws(Stop) -> Node {
    var entries: [Node.Entry] = []
    var places: [String: SourceRange] = [:]
    while true {
      let event = try next(&events)
      if case .mappingEnd = event.kind {
        return Node(content: .mapping(entries), range: extent(start, event, last: entries.last?.value.range))
      }
      let key = try key(event, &events, depth: depth)
      let value = try node(try next(&events), &events, depth: depth + 1)
      if let first = places[key.value] {
        diagnostics.append(
          .init(
            .duplicateKey, "key '\(key.value)' stands twice in this mapping", at: key.range,
            notes: [.init("first written here", at: first)]))
      } else {
        places[key.value] = key.range
        entries.append(.init(key: key, value: value))
      }
    }
  }

  private mutating func key(_ event: Event, _ events: inout EventStream, depth: Int) throws(Stop) -> Located<String> {
    let node = try node(event, &events, depth: depth + 1)
    guard case .scalar(let scalar) = node.content else {
      throw stop(.unsupportedYAML, "a key has to be a scalar", event)
    }
    if scalar.isPlain, scalar.text == "<<", !takesMergeKeys {
      throw stop(.unsupportedYAML, "merge keys are not used here", event, notes: ["write the keys out"])
    }
    if case .alias = event.kind { return Located(scalar.text, range(event.start, event.end)) }
    return Located(scalar.text, node.range)
  }

  /// From the start of a collection to its closing bracket or, where it has none, to the end of its last value.
  private func extent(_ start: Event, _ end: Event, last: SourceRange?) -> SourceRange {
    let isFlow = end.end > end.start
    let upper = isFlow ? offsets[end.end] : Int(last?.upper ?? 0)
    return SourceRange(file: file, lower: offsets[start.start], upper: max(upper, offsets[start.start]))
  }

  private func range(_ start: Int, _ end: Int) -> SourceRange {
    SourceRange(file: file, lower: offsets[start], upper: offsets[end])
  }

  /// libyaml ends a block scalar on the line after it.
  private func trimmed(_ range: SourceRange) -> SourceRange {
    var upper = Int(range.upper)
    while upper > range.lower, [0x20, 0x0A, 0x0D].contains(bytes[upper - 1]) { upper -= 1 }
    return SourceRange(file: file, lower: Int(range.lower), upper: upper)
  }
}

/// Byte offset of each Unicode scalar, because libyaml counts scalars. All-ASCII text needs no table.
private struct ScalarOffsets {
  private let table: [UInt32]
  private let byteCount: Int
  /// Length of the byte order mark, which libyaml is not shown.
  let base: Int

  init(_ bytes: [UInt8]) {
    byteCount = bytes.count
    base = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard bytes.contains(where: { $0 >= 0x80 }) else {
      table = []
      return
    }
    table = bytes.indices.dropFirst(base).filter { bytes[$0] & 0xC0 != 0x80 }.map { UInt32($0) }
  }

  subscript(scalar: Int) -> Int {
    if table.isEmpty { return min(base + scalar, byteCount) }
    return scalar < table.count ? Int(table[scalar]) : byteCount
  }
}

/// What keeps `bytes` from being read as text, with its place.
private func encodingProblem(_ bytes: [UInt8], _ file: FileID) -> Diagnostic? {
  if let nul = bytes.firstIndex(of: 0) {
    let hint = nul < 4 ? ["the file looks like UTF-16; save it as UTF-8"] : []
    let range = SourceRange(file: file, lower: nul, upper: nul + 1)
    return Diagnostic(.encoding, "a NUL byte", at: range, notes: hint.map { .init($0) })
  }
  do {
    _ = try UTF8Span(validating: bytes.span)
    return nil
  } catch {
    let lower = error.byteOffsets.lowerBound
    let range = SourceRange(file: file, lower: lower, upper: error.byteOffsets.upperBound)
    return Diagnostic(.encoding, "not UTF-8 text", at: range, notes: [.init("save the file as UTF-8")])
  }
}
