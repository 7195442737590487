package import Diagnostics
package import IR
package struct Workflow: Sendable {
  package init(containers plan: BuildPlan) {}
  package init(security plan: BuildPlan) {}
  package init(drift plan: BuildPlan) {}
  package func print() -> [PrintedLine] { [] }
}
