import Diagnostics
import Onboarding
import Support
import Testing

@Suite struct DockerfileParserTests {
  private func parsed(_ text: String) -> (input: DockerfileInput, diagnostics: [Diagnostic], sources: SourceMap) {
    var (sources, diagnostics) = (SourceMap(), [Diagnostic]())
    let file = sources.add(SourceFile(path: "Dockerfile", bytes: Array(text.utf8)))
    let input = DockerfileParser.parse(file, in: sources, diagnostics: &diagnostics)
    return (input, diagnostics, sources)
  }

  @Test func readsDirectivesAndStopsAtTheFirstLineThatIsNone() {
    let input = parsed("# syntax=docker/dockerfile:1\n# Escape = `\n\n# check=skip=all\nfrom a\nRUN one `\n  two\n")
      .input
    #expect(input.directives.map(\.name) == ["syntax", "escape"])
    #expect(input.directives.map(\.value) == ["docker/dockerfile:1", "`"])
    #expect(input.instructions.map(\.keyword.value) == ["FROM", "RUN"])
    #expect(input.instructions[1].arguments.value == "one   two")
  }

  @Test func joinsLinesAroundCommentsAndEmptyOnes() {
    let (input, _, sources) = parsed("FROM a\nRUN one && \\\n  # why\n\n  two \\  \n  three\nCMD x\n")
    #expect(input.instructions[1].arguments.value == "one &&   two   three")
    #expect(input.instructions.map { sources.position(of: $0.range).line } == [1, 2, 7])
    #expect(sources.end(of: input.instructions[1].range).line == 6)
  }

  @Test func readsFlagsAndForms() {
    let input = parsed(
      "COPY --from=build --link --chown=1:2 a b\nCMD [\"x\", \"a \\\"b\\\" \\u0041\"]\nENTRYPOINT ['x']\n"
    ).input
    #expect(input.instructions[0].flags.map(\.name) == ["from", "link", "chown"])
    #expect(input.instructions[0].flags.map(\.value) == ["build", nil, "1:2"])
    #expect(input.instructions[0].arguments.value == "a b")
    #expect(input.instructions[1].execForm == ["x", "a \"b\" A"])
    #expect(input.instructions[2].execForm == nil)
  }

  @Test func readsHeredocs() {
    let input = parsed(
      "RUN <<EOF && cat <<-'TWO'\n# no comment\necho $x\nEOF\n\tin \\\n\tTWO\nCOPY <<A <<B /x/\na\nA\nb\nB\nRUN x <<<EOF\n"
    ).input
    #expect(input.instructions.map(\.keyword.value) == ["RUN", "COPY", "RUN"])
    #expect(input.instructions[0].heredocs.map(\.text) == ["# no comment\necho $x\n", "in \\\n"])
    #expect(input.instructions[0].heredocs.map(\.isVerbatim) == [false, true])
    #expect(input.instructions[1].heredocs.map(\.text) == ["a\n", "b\n"])
    #expect(input.instructions[2].heredocs.isEmpty)
  }

  @Test func saysWhereAHeredocDoesNotEnd() {
    let (_, diagnostics, sources) = parsed("FROM a\nRUN <<EOF\necho\n")
    #expect(diagnostics.map(\.message) == ["there is no line 'EOF' that ends it"])
    #expect(diagnostics.compactMap(\.range).map { sources.location(of: $0) } == ["Dockerfile:2:1"])
  }

  /// Whatever the bytes are, there is an answer, and its places are inside of the file.
  @Test(arguments: 0..<300) func answersWhateverTheBytesAre(_ seed: Int) {
    var random = SplitMix64(seed: seed)
    let pieces = [
      "FROM a AS b", "RUN", " <<EOF", "\n", "\\\n", "EOF", "#", "\t", "\"", "'", "[\"x\",", "]", "COPY --from=b", "--",
      "=",
      "\r\n", "$", "${A:-", "}", "é", "\u{0}", " ", "ENV A=b", "# escape=`", "&&", "\u{FEFF}",
      "HEALTHCHECK --interval=5s CMD x",
      "ARG A", "USER", "EXPOSE 80/udp", "apt-get install -y x", "--mount=type=bind,", "target=",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0..<40, using: &random) { text += pieces.randomElement(using: &random) ?? "" }
    let (input, _, _) = parsed(text)
    let count = UInt32(text.utf8.count)
    let ranges = input.instructions.flatMap { instruction in
      [instruction.range, instruction.keyword.range, instruction.arguments.range] + instruction.flags.map(\.range)
        + instruction.heredocs.map(\.range)
    }
    #expect(ranges.allSatisfy { $0.lower <= $0.upper && $0.upper <= count }, "\(text)")
    var tree = SourceTree()
    tree.files["Dockerfile"] = SourceFile(path: "Dockerfile", bytes: Array(text.utf8))
    tree.files["compose.yaml"] = SourceFile(path: "compose.yaml", bytes: Array(text.utf8))
    #expect(ImportedSpecs(of: tree, folder: "shop") != nil)
  }
}
