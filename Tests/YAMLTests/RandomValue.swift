import Diagnostics
import Support

@testable import YAML

/// A random tree; mappings have no key twice.
func randomValue(using random: inout SplitMix64, depth: Int = 0) -> Value {
  switch Int.random(in: 0..<(depth < 4 ? 12 : 7), using: &random) {
  case 0...2: .string(randomText(using: &random))
  case 3: .text(randomText(using: &random))
  case 4: .integer(Int.random(in: -1000...100_000, using: &random))
  case 5: .boolean(Bool.random(using: &random))
  case 6: Bool.random(using: &random) ? .null : .flow(randomScalars(using: &random))
  case 7...8:
    .sequence(
      (0..<Int.random(in: 0...4, using: &random)).map { _ in
        .init(randomValue(using: &random, depth: depth + 1), comment: randomComment(using: &random))
      })
  default: .mapping(randomFields(using: &random, depth: depth))
  }
}

private func randomText(using random: inout SplitMix64) -> String {
  switch Int.random(in: 0..<4, using: &random) {
  case 0: hostileStrings[Int.random(in: hostileStrings.indices, using: &random)]
  case 1: ambiguousStrings[Int.random(in: ambiguousStrings.indices, using: &random)]
  case 2: randomString(using: &random)
  default: ["x\ny\n", "run\n\n  this", "a", "b c", "one\n two\nthree\n"][Int.random(in: 0..<5, using: &random)]
  }
}

private func randomScalars(using random: inout SplitMix64) -> [Value] {
  (0..<Int.random(in: 0...4, using: &random)).map { _ in
    switch Int.random(in: 0..<6, using: &random) {
    case 0: .null
    case 1: .integer(7)
    case 2: .boolean(true)
    default: .string(randomText(using: &random))
    }
  }
}

private func randomComment(using random: inout SplitMix64) -> [String] {
  Int.random(in: 0..<4, using: &random) == 0 ? ["Because: of #this {", "- and 'that"] : []
}

private func randomFields(using random: inout SplitMix64, depth: Int) -> [Value.Field] {
  var keys: Set<String> = []
  return (0..<Int.random(in: 0...5, using: &random)).compactMap { _ in
    let key = randomText(using: &random)
    guard keys.insert(key).inserted else { return nil }
    return .init(
      key, randomValue(using: &random, depth: depth + 1), comment: randomComment(using: &random),
      remark: Bool.random(using: &random) ? nil : "a 'remark: #1", isSpaced: Bool.random(using: &random))
  }
}

/// A tree without places, in which strings are equal only byte for byte.
indirect enum Tree: Equatable {
  case scalar([UInt8])
  case sequence([Tree])
  case mapping([Pair])

  struct Pair: Equatable {
    let key: [UInt8]
    let value: Tree
  }

  init(_ node: Node) {
    switch node.content {
    case .scalar(let scalar): self = .scalar(Array(scalar.text.utf8))
    case .sequence(let elements): self = .sequence(elements.map { Tree($0) })
    case .mapping(let entries):
      self = .mapping(entries.map { Pair(key: Array($0.key.value.utf8), value: Tree($0.value)) })
    }
  }

  init(_ value: Value, isInline: Bool = false) {
    switch value {
    case .string(let text), .text(let text): self = .scalar(Array(text.utf8))
    case .lines(let lines): self = .scalar(Array(lines.map { $0.value + "\n" }.joined().utf8))
    case .integer(let number): self = .scalar(Array(String(number).utf8))
    case .boolean(let flag): self = .scalar(Array((flag ? "true" : "false").utf8))
    // Nothing is written behind a key or a dash; elsewhere it is spelled out.
    case .null: self = .scalar(isInline ? Array("null".utf8) : [])
    case .sequence(let items): self = .sequence(items.map { Tree($0.value) })
    case .mapping(let fields): self = .mapping(fields.map { Pair(key: Array($0.key.utf8), value: Tree($0.value)) })
    case .flow(let values): self = .sequence(values.map { Tree($0, isInline: true) })
    }
  }
}
