/// A program that opens pull requests for newer versions, and can be told what is generated.
package enum Bot: String, CaseIterable, Sendable { case dependabot, renovate }

extension ValueType<Bot> {
  package static let bot = choice(Bot.allCases.map { ($0.rawValue, $0) })
}
