import Diagnostics

/// A text on one line, not empty.
func isLine(_ text: String) -> Bool { !text.isEmpty && text.printable == text && !text.contains("\t") }

/// A path in an image that stands for itself.
func isImagePath(_ text: String) -> Bool {
  !text.isEmpty && text.printable == text
    && text.utf8.allSatisfy { byte in
      byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "._-+@/".utf8.contains(byte)
    }
}

/// A user, and a group after ':'.
func isImageUser(_ text: String) -> Bool {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false)
  return parts.count <= 2
    && parts.allSatisfy { part in
      !part.isEmpty && part.first != "-"
        && part.utf8.allSatisfy { byte in
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || "_-".utf8.contains(byte)
        }
    }
}

/// What a specification calls a property of the platform built for.
func targetReference(_ name: String) -> ExpandedText? {
  switch name {
  case "TARGETOS": return ExpandedText(reference: "target.os")
  case "TARGETARCH": return ExpandedText(reference: "target.architecture")
  case "TARGETPLATFORM":
    var text = ExpandedText(reference: "target.os")
    text.append("/")
    text.append(ExpandedText(reference: "target.architecture"))
    return text
  case "TARGETVARIANT":
    var text = ExpandedText("v")
    text.append(ExpandedText(reference: "target.arm-version"))
    return text
  default: return nil
  }
}
