import Diagnostics
import Testing

@testable import YAML

/// Edits of trees before they are printed.
@Suite struct ValueEditTests {
  private let tree: Value = .mapping([
    .init(
      "services",
      .mapping([.init("api", .mapping([.init("init", .boolean(true)), .init("ports", .flow([.integer(1)]))]))])),
    .init(
      "steps",
      .sequence([.init(.mapping([.init("name", .string("First"))])), .init(.mapping([.init("id", .string("b"))]))])),
    .init("on", .null),
  ])

  private func path(_ names: String...) -> ArraySlice<Located<String>> {
    names.map { Located($0, SourceRange(startOf: FileID(0))) }[...]
  }

  private func edited(_ edit: Value.Edit, at path: ArraySlice<Located<String>>) throws -> String {
    try tree.edited(edit, at: path).line
  }

  @Test func setsKeysInTheirPlaceOrAtTheEnd() throws {
    let fields: [Value.Field] = [.init("init", .boolean(false)), .init("user", .integer(1))]
    let found = try edited(.set(fields), at: path("services", "api"))
    #expect(found.hasPrefix("{ services: { api: { init: false, ports: [1], user: 1 } }, steps: "))
  }

  @Test func setsKeysWhereThereIsNothing() throws {
    #expect(try edited(.set([.init("push", .null)]), at: path("on")).hasSuffix(", \"on\": { push: null } }"))
  }

  @Test func putsElementsBesideOthers() throws {
    let new: [Value.Item] = [.init(.string("new"))]
    #expect(try edited(.before(new), at: path("steps", "b")).contains("[{ name: First }, new, { id: b }]"))
    #expect(try edited(.after(new), at: path("steps", "First")).contains("[{ name: First }, new, { id: b }]"))
    #expect(try edited(.append(new), at: path("services", "api", "ports")).contains("ports: [1, new]"))
  }

  @Test func removesKeysAndElements() throws {
    let names = path("init", "ports")
    #expect(try edited(.remove(Array(names)), at: path("services", "api")).hasPrefix("{ services: { api: {} }"))
    #expect(try edited(.remove(Array(path("First"))), at: path("steps")).contains("steps: [{ id: b }]"))
  }

  @Test func namesWhatThereIsInstead() {
    do throws(Value.EditError) {
      _ = try tree.edited(.append([]), at: path("steps", "frist"))
      Issue.record("found what is not there")
    } catch {
      if case .missing(let name, let candidates) = error {
        #expect(name.value == "frist" && candidates == ["First", "b"])
      } else {
        Issue.record("\(error)")
      }
    }
  }

  @Test func fitsWhatItIsFor() {
    #expect(throws: Value.EditError.self) { try tree.edited(.append([]), at: path("services")) }
    #expect(throws: Value.EditError.self) { try tree.edited(.set([]), at: path("steps")) }
    #expect(throws: Value.EditError.self) { try tree.edited(.after([]), at: path("services", "api")) }
  }
}
