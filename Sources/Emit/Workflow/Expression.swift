extension Workflow {
  /// What GitHub evaluates: the inside of `${{ }}`, or a condition.
  indirect enum Expression: Sendable {
    /// A property of one of GitHub's contexts: github.ref.
    case property(String)
    case literal(String)
    case call(String, [Expression])
    case not(Expression)
    case equal(Expression, Expression)
    case unequal(Expression, Expression)
    case all([Expression])
    case any([Expression])

    func `is`(_ text: String) -> Expression { .equal(self, .literal(text)) }
    func isNot(_ text: String) -> Expression { .unequal(self, .literal(text)) }

    /// `value` where `condition` holds, else `other`. A value that counts as false would never be chosen.
    static func choice(_ condition: Expression, _ value: Expression, else other: Expression) -> Expression {
      .any([.all([condition, value]), other])
    }
  }

  /// A value of a workflow. Text in it is text, whatever it holds; only expressions are evaluated.
  enum Scalar: Sendable {
    enum Piece: Sendable {
      case text(String)
      case expression(Expression)
    }

    case pieces([Piece])
    case integer(Int)
    case boolean(Bool)

    init(_ text: String) { self = .pieces([.text(text)]) }
    init(_ expression: Expression) { self = .pieces([.expression(expression)]) }
  }
}

extension Workflow.Scalar: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  struct StringInterpolation: StringInterpolationProtocol {
    var pieces: [Piece] = []

    init(literalCapacity: Int, interpolationCount: Int) {}
    mutating func appendLiteral(_ literal: String) { pieces.append(.text(literal)) }
    mutating func appendInterpolation(_ text: String) { pieces.append(.text(text)) }
    mutating func appendInterpolation(_ expression: Workflow.Expression) { pieces.append(.expression(expression)) }
    mutating func appendInterpolation(_ more: [Piece]) { pieces += more }
  }

  init(stringLiteral value: String) { self.init(value) }
  init(stringInterpolation: StringInterpolation) { self = .pieces(stringInterpolation.pieces) }
  init(integerLiteral value: Int) { self = .integer(value) }
  init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension Workflow.Expression {
  static func matrix(_ column: String) -> Self { .property("matrix.\(column)") }
  static func variable(_ name: String) -> Self { .property("vars.\(name)") }
  static func secret(_ name: String) -> Self { .property("secrets.\(name)") }
  static func output(_ name: String, ofStep id: String) -> Self { .property("steps.\(id).outputs.\(name)") }
  static func output(_ name: String, ofJob id: String) -> Self { .property("needs.\(id).outputs.\(name)") }
  static func json(_ text: Self) -> Self { .call("fromJSON", [text]) }

  static let event = Self.property("github.event_name")
  static let ref = Self.property("github.ref")
  static let temporaryFolder = Self.property("runner.temp")
  static let always = Self.call("always", [])
  /// The run is for a pull request whose head is in the same repository: not for one from a fork.
  static let sameRepository = Self.equal(
    .property("github.event.pull_request.head.repo.full_name"), .property("github.repository"))
  static let notCancelled = Self.not(.call("cancelled", []))
  static let notFailed = Self.not(.call("failure", []))
}
