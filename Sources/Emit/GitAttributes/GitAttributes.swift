package import Diagnostics

/// A file that tells git, and with it GitHub, which of the files below its folder are generated.
package struct GitAttributes: Sendable {
  /// Relative to the folder; '*' stands for the name of any service.
  let patterns: [String]
  let origin: SourceRange
}

extension GitAttributes {
  package func print() -> [PrintedLine] { patterns.map { PrintedLine("/\($0) linguist-generated", origin) } }
}
