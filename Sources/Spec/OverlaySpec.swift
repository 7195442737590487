package import Diagnostics
package import YAML

/// A named change of generated documents, made before they are printed.
package struct OverlaySpec: MappingDecodable {
  package static let noun = "overlay"
  /// Why it may touch what keeps others out.
  package let reason: Located<String>?
  package let changes: [(document: OverlaidDocument, changes: [Located<OverlayChange>])]
  package let makefile: MakefileOverlay?

  package init?(_ keys: inout Keys) {
    reason = keys.optional(
      "because", .line, "Why it is needed; required where it touches permissions or a container's hardening")
    changes = OverlaidDocument.allCases.map { document in
      (document, keys.list(document.rawValue, of: .mapping(OverlayChange.self), "Changes of \(document.summary)"))
    }
    makefile =
      keys.optional("makefile", .mapping(MakefileOverlay.self), "Variables and targets of the Makefile")?.value
    keys.requireOne(of: OverlaidDocument.allCases.map(\.rawValue) + ["makefile"])
  }
}

/// The documents in YAML that overlays can change.
package enum OverlaidDocument: String, CaseIterable, Sendable {
  case compose, development, containers, security, drift

  fileprivate var summary: String {
    switch self {
    case .compose: "compose.yaml"
    case .development: "compose.dev.yaml"
    case .containers: "the workflow that builds images, or the workflows"
    case .security: "the workflow that scans"
    case .drift: "the workflow that checks for drift"
    }
  }

  package var isWorkflow: Bool { self != .compose && self != .development }
}

/// One change of a document, at a place in its tree.
package struct OverlayChange: MappingDecodable {
  package static let noun = "change"
  package enum Kind: String, Sendable { case set, remove, append, before, after }

  /// Keys of mappings and names of elements of lists; empty for the document itself.
  package let path: [Located<String>]
  package let kind: Located<Kind>
  package let edit: Value.Edit
  /// What is put in; nil where something is taken out.
  package let node: Node?

  package init?(_ keys: inout Keys) {
    let path = keys.required("at", .list(of: .line), "Keys on the way to the place, and names of elements of lists")
    let set = keys.optional("set", .mappingTree, "Keys of the mapping there, with their values")
    let remove = keys.optional("remove", .list(of: .line), "Keys of the mapping, or elements of the list there")
    let append = keys.optional("append", .listTree, "Elements at the end of the list there")
    let before = keys.optional("before", .listTree, "Elements before the one there")
    let after = keys.optional("after", .listTree, "Elements behind the one there")
    keys.requireOne(of: ["set", "remove", "append", "before", "after"])
    guard let path else { return nil }
    self.path = path.value
    let written: [(tree: Located<Node>, kind: Kind, edit: Value.Edit)?] = [
      set.map { ($0, .set, .set(Value.fields(of: $0.value))) },
      append.map { ($0, .append, .append(Value.items(of: $0.value))) },
      before.map { ($0, .before, .before(Value.items(of: $0.value))) },
      after.map { ($0, .after, .after(Value.items(of: $0.value))) },
    ]
    let trees = written.compactMap { $0 }
    if let remove, trees.isEmpty {
      kind = Located(.remove, remove.range)
      edit = .remove(remove.value)
      node = nil
    } else if let put = trees.first, trees.count == 1, remove == nil {
      kind = Located(put.kind, put.tree.range)
      edit = put.edit
      node = put.tree.value
    } else {
      if let second = trees.dropFirst().first?.tree.range ?? remove?.range {
        keys.decoder.report(.invalidValue, "a change does one thing", at: second, notes: [.init("write two changes")])
      }
      return nil
    }
  }
}

/// Variables and targets of a Makefile.
package struct MakefileOverlay: MappingDecodable {
  package static let noun = "makefile"
  package let variables: [Entry<Text>]
  package let targets: [Entry<MakefileTarget>]

  package init?(_ keys: inout Keys) {
    variables =
      keys.optional(
        "variables", .map(.makeVariable, to: .textLine), "Variables, as they are where whoever runs make sets none")?
      .value ?? []
    targets = keys.optional("targets", .map(.name, to: .mapping(MakefileTarget.self)), "Targets by name")?.value ?? []
  }
}

/// A target of a Makefile.
package struct MakefileTarget: MappingDecodable {
  package static let noun = "target"
  package let help: Located<String>?
  package let needs: [Located<String>]
  /// A word is a text, in which variables of the Makefile can be referred to.
  package let commands: [Located<[Located<Text>]>]

  package init?(_ keys: inout Keys) {
    help = keys.optional("help", .line, "What 'make help' says of it")
    needs = keys.list("needs", of: .line, "Targets that are made first")
    commands = keys.list("run", of: .list(of: .textLine), "Commands, each a list of words")
  }
}

extension ValueType<Node> {
  /// Any mapping, in the terms of the format that it goes into.
  fileprivate static let mappingTree = Self(mappingShape) { node, decoder in
    if case .mapping = node.content { return node }
    decoder.expected(mappingShape, found: node)
    return nil
  }

  private static let mappingShape = Shape.map(key: .scalar("a key"), value: .anything)

  /// Any list.
  fileprivate static let listTree = Self(.list(.anything)) { node, decoder in
    if case .sequence = node.content { return node }
    decoder.expected(.list(.anything), found: node)
    return nil
  }
}

extension ValueType<String> {
  /// The name of a variable of make.
  fileprivate static let makeVariable = scalar("the name of a variable", pattern: "[A-Z][A-Z0-9_]*") {
    text throws(Refusal) in
    let isValid =
      text.utf8.first.map(isUppercase) == true
      && text.utf8.allSatisfy { isUppercase($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    guard isValid else {
      throw Refusal(
        message: "'\(text.printable)' is not the name of a variable",
        notes: [.init("it has upper-case letters, digits and '_'")])
    }
    return text
  }
}
