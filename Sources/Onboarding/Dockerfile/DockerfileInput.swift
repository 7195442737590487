package import Diagnostics

/// A Dockerfile as a person wrote it: its instructions in order, each with its place.
package struct DockerfileInput: Sendable {
  /// `# syntax=`, `# escape=` and `# check=` on top of the file.
  package struct Directive: Sendable {
    package let name: String
    package let value: String
    package let range: SourceRange
  }

  package struct Instruction: Sendable {
    /// In capitals: RUN.
    package let keyword: Located<String>
    package let flags: [Flag]
    /// What follows keyword and flags on one line, without continuations and comments.
    package let arguments: Located<String>
    package let heredocs: [Heredoc]
    /// From the keyword to the end of the last line.
    package let range: SourceRange
  }

  /// `--from=build`, `--link`.
  package struct Flag: Hashable, Sendable {
    package let name: String
    /// nil where there is no '='.
    package let value: String?
    package let range: SourceRange
  }

  /// `<<EOF` with the lines up to `EOF`.
  package struct Heredoc: Hashable, Sendable {
    package let name: String
    /// The lines with their ends; leading tabs are gone where `<<-` says so.
    package let text: String
    /// Variables in it are not replaced, because the name is in quotes.
    package let isVerbatim: Bool
    package let range: SourceRange
  }

  package var directives: [Directive] = []
  package var instructions: [Instruction] = []
}

extension DockerfileInput.Instruction {
  /// The words of the exec form, a JSON array of strings; nil where it is the shell form.
  package var execForm: [String]? { jsonStrings(arguments.value) }

  package func flag(_ name: String) -> String? { flags.first { $0.name == name }?.value }
}

/// A JSON array of strings; nil where the text is anything else.
func jsonStrings(_ text: String) -> [String]? {
  var bytes = Array(text.utf8)[...]
  func skipBlanks() { bytes = bytes.drop { " \t\n\r".utf8.contains($0) } }
  skipBlanks()
  guard bytes.popFirst() == UInt8(ascii: "[") else { return nil }
  var strings: [String] = []
  skipBlanks()
  if bytes.first == UInt8(ascii: "]") {
    bytes = bytes.dropFirst()
  } else {
    while true {
      skipBlanks()
      guard let string = jsonString(&bytes) else { return nil }
      strings.append(string)
      skipBlanks()
      let next = bytes.popFirst()
      if next == UInt8(ascii: "]") { break }
      guard next == UInt8(ascii: ",") else { return nil }
    }
  }
  skipBlanks()
  return bytes.isEmpty ? strings : nil
}

private func jsonString(_ bytes: inout ArraySlice<UInt8>) -> String? {
  guard bytes.popFirst() == UInt8(ascii: "\"") else { return nil }
  var text: [UInt8] = []
  while let byte = bytes.popFirst() {
    switch byte {
    case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
    case UInt8(ascii: "\\"):
      guard let escaped = bytes.popFirst() else { return nil }
      switch escaped {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "u"):
        let digits = String(decoding: bytes.prefix(4), as: UTF8.self)
        guard digits.utf8.count == 4, let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number) else {
          return nil
        }
        text += Array(String(scalar).utf8)
        bytes = bytes.dropFirst(4)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escaped)
      default: return nil
      }
    default: text.append(byte)
    }
  }
  return nil
}
