package import Diagnostics

/// What the workspace asks of every service, beyond what makes it work.
package struct PolicySpec: MappingDecodable {
  package static let noun = "policy"
  package let registries: Located<[Located<String>]>?
  package let images: Located<[Located<ImagePattern>]>?
  package let health: Located<String>?
  package let sizeBudget: Located<ByteSize>?
  package let labels: [Located<String>]
  package let root: Located<String>?
  package let waivers: [Located<WaiverSpec>]

  package init?(_ keys: inout Keys) {
    registries = keys.optional(
      "registries", .list(of: .registry), "Registries, with or without a path, that base images come from")
    images = keys.optional(
      "images", .list(of: .imagePattern), "Base images that may be used; '*' at the end stands for any rest")
    health = keys.optional("health", .choice([("required", "required")]), "Every service has a health check")
    sizeBudget = keys.optional(
      "size-budget", .byteSize, "Every image has a size budget, and none is larger than this")
    labels = keys.list("labels", of: .labelName, "Labels that every image has")
    root = keys.optional("root", .choice([("forbidden", "forbidden")]), "No service runs as root, whatever its reason")
    waivers = keys.list("waivers", of: .mapping(WaiverSpec.self), "Exceptions, each with a reason and an end")
  }
}

/// A service or resource that need not follow one rule of the policy for a time.
package struct WaiverSpec: MappingDecodable {
  package static let noun = "waiver"
  package let rule: Located<String>
  package let service: Located<String>
  package let reason: Located<String>
  package let until: Located<CalendarDate>

  package init?(_ keys: inout Keys) {
    let rule = keys.required("rule", .choice(Rule.policy.map { ($0.name, $0.name) }), "Rule that is waived")
    let service = keys.required("service", .name, "Service or resource that it is waived for")
    let reason = keys.required("reason", .line, "Why")
    let until = keys.required("until", .date, "Last day on which it is waived")
    guard let rule, let service, let reason, let until else { return nil }
    (self.rule, self.service, self.reason, self.until) = (rule, service, reason, until)
  }
}

/// Which images a policy means: one by its full name, with a tag or with any, or all whose full names begin alike.
package enum ImagePattern: Sendable {
  case name(ImageReference)
  case prefix(String)

  package func fits(_ image: ImageReference) -> Bool {
    switch self {
    case .name(let name): name.repository == image.repository && (name.tag == nil || name.tag == image.tag)
    case .prefix(let prefix): image.description.hasPrefix(prefix)
    }
  }
}

extension ValueType<ImagePattern> {
  static let imagePattern = scalar("the name of an image, or its beginning and '*'", pattern: "[A-Za-z0-9._:/-]+[*]?") {
    text throws(Refusal) in
    if text.hasSuffix("*") {
      let prefix = String(text.dropLast())
      let host = prefix.split(separator: "/").first ?? ""
      guard prefix.contains("/"), host.contains(where: { ".:".contains($0) }) || host == "localhost",
        (try? ImageReference(parsing: prefix + "x")) != nil
      else {
        throw Refusal(
          message: "'\(text.printable)' is not the beginning of an image's full name",
          notes: [.init("for example docker.io/library/* or gcr.io/distroless/*")])
      }
      return .prefix(prefix)
    }
    guard let reference = try? ImageReference(parsing: text) else {
      throw Refusal(message: "'\(text.printable)' is not the name of an image")
    }
    return .name(reference)
  }
}

extension ValueType<String> {
  /// The name of an image's label, as Docker's guidelines have it.
  static let labelName = scalar("the name of a label", pattern: "[a-z]([a-z0-9.-]*[a-z0-9])?") {
    text throws(Refusal) in
    let isValid =
      text.utf8.first.map(isLowercase) == true && text.utf8.last.map { isLowercase($0) || isDigit($0) } == true
      && text.utf8.allSatisfy { isLowercase($0) || isDigit($0) || ".-".utf8.contains($0) }
    guard isValid else {
      throw Refusal(
        message: "'\(text.printable)' is not the name of a label",
        notes: [.init("it has lower-case letters, digits, '.' and '-', for example com.example.team")])
    }
    return text
  }
}
