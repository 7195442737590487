import Diagnostics
import Testing

@Suite struct RuleTests {
  @Test func namesAreUnique() {
    #expect(Set(Rule.all.map(\.name)).count == Rule.all.count)
    #expect(Set(Rule.all.map(\.summary)).count == Rule.all.count)
  }

  @Test(arguments: Rule.all)
  func nameIsInKebabCase(_ rule: Rule) {
    let words = rule.name.split(separator: "-", omittingEmptySubsequences: false)
    #expect(words.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy((UInt8(ascii: "a")...UInt8(ascii: "z")).contains) })
  }

  @Test(arguments: Rule.all)
  func summaryIsOnePhrase(_ rule: Rule) {
    #expect(!rule.summary.isEmpty)
    #expect(!rule.summary.hasSuffix("."))
    #expect(!rule.summary.contains("\n"))
    #expect(rule.summary.count <= 100)
    let first = rule.summary.prefix(1)
    #expect(first == first.lowercased() || rule.summary.hasPrefix("YAML"))
  }
}
