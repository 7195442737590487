import Diagnostics
import Testing

@testable import Emit

@Suite struct WorkflowPrintingTests {
  @Test func printsAJob() {
    let origin = SourceRange(startOf: FileID(0))
    let job = Workflow.Job(
      id: "gate", name: "gate", comment: ["Required."], needs: ["build"], condition: .always,
      runner: .init("runs-on", "ubuntu-24.04"), timeoutMinutes: 5, permissions: [.checkout, .pull],
      steps: [
        .init(
          name: "Look", environment: [.init("RESULT", .property("needs.build.result"))],
          action: .run("echo \"$RESULT\""))
      ],
      origin: origin)
    let workflow = Workflow(name: "Test", triggers: [.pullRequest, .dispatch], jobs: [job], origin: origin)
    let expected = #"""
      jobs:
        # Required.
        gate:
          name: gate
          needs: [build]
          if: always()
          runs-on: ubuntu-24.04
          timeout-minutes: 5
          permissions:
            contents: read
            packages: read # pull the image
          steps:
            - name: Look
              env:
                RESULT: ${{ needs.build.result }}
              run: |
                echo "$RESULT"
      """#
    let lines = workflow.print().map(\.text)
    let head = ["name: Test", "", "\"on\":", "  pull_request:", "  workflow_dispatch:", "", "permissions: {}"]
    #expect(lines.prefix(7) == head[...])
    #expect(lines.drop { $0 != "jobs:" }.joined(separator: "\n") == expected)
  }
}
