import Diagnostics
import YAML

extension ValueType where Value: MappingDecodable {
  /// A mapping, or a scalar that says for short what one of its keys would.
  static func short<Short>(_ short: ValueType<Short>, _ value: @escaping @Sendable (Located<Short>) -> Value)
    -> ValueType
  {
    let long = mapping(Value.self)
    return ValueType(shape: { .either([short.shape($0), long.shape($0)]) }) { node, decoder in
      if case .mapping = node.content { return long.decode(node, &decoder) }
      return short.decode(node, &decoder).map { value(Located($0, node.range)) }
    }
  }
}

extension ValueType<Int> { static let ulimitValue = integer("a limit, -1 for none", -1...1_000_000_000_000) }

extension ValueType<String> {
  /// A profile of compose, which has two characters at least.
  static let profile = scalar("the name of a profile", pattern: "[a-z][a-z0-9-]{0,61}[a-z0-9]") {
    text throws(Refusal) in
    let isValid =
      (2...63).contains(text.utf8.count) && text.utf8.first.map(isLowercase) == true
      && text.utf8.last != UInt8(ascii: "-")
      && text.utf8.allSatisfy { isLowercase($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    guard isValid else {
      throw Refusal(
        message: "'\(text.printable)' is not the name of a profile",
        notes: [.init("it has lower-case letters, digits and '-', two at least, and begins with a letter")])
    }
    return text
  }

  /// A folder inside of a container, in its shortest form.
  static let containerPath = scalar("an absolute path", pattern: "(\(pathSegment))+") { text throws(Refusal) in
    guard isAbsolutePath(text) else {
      throw Refusal(
        message: "'\(text.printable)' is not an absolute path", notes: [.init("for example /var/lib/service")])
    }
    return text
  }

  static let devicePath = scalar("the path of a device", pattern: "/dev(\(pathSegment))+") { text throws(Refusal) in
    guard text.hasPrefix("/dev/"), isAbsolutePath(text) else {
      throw Refusal(message: "'\(text.printable)' is not the path of a device", notes: [.init("for example /dev/fuse")])
    }
    return text
  }

  /// A number with up to two decimals, more than none of a processor.
  static let processors = scalar(
    "a number of processors such as 0.5", pattern: #"(?!0*(\.0*)?$)[0-9]{1,4}(\.[0-9]{1,2})?"#
  ) { text throws(Refusal) in
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isValid =
      parts.count <= 2 && (1...4).contains(parts[0].utf8.count)
      && parts.dropFirst().allSatisfy { (1...2).contains($0.utf8.count) }
      && parts.allSatisfy { $0.utf8.allSatisfy(isDigit) } && text.contains { $0 != "0" && $0 != "." }
    guard isValid else {
      throw Refusal(
        message: "'\(text.printable)' is not a number of processors",
        notes: [.init("write it with up to two decimals, for example 2 or 0.25")])
    }
    return text
  }

  static let ulimitName = choice(
    [
      "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
      "rttime", "sigpending", "stack",
    ].map { ($0, $0) })

  /// The capabilities of Linux, as capabilities(7) has them, without CAP_.
  static let capability = choice(
    [
      "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN",
      "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE",
      "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN", "NET_BIND_SERVICE", "NET_BROADCAST",
      "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_CHROOT",
      "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG",
      "WAKE_ALARM",
    ].map { ($0, $0) })
}

/// The pattern of '/' and a name that is neither '.' nor '..'.
private let pathSegment = #"/(?!\.\.?(/|$))[A-Za-z0-9._+@-]+"#

private func isAbsolutePath(_ text: String) -> Bool {
  let segments = text.split(separator: "/", omittingEmptySubsequences: false)
  return segments.count > 1 && segments[0].isEmpty
    && segments.dropFirst().allSatisfy { segment in
      !segment.isEmpty && segment != "." && segment != ".."
        && segment.utf8.allSatisfy { isLowercase($0) || isUppercase($0) || isDigit($0) || "._+@-".utf8.contains($0) }
    }
}
