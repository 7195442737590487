/// A way to authenticate that a server offers, from its WWW-Authenticate headers (RFC 9110, 11.3).
package struct Challenge: Equatable, Sendable {
  /// In lower case: 'bearer', 'basic'.
  package let scheme: String
  /// By names in lower case; of a name that stands twice the first value.
  package let parameters: [String: String]

  /// The challenges of all headers, in order; what cannot be read ends a header.
  package static func parse(_ headers: [String]) -> [Challenge] {
    headers.flatMap { header in
      var scanner = HeaderScanner(text: Array(header.unicodeScalars))
      return scanner.challenges()
    }
  }
}

private struct HeaderScanner {
  let text: [Unicode.Scalar]
  var position = 0

  private var current: Unicode.Scalar? { position < text.count ? text[position] : nil }

  mutating func challenges() -> [Challenge] {
    var found: [(scheme: String, parameters: [String: String])] = []
    skip(" ,\t")
    while let word = token() {
      skip(" \t")
      if current == "=" {
        position += 1
        skip(" \t")
        guard let value = current == "\"" ? quoted() : token(), let last = found.indices.last else { break }
        found[last].parameters[word.lowercased()] = found[last].parameters[word.lowercased()] ?? value
      } else {
        found.append((word.lowercased(), [:]))
      }
      skip(" ,\t")
    }
    return found.map { Challenge(scheme: $0.scheme, parameters: $0.parameters) }
  }

  private mutating func skip(_ separators: String) {
    while let scalar = current, separators.unicodeScalars.contains(scalar) { position += 1 }
  }

  private mutating func token() -> String? {
    var word = String.UnicodeScalarView()
    while let scalar = current, !" ,\t=\"".unicodeScalars.contains(scalar) {
      word.append(scalar)
      position += 1
    }
    return word.isEmpty ? nil : String(word)
  }

  /// A text in quotes, with `\` before what is meant literally; nil where the last quote is missing.
  private mutating func quoted() -> String? {
    var value = String.UnicodeScalarView()
    position += 1
    while let scalar = current {
      position += 1
      if scalar == "\"" { return String(value) }
      if scalar == "\\", let next = current {
        position += 1
        value.append(next)
      } else {
        value.append(scalar)
      }
    }
    return nil
  }
}
