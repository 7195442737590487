/// Cuts what arrives into messages; each stands behind a header that tells its length in bytes.
///
///     Content-Length: 52\r\n\r\n{"jsonrpc":"2.0","id":1,"method":"shutdown"}
struct MessageStream {
  /// Bounds that no honest editor comes near.
  enum Limit {
    static let header = 8 << 10
    static let body = 64 << 20
  }

  enum Part: Equatable {
    case message([UInt8])
    /// A message of so many bytes, which are passed over unread.
    case tooLong(Int)
    /// No length, so nothing tells where the next message begins.
    case broken
  }

  private var buffer: [UInt8] = []
  /// Bytes of a message that is passed over, and have not arrived yet.
  private var toSkip = 0

  mutating func append(_ bytes: [UInt8]) { buffer += bytes }

  /// The next message, once all of it has arrived.
  mutating func next() -> Part? {
    let skipped = min(toSkip, buffer.count)
    buffer.removeFirst(skipped)
    toSkip -= skipped
    guard let blank = buffer.prefix(Limit.header).firstRange(of: Array("\r\n\r\n".utf8)) else {
      return buffer.count >= Limit.header ? .broken : nil
    }
    guard let length = contentLength(buffer[..<blank.lowerBound]) else { return .broken }
    guard length <= Limit.body else {
      buffer.removeFirst(blank.upperBound)
      toSkip = length
      return .tooLong(length)
    }
    guard buffer.count - blank.upperBound >= length else { return nil }
    let body = Array(buffer[blank.upperBound..<(blank.upperBound + length)])
    buffer.removeFirst(blank.upperBound + length)
    return .message(body)
  }

  private func contentLength(_ header: ArraySlice<UInt8>) -> Int? {
    for line in String(decoding: header, as: UTF8.self).split(separator: "\r\n") {
      let field = line.split(separator: ":", maxSplits: 1)
      guard field.count == 2, field[0].lowercased() == "content-length" else { continue }
      return Int(field[1].drop { $0 == " " }).flatMap { $0 >= 0 ? $0 : nil }
    }
    return nil
  }
}
