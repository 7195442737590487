package import Diagnostics
import IR
import Spec

extension Compilation {
  /// Checks a Dockerfile that people write: it is there, and what it starts from is pinned. `contents` is nil where
  /// there is no such file.
  package mutating func check(_ path: Located<String>, contents: [UInt8]?) {
    if let contents {
      let file = sources.add(SourceFile(path: path.value, bytes: contents))
      diagnostics += fromInstructions(contents, file).filter { !$0.isPinned }.map { unpinned($0.image) }
    } else {
      diagnostics.append(
        .init(
          .missingFile, "there is no file '\(path.value)'", at: path.range,
          notes: [.init("paths are relative to the workspace root")]))
    }
    if diagnostics.hasErrors { artifacts = [] }
  }

  private func unpinned(_ image: Located<String>) -> Diagnostic {
    let digest = (try? ImageReference(parsing: image.value)).flatMap { lock?[$0]?.value.digest.value }
    let note =
      digest.map { Diagnostic.Note("the lock has it as '\(image.value)@\($0)'") }
      ?? .init("write its digest behind it, as in '\(image.value)@sha256:…'")
    let fixIts = digest.map {
      [Diagnostic.FixIt("add the digest of the lock", replacing: image.range, with: "\(image.value)@\($0)")]
    }
    return Diagnostic(
      .unpinnedImage, "the image '\(image.value)' is named without its digest", at: image.range, notes: [note],
      fixIts: fixIts ?? [])
  }
}

/// FROM of a Dockerfile that people write.
private struct FromInstruction {
  let image: Located<String>
  /// It is at a digest, or is none of a registry's: an earlier stage, nothing at all, or what an argument says.
  let isPinned: Bool
}

/// The FROM instructions of a Dockerfile. What stands in a here-document or behind a line that goes on is none.
private func fromInstructions(_ bytes: [UInt8], _ file: FileID) -> [FromInstruction] {
  var (found, stages, start) = ([FromInstruction](), ["scratch"], 0)
  var (end, goesOn) = (String?.none, false)
  for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
    defer { start += line.count + 1 }
    let text = String(decoding: line, as: UTF8.self)
    let words = text.split { $0 == " " || $0 == "\t" || $0 == "\r" }
    if let open = end {
      if words == [open[...]] { end = nil }
      continue
    }
    if words.first?.hasPrefix("#") == true { continue }
    let isInstruction = !goesOn
    goesOn = words.last?.hasSuffix("\\") == true
    end = words.first { $0.hasPrefix("<<") && $0 != "<<" }.map(delimiter)
    guard isInstruction, words.first?.uppercased() == "FROM",
      let image = words.dropFirst().first(where: { !$0.hasPrefix("--") })
    else { continue }
    let lower = start + text.utf8.distance(from: text.startIndex, to: image.startIndex)
    let range = SourceRange(file: file, lower: lower, upper: lower + image.utf8.count)
    let isPinned = stages.contains(image.lowercased()) || image.contains("$") || image.contains("@sha256:")
    found.append(FromInstruction(image: Located(String(image), range), isPinned: isPinned))
    if words.count > 2, words[words.count - 2].uppercased() == "AS" {
      stages.append(words[words.count - 1].lowercased())
    }
  }
  return found
}

/// What ends the here-document that `<<-'END'` begins.
private func delimiter(_ word: Substring) -> String {
  word.dropFirst(2).filter { !"-'\"".contains($0) }
}
