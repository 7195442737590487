/// The id of a request, which its answer repeats.
enum RequestID: Codable, Hashable {
  case number(Int)
  case text(String)
  /// Of a message that could not be read.
  case unknown

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .unknown: try container.encodeNil()
    }
  }
}

/// What is read of a message before it is known what its parameters are. One without a method is an answer.
struct Envelope: Decodable {
  let id: RequestID?
  let method: String?
}

struct Parameters<Value: Decodable>: Decodable {
  let params: Value
}

struct Answer<Result: Encodable>: Encodable {
  let jsonrpc = "2.0"
  let id: RequestID
  let result: Result
}

/// The answer to a request that cannot be met (JSON-RPC 2.0, section 5.1; LSP 3.17).
struct Refusal: Encodable {
  enum Code: Int, Encodable {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case serverNotInitialized = -32002
  }

  struct Failure: Encodable {
    let code: Code
    let message: String
  }

  let jsonrpc = "2.0"
  let id: RequestID
  let error: Failure
}

/// A message to the editor that it does not answer; with an id, one that it does.
struct Notice<Params: Encodable>: Encodable {
  let jsonrpc = "2.0"
  var id: RequestID?
  let method: String
  let params: Params
}
