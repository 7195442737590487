import Diagnostics

/// A makefile for GNU make 3.81 and later, usable by itself and included in another.
package struct Makefile: Sendable {
  let introduction: Comment
  let sections: [Section]
}

extension Makefile {
  /// What belongs together; `help` prints the title above the targets that it documents.
  struct Section: Sendable {
    let title: String
    let items: [Item]
    let origin: SourceRange
  }

  enum Item: Sendable {
    case comment(Comment)
    case variable(Variable)
    /// The goal where the command line names none and no including makefile has one yet.
    case defaultGoal(String)
    case target(Target)
  }

  struct Comment: Sendable {
    let lines: [String]
    let origin: SourceRange
  }

  struct Variable: Sendable {
    enum Value: Sendable {
      /// `?=`: holds unless the environment, the command line or an including makefile says otherwise.
      case standard(Line)
      /// `=`
      case text(Line)
      /// What a shell command prints; it runs when the variable is first used, and only then.
      case output(of: String)
      /// `define`: shell text that recipes share.
      case canned([Line])
    }

    let name: String
    /// What `help` says of it.
    var documentation: String?
    let value: Value
    let origin: SourceRange
  }

  struct Target: Sendable {
    let name: String
    /// What `help` says of it.
    var documentation: Located<String>?
    /// The target is a file that its recipe makes, so that it is made only once.
    var isFile = false
    var prerequisites: [Located<String>] = []
    /// Has to be done first, but is no reason to make the target again.
    var orderOnly: [String] = []
    var recipe: [Command] = []
    let origin: SourceRange
  }

  /// What one shell runs; make shows it unless it is silent.
  struct Command: Sendable {
    var isSilent = false
    let lines: [Line]
  }

  /// Words of one printed line of a command.
  struct Line: Sendable {
    let words: [Word]
    /// Narrower than that of the target or variable, where there is something narrower.
    var origin: SourceRange?

    init(_ words: Word..., origin: SourceRange? = nil) { self.init(words, origin: origin) }

    init(_ words: [Word], origin: SourceRange? = nil) {
      self.words = words
      self.origin = origin
    }
  }

  /// A word of a command, typed by what must become of it on its way through make and the shell.
  struct Word: Sendable {
    enum Piece: Sendable {
      /// Arrives at the program as it is.
      case literal(String)
      /// A variable of make: `DOCKER` is `$(DOCKER)`.
      case reference(String)
      /// Arrives at the shell as it is: `$size` is the shell's variable.
      case shell(String)
    }

    let pieces: [Piece]

    static func literal(_ text: String) -> Word { Word(pieces: [.literal(text)]) }
    static func reference(_ name: String) -> Word { Word(pieces: [.reference(name)]) }
    static func shell(_ text: String) -> Word { Word(pieces: [.shell(text)]) }
    static func + (a: Word, b: Word) -> Word { Word(pieces: a.pieces + b.pieces) }
  }
}
