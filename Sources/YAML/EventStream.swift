import CYAML

/// One parse event of libyaml. Marks count Unicode scalars from the start of the text.
struct Event {
  enum Kind {
    case documentStart, documentEnd, streamEnd
    case alias(String)
    case scalar(text: String, isPlain: Bool, isBlock: Bool)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  let kind: Kind
  let anchor: String?
  let hasTag: Bool
  let start, end: Int
}

/// A refusal by libyaml: what it says, and where in scalars or, for bytes it cannot read, in bytes.
struct SyntaxError: Error {
  let message: String
  let mark: Int
  let isByteOffset: Bool
}

/// libyaml's parser as a stream of events. The only code that touches C.
@safe
struct EventStream: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  /// Calls `body` with a stream over `bytes`, which have to be UTF-8.
  static func withEvents<Result>(of bytes: [UInt8], _ body: (inout EventStream) -> Result) -> Result {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      var stream = unsafe EventStream(over: buffer)
      return body(&stream)
    }
  }

  private init(over buffer: UnsafeBufferPointer<UInt8>) {
    unsafe parser = .allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    guard unsafe yaml_parser_initialize(parser) == 1 else { fatalError("out of memory") }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  /// The next event; the start of the stream is passed over.
  mutating func next() throws(SyntaxError) -> Event {
    while true {
      var raw = unsafe yaml_event_t()
      guard unsafe yaml_parser_parse(parser, &raw) == 1 else { throw failure() }
      defer { unsafe yaml_event_delete(&raw) }
      if let event = unsafe Event(raw) { return event }
    }
  }

  private func failure() -> SyntaxError {
    let state = unsafe parser.pointee
    let problem = unsafe state.problem.map { unsafe String(cString: $0) } ?? "malformed text"
    let context = unsafe state.context.map { unsafe String(cString: $0) + ": " } ?? ""
    if unsafe state.error == YAML_READER_ERROR {
      return SyntaxError(message: problem, mark: unsafe Int(state.problem_offset), isByteOffset: true)
    }
    return SyntaxError(message: context + problem, mark: unsafe Int(state.problem_mark.index), isByteOffset: false)
  }
}

extension Event {
  /// nil for the start of the stream.
  fileprivate init?(_ raw: yaml_event_t) {
    start = unsafe Int(raw.start_mark.index)
    end = unsafe Int(raw.end_mark.index)
    switch unsafe raw.type {
    case YAML_DOCUMENT_START_EVENT: (kind, anchor, hasTag) = (.documentStart, nil, false)
    case YAML_DOCUMENT_END_EVENT: (kind, anchor, hasTag) = (.documentEnd, nil, false)
    case YAML_STREAM_END_EVENT: (kind, anchor, hasTag) = (.streamEnd, nil, false)
    case YAML_ALIAS_EVENT: (kind, anchor, hasTag) = unsafe (.alias(String(cString: raw.data.alias.anchor)), nil, false)
    case YAML_SCALAR_EVENT:
      let scalar = unsafe raw.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let isBlock = unsafe scalar.style == YAML_LITERAL_SCALAR_STYLE || scalar.style == YAML_FOLDED_SCALAR_STYLE
      kind = unsafe .scalar(
        text: String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, isBlock: isBlock
      )
      (anchor, hasTag) = unsafe (name(scalar.anchor), scalar.tag != nil)
    case YAML_SEQUENCE_START_EVENT:
      kind = .sequenceStart
      (anchor, hasTag) = unsafe (name(raw.data.sequence_start.anchor), raw.data.sequence_start.tag != nil)
    case YAML_SEQUENCE_END_EVENT: (kind, anchor, hasTag) = (.sequenceEnd, nil, false)
    case YAML_MAPPING_START_EVENT:
      kind = .mappingStart
      (anchor, hasTag) = unsafe (name(raw.data.mapping_start.anchor), raw.data.mapping_start.tag != nil)
    case YAML_MAPPING_END_EVENT: (kind, anchor, hasTag) = (.mappingEnd, nil, false)
    default: return nil
    }
  }
}

private func name(_ anchor: UnsafeMutablePointer<yaml_char_t>?) -> String? {
  unsafe anchor.map { unsafe String(cString: $0) }
}
