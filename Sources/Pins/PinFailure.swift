/// Why something could not be pinned, and what to do about it.
package struct PinFailure: Error, Equatable, Sendable {
  package enum Kind: Sendable {
    /// Nobody answered, or nobody who could: trying again may help.
    case network
    /// There was an answer, and it is no.
    case refused
  }

  package let kind: Kind
  package let message: String
  package let remedy: String?

  init(_ kind: Kind, _ message: String, remedy: String? = nil) {
    (self.kind, self.message, self.remedy) = (kind, message, remedy)
  }
}
