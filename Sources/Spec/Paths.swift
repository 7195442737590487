package import Diagnostics

extension ValueType<String> {
  /// A path inside the folder it belongs to, with `/`, in its shortest form.
  package static let path = scalar("a path inside the workspace", pattern: pathPattern("")) { text throws(Refusal) in
    try pathSegments(text, allowed: isPathByte, what: "a path").joined(separator: "/")
  }

  /// A path that may hold `*` in its last segment.
  package static let pattern = scalar("a path or a pattern", pattern: pathPattern("*")) { text throws(Refusal) in
    try pathSegments(text, allowed: { isPathByte($0) || $0 == UInt8(ascii: "*") }, what: "a pattern").joined(
      separator: "/")
  }

  /// An absolute path in an image, which stands for itself in every instruction.
  package static let imagePath = scalar(
    "an absolute path in the image", pattern: "/([A-Za-z0-9._+@/-]|[^\\x00-\\x7F])*"
  ) { text throws(Refusal) in
    guard text.hasPrefix("/"), isImagePath(text), !text.utf8.contains(0x20) else {
      throw Refusal(
        message: "'\(text.printable)' is not an absolute path in the image",
        notes: [.init("it begins with '/', and has letters, digits, and '.', '_', '-', '+', '@'")])
    }
    return text
  }

  /// A path of an HTTP request.
  package static let urlPath = scalar(
    "a path that begins with '/'", pattern: #"/([\w.+@/?&=%~-]|[^\x00-\x7F])*"#
  ) { text throws(Refusal) in
    let isValid =
      text.hasPrefix("/") && text.utf8.allSatisfy { isPathByte($0) && $0 != 0x20 || "/?&=%+~".utf8.contains($0) }
    guard isValid else {
      throw Refusal(message: "'\(text.printable)' is not the path of a URL", notes: [.init("for example /health")])
    }
    return text
  }
}

/// The pattern of a path inside a folder: no segment is '..', or begins or ends with a blank.
private func pathPattern(_ characters: String) -> String {
  #"(?!/)(?!(.*/)?( |\.\.(/|$)))(?!.* (/|$))([\w.+@ /\#(characters)-]|[^\x00-\x7F])+"#
}

/// Segments of a relative path, without `.`; `.` alone gives none.
private func pathSegments(
  _ text: String, allowed: (UInt8) -> Bool, what: String
) throws(Refusal) -> [String] {
  guard !text.isEmpty else { throw Refusal(message: "\(what) is empty") }
  guard !text.hasPrefix("/") else {
    throw Refusal(
      message: "'\(text.printable)' is absolute", notes: [.init("write it relative to the folder it is in")])
  }
  let segments = text.split(separator: "/").map(String.init).filter { $0 != "." }
  guard !segments.contains("..") else { throw Refusal(message: "'\(text.printable)' leaves its folder") }
  for segment in segments {
    guard segment.utf8.allSatisfy(allowed), segment.printable == segment,
      !segment.unicodeScalars.contains(where: { $0 != " " && $0.properties.isWhitespace }),
      segment.first != " ", segment.last != " "
    else {
      throw Refusal(
        message: "'\(text.printable)' is not \(what) that every generated file can hold",
        notes: [.init("use letters, digits, spaces inside, and '.', '_', '-', '+', '@'")])
    }
  }
  return segments
}

/// Why `text` is no path or pattern inside a folder; nil if it is one. For what is known once references are replaced.
package func refusal(ofPath text: String) -> (message: String, notes: [Diagnostic.Note])? {
  do throws(Refusal) {
    _ = try pathSegments(text, allowed: { isPathByte($0) || $0 == UInt8(ascii: "*") }, what: "a pattern")
    return nil
  } catch {
    return (error.message, error.notes)
  }
}

/// A path in an image, absolute or not, which stands for itself there; with what patterns are made of where allowed.
package func isImagePath(_ text: String, allowingPatterns: Bool = false) -> Bool {
  !text.isEmpty && text.printable == text
    && text.utf8.allSatisfy {
      isPathByte($0) || $0 == UInt8(ascii: "/") || allowingPatterns && "*?[]".utf8.contains($0)
    }
}

private func isPathByte(_ byte: UInt8) -> Bool {
  isLowercase(byte) || isUppercase(byte) || isDigit(byte) || "._-+@ ".utf8.contains(byte) || byte >= 0x80
}
