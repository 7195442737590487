package import Diagnostics
import YAML

extension Record {
  /// One value a line, so that each has an origin of its own.
  package func print() -> [PrintedLine] { Writer.lines(of: .mapping(fields.map(\.printed)), origin: origin) }
}

extension Record.Field {
  fileprivate var printed: YAML.Value.Field { .init(key, value.printed, origin: value.origin) }
}

extension Record.Value {
  fileprivate var printed: YAML.Value {
    switch self {
    case .text(let text): .string(text.value)
    case .number(let number): .integer(number.value)
    case .flag(let flag): .boolean(flag.value)
    case .list(let elements, _): .list(elements)
    case .fields(let fields): .mapping(fields.map(\.printed))
    }
  }

  /// That of the first line in it.
  fileprivate var origin: SourceRange? {
    switch self {
    case .text(let text): text.range
    case .number(let number): number.range
    case .flag(let flag): flag.range
    case .list(_, let range): range
    case .fields(let fields): fields.first?.value.origin
    }
  }
}
