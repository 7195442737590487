import Diagnostics
import Driver
import Spec

extension Snapshot {
  /// What is known of the key or name at `place`, in Markdown, with the bytes it is about.
  func hover(at place: Place) -> (text: String, range: Range<Int>)? {
    guard let (subject, range) = subject(at: place) else { return nil }
    switch subject {
    case .generated(let origin):
      let line = compilation.sources.lineText(of: origin)
      return ("Made from \(plain(compilation.sources.location(of: origin)))\n\n" + code(line, "yaml"), range)
    case .reference(let declared), .need(let declared):
      return ("**\(plain(declared.name))**: \(plain(declared.summary))\n\n\(declaration(declared.range))", range)
    case .key(let key):
      return ([key.documentation, origin(of: key)].compactMap { $0 }.joined(separator: "\n\n"), range)
    }
  }

  private func declaration(_ range: SourceRange) -> String {
    "Declared at \(plain(compilation.sources.location(of: range)))"
  }

  /// Where a template declares the key. Of a template that is built in the text follows, for there is no file to open.
  private func origin(of key: KeyDeclaration) -> String? {
    guard let origin = key.origin else { return nil }
    guard key.isTemplate, isBuiltIn(origin) else { return declaration(origin) }
    let file = compilation.sources[origin.file]
    return "Built in, as \(plain(file.path)):\n\n" + code(String(decoding: file.bytes, as: UTF8.self), "yaml")
  }
}

extension KeyDeclaration {
  /// In Markdown: what the key takes, what it is for, and what holds where it is not written.
  var documentation: String {
    let head = "**\(plain(name))**: \(plain(shape.phrase))" + (isRequired ? ", required" : "")
    let options = shape.keys.map { "- **\(plain($0.name))**: \(plain($0.summary))" }.joined(separator: "\n")
    let fallback = standard.map { $0.written.isEmpty ? "Default: empty" : "Default: " + plain($0.written) }
    return [head, plain(summary), fallback, options.isEmpty ? nil : options].compactMap { $0 }
      .joined(separator: "\n\n")
  }
}

/// `text` inside a line of Markdown, such that it reads as it is.
private func plain(_ text: String) -> String {
  text.printable.reduce(into: "") { $0 += "\\`*_[]<>#&|~".contains($1) ? "\\\($1)" : String($1) }
}

/// A block of code; its fence is longer than any in the text.
private func code(_ text: String, _ language: String) -> String {
  let ticks = text.split { $0 != "`" }.map(\.count).max() ?? 0
  let fence = String(repeating: "`", count: max(3, ticks + 1))
  return "\(fence)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)"
}
