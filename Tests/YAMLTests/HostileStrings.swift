import Support

/// Strings that readers of YAML take for something else, unless they are quoted.
let ambiguousStrings =
  ("yes Yes YES no No NO on On ON off Off OFF y Y n N true True TRUE false False FALSE null Null NULL ~ = << "
  + "0 1 -1 +1 007 0o17 0x1F 0X1f 0b101 -0x1 +0o7 1_000 1e3 1E3 1.5e+3 1e-3 .5 -.5 +.5 1. 1.5 -1.5 .inf .Inf .INF "
  + "-.inf +.inf .nan .NaN .NAN 1:30 190:20:30 -190:20:30 1:30.5 12:30:45 2001-12-14 2001-12-14T21:59:43.10-05:00 "
  + "2001-1-1 2001-12-14t21:59:43Z ! !a !!str & &a * *a | > |- >- ? ?a : :a a: - -- --- ... .. . -1a @ @a ` `a % %a "
  + "# #a , ,a [ ] [] { } {} [a] {a} ' '' \" \"\" \\ \\n {{x}} -_1 0_x1F 0x_1F 1__0 1_ +_1")
  .split(separator: " ").map(String.init)

/// Strings with blanks, line ends, and characters that are not to be seen or not to be trusted.
let hostileStrings: [String] = [
  "", " ", "  ", " a", "a ", "\ta", "a\t", "a\tb", "\n", "a\n", "\na", "a\nb", "a\n\nb\n", "a\n\n", "a \nb", " a\nb",
  "a\r\nb", "a\rb", "\r", "a\u{0}b", "\u{1}", "\u{1B}[31m", "\u{7F}", "\u{80}", "\u{85}", "a\u{85}b", "\u{A0}",
  "a\u{AD}b", "\u{2028}", "a\u{2029}b", "\u{200B}", "a\u{200E}b", "\u{200F}", "\u{202E}abc", "\u{2066}x\u{2069}",
  "\u{FEFF}", "a\u{FEFF}", "\u{FFFD}", "\u{FFFE}", "\u{FFFF}", "\u{E000}", "\u{F8FF}", "\u{10FFFF}", "\u{1F680}", "🚀",
  "👨‍👩‍👧", "é", "e\u{301}", "\u{301}", "\"\u{301}", "'\u{301}", "名前", "שלום", "مرحبا", "ß", "ı", "ﬀ", "a: b", "a :b", "a:b",
  "a: ", "a:", ": a", "a #b", "a# b", "a#b", "# a", "#", "- x", "-x", "--x", "-x y", "- ", "-\n", "? x", "? ", "! x",
  "& x", "* x", "| x", "> x", "% x", "@ x", "` x", "--- x", "... x", "---", "...", "--- ", "%YAML 1.2", "!!str x",
  "${{ x }}", "${x}", "$x", "$$", "{{ x }}", "[a, b]", "{a: b}", "a, b", "a]", "a}", "'a'", "\"a\"", "it's",
  "say \"x\"", "\\", "\\\\", "\\n", "a\\", "C:\\x", "a\\\"b", "\\u0041", "null ", " null", "yes ", "1 ", " 1", "1 2",
  "0x", "0b", "0o", "1a", "1_", "_1", "-_1", "1-1", "1.2.3", "1.2.3.4", "127.0.0.1:80", "80:80", "8080:8080/tcp",
  "v1.2", "16.14", "2001-12-14 21:59:43", "12e", "e12", "+", "+x", "=x", "<<x", "<", "<x", "(x)", "x)", "/", "/x",
  "./x", "../x", "~/x", "~x", ".x", "..x", "*.x", "a*", "a?", "a|b", "a>b", "a&b", "a!b", "a%b", "a@b", "a`b", "a~b",
  "a=b", "a+b", "a;b", "a b c", "a  b",
]

/// A string of hostile pieces.
func randomString(using random: inout SplitMix64) -> String {
  let pieces = [
    "a", "b", "é", "名", "🚀", "0", "1", ":", "#", "-", "?", "&", "*", "!", "|", ">", "%", "@", "`", "'", "\"", "\\", "[",
    "]", "{", "}", ",", " ", " ", "\t", "\n", "\r", "~", "=", "<", ".", "_", "$", "${{", "}}", "\u{301}", "\u{0}",
    "\u{1B}", "\u{85}", "\u{A0}", "\u{2028}", "\u{202E}", "\u{FEFF}", "\u{FFFE}", "\u{10FFFF}", "no", "null", "0x",
    "---", "...", ": ", " #", "- ",
  ]
  return (0..<Int.random(in: 0...8, using: &random)).reduce(into: "") { text, _ in
    text.unicodeScalars += pieces[Int.random(in: pieces.indices, using: &random)].unicodeScalars
  }
}
