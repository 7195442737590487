import Diagnostics
import Spec

/// A GitHub Actions workflow.
///
/// It grants nothing by itself: each job says what it needs. A new commit of a pull request cancels the run of the one
/// before; every other run has a concurrency group of its own, so that none is dropped while another waits.
package struct Workflow: Sendable {
  let name: String
  let triggers: [Trigger]
  var environment: [Setting] = []
  let jobs: [Job]
  let origin: SourceRange
}

extension Workflow {
  /// What starts a run.
  enum Trigger: Sendable {
    case pullRequest
    case push(branch: Located<String>, tags: [String])
    case mergeGroup
    case schedule(cron: Located<String>)
    case dispatch
  }

  /// A job, on a runner of its own; one for each row if it has a matrix.
  struct Job: Sendable {
    let id: String
    let name: Scalar
    var comment: [String] = []
    var needs: [String] = []
    var condition: Expression?
    let runner: Setting
    let timeoutMinutes: Int
    /// The deployment environment that holds the registry's secrets.
    var environment: Setting?
    var permissions: [Permission] = []
    /// Rows of the job's matrix: a JSON array that an earlier job puts out.
    var matrix: Expression?
    var outputs: [Setting] = []
    var steps: [Step]
    let origin: SourceRange
  }

  struct Step: Sendable {
    enum Action: Sendable {
      case uses(ActionPin, with: [Setting])
      case run(Script)
    }

    let name: String
    var id: String?
    var comment: [String] = []
    var condition: Expression?
    var environment: [Setting] = []
    let action: Action
  }

  /// What a job's token may do, and why.
  struct Permission: Sendable {
    enum Scope: String, Sendable {
      case actions, attestations, contents, packages
      case idToken = "id-token"
      case securityEvents = "security-events"
    }
    enum Access: String, Sendable { case read, write }

    let scope: Scope
    let access: Access
    /// Missing only where everybody knows: reading the contents is for the checkout.
    let reason: String?

    static let checkout = Self(scope: .contents, access: .read, reason: nil)
    static let pull = Self.read(.packages, "pull the image")
    static func read(_ scope: Scope, _ reason: String) -> Self { Self(scope: scope, access: .read, reason: reason) }
    static func write(_ scope: Scope, _ reason: String) -> Self { Self(scope: scope, access: .write, reason: reason) }
  }

  /// A key with its value: an input, an output, a variable, a column of a matrix.
  struct Setting: Sendable {
    let key: String
    let value: Scalar
    let origin: SourceRange?
    let comment: [String]

    init(_ key: String, _ value: Scalar, from origin: SourceRange? = nil, comment: String...) {
      self.key = key
      self.value = value
      self.origin = origin
      self.comment = comment
    }

    init(_ key: String, _ expression: Expression, from origin: SourceRange? = nil, comment: String...) {
      self.key = key
      self.value = Scalar(expression)
      self.origin = origin
      self.comment = comment
    }
  }
}
