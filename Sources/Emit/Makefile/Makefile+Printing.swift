package import Diagnostics

extension Makefile {
  package func print() -> [PrintedLine] {
    [PrintedLine("", introduction.origin)] + introduction.print() + sections.flatMap { $0.print() }
  }
}

extension Makefile.Section {
  fileprivate func print() -> [PrintedLine] {
    [PrintedLine("", origin), PrintedLine("##@ \(title)", origin)]
      + items.flatMap { item in
        switch item {
        case .comment(let comment): [PrintedLine("", comment.origin)] + comment.print()
        case .variable(let variable): variable.print()
        case .defaultGoal(let goal): defaultGoal(goal)
        case .target(let target): target.print()
        }
      }
  }

  private func defaultGoal(_ goal: String) -> [PrintedLine] {
    ["", "ifeq ($(.DEFAULT_GOAL),)", "  .DEFAULT_GOAL := \(goal)", "endif"].map { PrintedLine($0, origin) }
  }
}

extension Makefile.Comment {
  func print() -> [PrintedLine] { lines.map { PrintedLine($0.isEmpty ? "#" : "# \($0)", origin) } }
}

extension Makefile.Variable {
  func print() -> [PrintedLine] {
    [PrintedLine("", origin)] + (documentation.map { [makeDocumentation(Located($0, origin))] } ?? []) + assignment
  }

  private var assignment: [PrintedLine] {
    switch value {
    case .standard(let line): [PrintedLine(trimmed("\(name) ?= \(line.printedValue)"), line.origin ?? origin)]
    case .text(let line): [PrintedLine("\(name) = \(line.printedValue)", line.origin ?? origin)]
    case .output(let script):
      [PrintedLine("\(name) = $(eval \(name) := $(shell \(makeValue(script))))$(\(name))", origin)]
    case .canned(let lines):
      [PrintedLine("define \(name)", origin)]
        + continued(lines, by: "", indent: "", origin) + [PrintedLine("endef", origin)]
    }
  }

  private func trimmed(_ text: String) -> String { text.hasSuffix(" ") ? String(text.dropLast()) : text }
}

extension Makefile.Target {
  func print() -> [PrintedLine] {
    [PrintedLine("", origin)]
      + (isFile ? [] : [PrintedLine(".PHONY: \(name)", origin)])
      + (documentation.map { [makeDocumentation($0)] } ?? [])
      + rule
      + recipe.flatMap { $0.print(origin) }
  }

  /// A few prerequisites stand on the target's line; more of them get a line each, which keeps diffs small.
  private var rule: [PrintedLine] {
    let rest = orderOnly.isEmpty ? "" : " | " + orderOnly.joined(separator: " ")
    let line = (["\(name):"] + prerequisites.map(\.value)).joined(separator: " ") + rest
    if prerequisites.count < 2 { return [PrintedLine(line, prerequisites.first?.range ?? origin)] }
    let last = prerequisites.count - 1
    return [PrintedLine("\(name): \\", origin)]
      + prerequisites.enumerated().map { index, prerequisite in
        PrintedLine("  \(prerequisite.value)" + (index < last ? " \\" : rest), prerequisite.range)
      }
  }
}

extension Makefile.Command {
  func print(_ origin: SourceRange) -> [PrintedLine] {
    continued(lines, by: "\t", indent: "  ", origin, first: isSilent ? "@" : "")
  }
}

extension Makefile.Line {
  /// As a recipe holds it.
  var printed: String { words.map(\.printed).joined(separator: " ") }

  /// As the value of a variable holds it, where `#` would begin a comment.
  var printedValue: String { words.map { $0.pieces.map(\.printedValue).joined() }.joined(separator: " ") }
}

extension Makefile.Word {
  var printed: String { pieces.map(\.printed).joined() }
}

extension Makefile.Word.Piece {
  fileprivate var printed: String {
    switch self {
    case .literal(let text): doubled(shellQuoted(text))
    case .reference(let name): name.utf8.count == 1 ? "$\(name)" : "$(\(name))"
    case .shell(let text): doubled(text)
    }
  }

  fileprivate var printedValue: String {
    switch self {
    case .literal(let text): makeValue(shellQuoted(text))
    case .reference: printed
    case .shell(let text): makeValue(text)
    }
  }
}

/// `lines` as one logical line of make, each but the last ended with a backslash.
private func continued(
  _ lines: [Makefile.Line], by prefix: String, indent: String, _ origin: SourceRange, first: String = ""
) -> [PrintedLine] {
  lines.enumerated().map { index, line in
    PrintedLine(
      prefix + (index == 0 ? first : indent) + line.printed + (index == lines.count - 1 ? "" : " \\"),
      line.origin ?? origin)
  }
}

/// A comment that `help` shows beside what is declared on the next line.
private func makeDocumentation(_ text: Located<String>) -> PrintedLine {
  // A backslash at the end of a comment would draw the next line into it.
  PrintedLine("## \(text.value)" + (text.value.utf8.last == UInt8(ascii: "\\") ? " " : ""), text.range)
}

/// `$` as make hands it on to the shell.
private func doubled(_ text: String) -> String { replacing("$", by: "$$", in: text) }

/// `text` in the value of a variable.
private func makeValue(_ text: String) -> String { replacing("#", by: "\\#", in: doubled(text)) }
