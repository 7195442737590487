import Diagnostics
import Foundation
import Support
import Testing

@testable import YAML

/// What is written has to be read alike by a reader of YAML 1.1 that shares no code with this one.
@Suite struct OtherReaderTests {
  @Test(.enabled(if: hasPyYAML, "python3 with PyYAML is not installed")) func readsTheSameStrings() throws {
    var random = SplitMix64(seed: 1)
    let strings = ambiguousStrings + hostileStrings + (0..<250).map { _ in randomString(using: &random) }
    #expect(strings.count > 500)
    let value = Value.mapping([
      .init("block", .sequence(strings.map { .init(.string($0)) })), .init("flow", .flow(strings.map { .string($0) })),
      .init("text", .sequence(strings.map { .init(.text($0)) })),
      .init("keys", .sequence(strings.map { .init(.mapping([.init($0, .integer(1))])) })),
      .init("values", .sequence(strings.map { .init(.mapping([.init("k", .string($0), remark: "a remark")])) })),
    ])
    let lines = Writer.lines(of: value, origin: SourceRange(startOf: FileID(0)))
    let scratch = try Scratch()
    try scratch.write(lines.map { $0.text + "\n" }.joined(), to: "strings.yaml")
    try scratch.write(reader, to: "read.py")
    let outcome = try run("/usr/bin/env", ["python3", "read.py"], in: scratch.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let read = try JSONDecoder().decode([String: [String]].self, from: Data(outcome.output.utf8))
    for name in ["block", "flow", "text", "keys", "values"] {
      let found = try #require(read[name])
      #expect(found.count == strings.count)
      for (written, found) in zip(strings, found) where Array(written.utf8) != Array(found.utf8) {
        Issue.record("\(name): \(written.debugDescription) is read as \(found.debugDescription)")
      }
    }
  }

  @Test(.enabled(if: hasPyYAML, "python3 with PyYAML is not installed")) func readsOtherTypesAsTheyAreMeant() throws {
    let value = Value.mapping([
      .init("a", .integer(8080)), .init("b", .boolean(true)), .init("c", .null),
      .init("d", .flow([.integer(1), .null, .string("1"), .boolean(false)])), .init("e", .sequence([])),
      .init("f", .mapping([])),
    ])
    let scratch = try Scratch()
    try scratch.write(
      Writer.lines(of: value, origin: SourceRange(startOf: FileID(0))).map { $0.text + "\n" }.joined(),
      to: "values.yaml")
    let outcome = try run(
      "/usr/bin/env", ["python3", "-c", "import yaml; print(yaml.safe_load(open('values.yaml')))"], in: scratch.url)
    #expect(
      outcome.output == "{'a': 8080, 'b': True, 'c': None, 'd': [1, None, '1', False], 'e': [], 'f': {}}\n",
      "\(outcome.errors)")
  }
}

/// Prints what PyYAML reads as JSON; what is not a string keeps its type's name.
private let reader = """
  import json, yaml
  with open('strings.yaml', encoding='utf-8') as file:
      read = yaml.safe_load(file)
  def text(value):
      return value if isinstance(value, str) else type(value).__name__ + ' ' + repr(value)
  out = {name: [text(value) for value in read[name]] for name in ('block', 'flow', 'text')}
  out['keys'] = [text(list(value)[0]) for value in read['keys']]
  out['values'] = [text(value['k']) for value in read['values']]
  print(json.dumps(out))

  """

private let hasPyYAML = (try? run("/usr/bin/env", ["python3", "-c", "import yaml"]).status) == 0
