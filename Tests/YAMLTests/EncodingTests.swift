import Testing

@Suite struct EncodingTests {
  @Test(
    arguments: [
      (bytes("a: x\0y\n"), ["1:5 «\0» encoding: a NUL byte"]),
      (
        [0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00],
        ["1:4 «\0» encoding: a NUL byte", "  the file looks like UTF-16; save it as UTF-8"]
      ),
      (
        [0xFE, 0xFF, 0x00, 0x61, 0x00, 0x3A],
        ["1:3 «\0» encoding: a NUL byte", "  the file looks like UTF-16; save it as UTF-8"]
      ),
      (
        [0x61, 0x00, 0x3A, 0x00, 0x20, 0x00],
        ["1:2 «\0» encoding: a NUL byte", "  the file looks like UTF-16; save it as UTF-8"]
      ),
      (bytes("a: b\nc: ", 0xFF), ["2:4 «\u{FFFD}» encoding: not UTF-8 text", "  save the file as UTF-8"]),
      // Latin-1
      (bytes("a: caf", 0xE9, 0x0A), ["1:7 «\u{FFFD}» encoding: not UTF-8 text", "  save the file as UTF-8"]),
      // A scalar cut short, one too long for its value, a surrogate, and one above U+10FFFF
      (bytes("a: ", 0xE4, 0xBD), ["1:4 «\u{FFFD}» encoding: not UTF-8 text", "  save the file as UTF-8"]),
      (bytes("a: ", 0xC0, 0xAF), ["1:4 «\u{FFFD}» encoding: not UTF-8 text", "  save the file as UTF-8"]),
      (bytes("a: ", 0xED, 0xA0, 0x80), ["1:4 «\u{FFFD}» encoding: not UTF-8 text", "  save the file as UTF-8"]),
      (bytes("a: ", 0xF5, 0x80, 0x80, 0x80), ["1:4 «\u{FFFD}» encoding: not UTF-8 text", "  save the file as UTF-8"]),
    ] as [([UInt8], [String])])
  func refusesWhatIsNotText(_ bytes: [UInt8], _ expected: [String]) {
    let parsed = Parsed(bytes: bytes)
    #expect(parsed.complaints == expected)
    #expect(parsed.node == nil)
  }

  @Test(arguments: [
    ("a: \u{1}\n", "1:4 «\u{1}» yaml-syntax: control characters are not allowed"),
    ("a: é\n\nb: \u{7F}\n", "3:4 «\u{7F}» yaml-syntax: control characters are not allowed"),
    ("\u{FEFF}a: \u{1B}[2J\n", "1:4 «\u{1B}» yaml-syntax: control characters are not allowed"),
  ])
  func refusesControlCharacters(_ text: String, _ expected: String) {
    #expect(Parsed(text).complaints == [expected])
  }

  @Test(arguments: ["", "\n", "  \n\n", "# remark", "# remark\r\n", "\u{FEFF}", "\u{FEFF}# remark\n"])
  func findsNothingInAnEmptyFile(_ text: String) {
    let parsed = Parsed(text)
    #expect(parsed.node == nil)
    #expect(parsed.complaints.isEmpty)
  }
}

private func bytes(_ text: String, _ more: UInt8...) -> [UInt8] { Array(text.utf8) + more }
