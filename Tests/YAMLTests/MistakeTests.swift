import Testing

/// Mistakes in YAML with their rule, place and message.
@Suite struct MistakeTests {
  @Test(
    arguments: [
      (
        "a: 1\nb: 2\na: 3\n",
        ["3:1 «a» duplicate-key: key 'a' stands twice in this mapping", "  1:1 «a» first written here"]
      ),
      (
        "{a: 1, 'a': 2}",
        ["1:8 «'a'» duplicate-key: key 'a' stands twice in this mapping", "  1:2 «a» first written here"]
      ),
      (
        "x:\n  é: 1\n  \"\\xE9\": 2\n",
        ["3:3 «\"\\xE9\"» duplicate-key: key 'é' stands twice in this mapping", "  2:3 «é» first written here"]
      ),
      (
        "a: &x foo\n*x : 1\nfoo: 2\n",
        ["3:1 «foo» duplicate-key: key 'foo' stands twice in this mapping", "  2:1 «*x» first written here"]
      ),
    ] as [(String, [String])])
  func reportsADuplicateKey(_ text: String, _ expected: [String]) {
    let parsed = Parsed(text)
    #expect(parsed.complaints == expected)
    #expect(parsed.node != nil)
  }

  @Test func reportsEachDuplicateKeyAndKeepsTheFirst() {
    let parsed = Parsed("a: 1\na: 2\na: 3\nb: {c: 1, c: 2}\n")
    #expect(
      parsed.complaints == [
        "2:1 «a» duplicate-key: key 'a' stands twice in this mapping", "  1:1 «a» first written here",
        "3:1 «a» duplicate-key: key 'a' stands twice in this mapping", "  1:1 «a» first written here",
        "4:11 «c» duplicate-key: key 'c' stands twice in this mapping", "  4:5 «c» first written here",
      ])
    #expect(
      parsed.outline.filter { $0.contains("scalar") }.map { $0.suffix(16) } == ["1 plain verbatim", "1 plain verbatim"])
  }

  @Test func allowsOneKeyInSeveralMappings() {
    #expect(Parsed("a: {k: 1}\nb: {k: 1, K: 2}\n").complaints.isEmpty)
  }

  @Test func showsKeysThatActOnTerminals() {
    #expect(
      Parsed("\"\\e[2J\": 1\n\"\\e[2J\": 2\n").complaints.first
        == "2:1 «\"\\e[2J\"» duplicate-key: key '\u{FFFD}[2J' stands twice in this mapping")
  }

  @Test(
    arguments: [
      ("a: 1\n---\nb: 2\n", "2:1 «---»"), ("a: 1\n---\n", "2:1 «---»"), ("---\n---\n", "2:1 «---»"),
      ("--- a\n...\n--- b\n", "3:1 «---»"), ("é: 1\r\n---\r\n", "2:1 «---»"),
    ] as [(String, String)])
  func reportsASecondDocument(_ text: String, _ place: String) {
    let parsed = Parsed(text)
    #expect(
      parsed.complaints == [
        "\(place) multiple-documents: a second document starts here", "  put it into a file of its own",
      ])
    #expect(parsed.node == nil)
  }

  @Test(
    arguments: [
      ("a: !!str 1\n", "1:4 «!!str 1»"), ("a: !x {b: 1}\n", "1:4 «!x {»"), ("- !!set [x]\n", "1:3 «!!set [»"),
      ("a: ! x\n", "1:4 «! x»"), ("a: !<tag:x> 1\n", "1:4 «!<tag:x> 1»"), ("!x a: 1\n", "1:1 «!x a»"),
    ] as [(String, String)])
  func reportsTags(_ text: String, _ place: String) {
    let parsed = Parsed(text)
    let message = "YAML tags are not used here; a value has the type of its key"
    #expect(parsed.complaints == ["\(place) unsupported-yaml: \(message)"])
    #expect(parsed.node == nil)
  }

  @Test(arguments: [("<<: {b: 1}\n", "1:1"), ("a: &a {b: 1}\nc:\n  <<: *a\n", "3:3"), ("a: {<<: 1}\n", "1:5")])
  func reportsMergeKeys(_ text: String, _ place: String) {
    let parsed = Parsed(text)
    #expect(
      parsed.complaints == ["\(place) «<<» unsupported-yaml: merge keys are not used here", "  write the keys out"])
    #expect(parsed.node == nil)
  }

  @Test func takesAQuotedMergeKeyForAKey() {
    #expect(Parsed("'<<': 1\n").complaints.isEmpty)
  }

  @Test(
    arguments: [
      ("? [a]\n: b\n", "1:3 «[»"), ("? {a: b}\n: c\n", "1:3 «{»"), ("[a]: b\n", "1:1 «[»"),
      ("{{a: b}: c}\n", "1:2 «{»"),
      ("? - a\n: b\n", "1:3 «»"), ("x: &x [1]\ny: {*x : 1}\n", "2:5 «*x»"),
    ] as [(String, String)])
  func reportsCollectionsAsKeys(_ text: String, _ place: String) {
    let parsed = Parsed(text)
    #expect(parsed.complaints == ["\(place) unsupported-yaml: a key has to be a scalar"])
    #expect(parsed.node == nil)
  }

  @Test(arguments: ["\ta: 1\n", "a:\n\tb: 1\n", "a: 1\n\tb: 2\n", "é:\r\n\tb: 1\r\n", "- a\n\t- b\n"])
  func reportsTabsAsIndentation(_ text: String) {
    let parsed = Parsed(text)
    #expect(parsed.complaints.first?.contains("«\\t» yaml-syntax: ") == true)
    #expect(parsed.complaints.last == "  YAML indents with spaces, not with tabs")
    #expect(parsed.node == nil)
  }

  /// The words are libyaml's; the places have to be right.
  @Test(
    arguments: [
      ("a: [1, 2\nb: 3\n", "2:2 «:» yaml-syntax: while parsing a flow sequence: did not find expected ',' or ']'"),
      ("a: 'x\n", "2:1 «» yaml-syntax: while scanning a quoted scalar: found unexpected end of stream"),
      (#"a: "x\q""#, #"1:6 «\» yaml-syntax: while parsing a quoted scalar: found unknown escape character"#),
      ("a: b: c\n", "1:5 «:» yaml-syntax: mapping values are not allowed in this context"),
      ("é: ü: c\n", "1:5 «:» yaml-syntax: mapping values are not allowed in this context"),
      ("\u{FEFF}a: b: c\n", "1:5 «:» yaml-syntax: mapping values are not allowed in this context"),
      ("a: 1\r\n b: 2\r\n", "2:3 «:» yaml-syntax: mapping values are not allowed in this context"),
      ("- a\nb: 1\n", "2:1 «b» yaml-syntax: while parsing a block collection: did not find expected '-' indicator"),
      (
        "a: @x\n", "1:4 «@» yaml-syntax: while scanning for the next token: found character that cannot start any token"
      ),
      (
        "a: `x`\n",
        "1:4 «`» yaml-syntax: while scanning for the next token: found character that cannot start any token"
      ),
      (
        "a: %x\n", "1:4 «%» yaml-syntax: while scanning for the next token: found character that cannot start any token"
      ),
      ("a: ]\n", "1:4 «]» yaml-syntax: while parsing a block node: did not find expected node content"),
      ("a: [", "1:5 «» yaml-syntax: while parsing a flow node: did not find expected node content"),
      ("a: |x\n", "1:5 «x» yaml-syntax: while scanning a block scalar: did not find expected comment or line break"),
      ("%YAML 2.0\n---\na\n", "1:1 «%» yaml-syntax: found incompatible YAML document"),
      ("a: 1\n...\nb: 2\n", "3:1 «b» yaml-syntax: did not find expected <document start>"),
    ] as [(String, String)])
  func reportsMalformedYAML(_ text: String, _ expected: String) {
    let parsed = Parsed(text)
    #expect(parsed.complaints == [expected])
    #expect(parsed.node == nil)
  }

  @Test func keepsWhatItFoundBeforeTheFileBroke() {
    #expect(
      Parsed("a: 1\na: 2\nb: [\n").complaints == [
        "2:1 «a» duplicate-key: key 'a' stands twice in this mapping", "  1:1 «a» first written here",
        "4:1 «» yaml-syntax: while parsing a flow node: did not find expected node content",
      ])
  }
}
