import Diagnostics
import Driver
import Spec
import YAML

/// What a workspace is compiled from, as far as it is asked for: files are parsed again when they are.
struct Inputs {
  /// A leaf with the words of its text, and of its key.
  struct Entry {
    fileprivate let leaf: Leaf
    let words, keyWords: Set<Substring>

    var keys: [String] { leaf.keys.map(\.value) }
    var place: KeyPlace { KeyPlace(keys: keys, range: leaf.range) }

    func touches(_ place: SourceRange) -> Bool { leaf.touches(place) }
  }

  let sources: SourceMap
  private let kinds: [Origin.Kind]
  /// The workspace file and the lock, if there is one.
  let common: [FileID]
  private var entries: [FileID: [Entry]] = [:]

  init(_ sources: SourceMap) {
    self.sources = sources
    let kinds = sources.files.map { Origin.Kind(path: $0.path) }
    common = kinds.indices.filter { kinds[$0] == .workspace || kinds[$0] == .lock }.map { FileID($0) }
    self.kinds = kinds
  }

  func kind(of file: FileID) -> Origin.Kind { kinds[Int(file.index)] }

  func file(_ path: String) -> FileID? { sources.files.firstIndex { $0.path == path }.map { FileID($0) } }

  mutating func entries(of file: FileID) -> [Entry] {
    if let known = entries[file] { return known }
    var ignored: [Diagnostic] = []
    let leaves = Parser.parse(file, in: sources, diagnostics: &ignored)?.leaves ?? []
    let found = leaves.map { leaf in
      Entry(leaf: leaf, words: words(in: [leaf.text]), keyWords: leaf.keys.last.map { words(in: [$0.value]) } ?? [])
    }
    entries[file] = found
    return found
  }

  /// The key that holds all of `range`, or that is in it alone.
  mutating func key(at range: SourceRange) -> KeyPlace {
    let touched = entries(of: range.file).map(\.leaf).filter { $0.touches(range) }
    guard let first = touched.first else { return KeyPlace(keys: [], range: range) }
    if touched.count == 1 { return KeyPlace(keys: first.keys.map(\.value), range: first.range) }
    let common = touched.dropFirst().reduce(first.keys.map(\.value)) { common, leaf in
      zip(common, leaf.keys).prefix { $0 == $1.value }.map(\.0)
    }
    return KeyPlace(keys: common, range: common.isEmpty ? range : first.keys[common.count - 1].range)
  }

  func cause(_ key: KeyPlace, _ event: String) -> Cause {
    let (file, line) = (sources[key.range.file].path, sources.position(of: key.range).line)
    let isTemplate = kind(of: key.range.file).isBuiltIn
    return Cause(place: "\(file):\(line)", event: event, range: isTemplate ? nil : key.range)
  }

  /// A pin of the lock is named by what it pins.
  func pinned(_ key: KeyPlace) -> String? {
    guard kind(of: key.range.file) == .lock, key.keys.count > 1 else { return nil }
    let name = key.keys[key.keys.count - 2]
    return "\(key.keys[key.keys.count - 1]) of '\((try? ImageReference(parsing: name))?.familiar ?? name)'"
  }
}

/// What texts say, without what it is separated by.
func words(in texts: [String]) -> Set<Substring> {
  texts.reduce(into: []) { words, text in words.formUnion(text.split { !($0.isLetter || $0.isNumber) }) }
}
