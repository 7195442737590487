package import Diagnostics
import IR
import Spec

/// The version of Scantling. Generated files do not carry it: they change when what they say changes.
package let scantlingVersion = "0.1.0"

/// Another version of Scantling than this one, as the lock names it.
package struct OtherVersion: Sendable {
  package let version: Located<String>
  package let isNewer: Bool

  /// nil for this version.
  init?(_ version: Located<String>) {
    guard version.value != scantlingVersion else { return nil }
    self.version = version
    isNewer = isVersion(scantlingVersion, below: version.value)
  }
}
