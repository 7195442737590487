import Testing
import YAML

@testable import Emit

private typealias Expression = Workflow.Expression
private typealias Scalar = Workflow.Scalar

@Suite struct WorkflowExpressionTests {
  @Test func parenthesizesOnlyWhereNeeded() {
    let (a, b) = (Expression.property("a"), Expression.property("b"))
    #expect(Expression.all([.any([a, b]), a.is("x")]).text == "(a || b) && a == 'x'")
    #expect(Expression.any([.all([a, b]), .not(b)]).text == "a && b || !b")
    #expect(Expression.not(.any([a, b])).text == "!(a || b)")
    #expect(Expression.not(a.isNot("x")).text == "!(a != 'x')")
    #expect(Expression.equal(.call("f", [a, .literal("x")]), .all([a, b])).text == "f(a, 'x') == (a && b)")
  }

  @Test func doublesQuotesInLiterals() {
    #expect(Expression.literal("it's").text == "'it''s'")
    #expect(Expression.literal("").text == "''")
  }

  @Test func mixesTextWithExpressions() {
    let scalar: Scalar = "digests-\(.matrix("service"))_\("arm-v7")"
    #expect(text(of: scalar) == "digests-${{ matrix.service }}_arm-v7")
  }

  @Test(arguments: [
    ("${{ secrets.TOKEN }}", "${{ '${{' }} secrets.TOKEN }}"),
    ("$${{", "$${{ '${{' }}"),
    ("a ${{b}} ${{c}}", "a ${{ '${{' }}b}} ${{ '${{' }}c}}"),
    ("$HOME ${x} {{y}} }}", "$HOME ${x} {{y}} }}"),
  ])
  func textNeverBecomesAnExpression(source: String, printed: String) {
    #expect(text(of: Scalar(source)) == printed)
  }

  @Test func textsThatMeetDoNotBecomeAnExpression() {
    #expect(text(of: "\("$")\("{{ x }}")") == "${{ '${{' }} x }}")
  }

  private func text(of scalar: Scalar) -> String? {
    if case .text(let text) = scalar.yaml { text } else { nil }
  }
}
