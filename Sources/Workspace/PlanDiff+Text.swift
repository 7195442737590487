import Diagnostics
package import Driver

extension PlanDiff {
  /// A line for each change, alike ones together, and one for the files. Empty where nothing changes.
  package func text(of compilation: Compilation) -> String {
    let lines = Sentence.all(changes).map(\.text) + [summary(of: compilation)].compactMap { $0 }
    return lines.map { $0.printable + "\n" }.joined()
  }

  private func summary(of compilation: Compilation) -> String? {
    guard !drift.isEmpty, !isFirst else { return nil }
    let concerned = drift.filter { !$0.isPrecious }
    let others = drift.count - concerned.count
    var parts: [String] = []
    if !concerned.isEmpty {
      let files = count(concerned.count)
      let what =
        changes.isEmpty && remarks.isEmpty
        ? "no value changes, but 'scantling generate' has \(files) to write" : "\(files) affected"
      parts.append("\(what): \(owners(of: concerned, compilation))")
    }
    if others > 0 { parts.append("\(count(others)) edited by hand or not generated; see 'scantling check'") }
    return parts.joined(separator: "; ")
  }

  /// How many of the files are about which service.
  private func owners(of drift: [Drift], _ compilation: Compilation) -> String {
    var counts: [String: Int] = [:]
    for service in drift.compactMap({ compilation.service(ofFileAt: $0.path) }) { counts[service, default: 0] += 1 }
    let own = counts.values.reduce(0, +)
    let services =
      counts.count > 3
      ? ["\(own) of \(counts.count) services"]
      : counts.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }
    return (services + (own == drift.count ? [] : ["\(drift.count - own) of the whole workspace"]))
      .joined(separator: ", ")
  }
}

private func count(_ files: Int) -> String { files == 1 ? "1 file" : "\(files) files" }

/// Changes that are told in one line.
private struct Sentence {
  var services: [String?]
  var paths: [[String]]
  /// What there is to say of the paths.
  let verb: String
  /// Of the services, in their order.
  var origins: [Origin]

  /// One value that stands at several places of a service is told once, and so is one change of many services.
  static func all(_ changes: [PlanChange]) -> [Sentence] {
    var sentences: [Sentence] = []
    var indices: [Key: Int] = [:]
    for sentence in changes.chunked.flatMap(ofService) {
      let key = Key(paths: sentence.paths, verb: sentence.verb)
      if let index = indices[key], sentence.paths != [[]] {
        sentences[index].services += sentence.services
        sentences[index].origins += sentence.origins
      } else {
        indices[key] = sentences.count
        sentences.append(sentence)
      }
    }
    return sentences
  }

  private struct Key: Hashable {
    let paths: [[String]]
    let verb: String
  }

  private static func ofService(_ lists: [ArraySlice<PlanChange>]) -> [Sentence] {
    var sentences: [Sentence] = []
    for sentence in lists.flatMap(ofList) {
      // What is written at one place is one value.
      let same = sentences.firstIndex {
        !$0.origins.isEmpty && $0.origins == sentence.origins && $0.verb == sentence.verb
      }
      if let same { sentences[same].paths += sentence.paths } else { sentences.append(sentence) }
    }
    return sentences
  }

  /// Of a long list only how much of it changes.
  private static func ofList(_ changes: ArraySlice<PlanChange>) -> [Sentence] {
    guard changes.count > 3, let first = changes.first else { return changes.map { Sentence($0, $0.what.verb) } }
    let removed = changes.filter { if case .removed = $0.what { true } else { false } }.count
    let counts = [(removed, "removed"), (changes.count - removed, "added")].filter { $0.0 > 0 }
    return [Sentence(first, ": " + counts.map { "\($0.0) \($0.1)" }.joined(separator: ", "))]
  }

  private init(_ change: PlanChange, _ verb: String) {
    (services, paths, origins) = ([change.service], [change.path], change.origin.map { [$0] } ?? [])
    self.verb = verb
  }

  var text: String {
    let names = services.map { $0 ?? "workspace" }
    let subject =
      names.count > 3
      ? "\(names[0]), \(names[1]) and \(names.count - 2) more services" : names.joined(separator: ", ")
    let keys = paths.map { $0.joined(separator: ".") }.joined(separator: ", ")
    return "\(subject): \(keys)\(keys.isEmpty ? String(verb.dropFirst()) : verb)\(places)"
  }

  private var places: String {
    guard let first = origins.first else { return "" }
    let others = Set(origins.map(\.line)).count - 1
    return others == 0 ? " (\(first.line))" : " (\(first.line) and \(others) more)"
  }
}

extension [PlanChange] {
  /// Services, and in them the changes of one list together.
  fileprivate var chunked: [[ArraySlice<PlanChange>]] {
    var services: [[ArraySlice<PlanChange>]] = []
    for index in indices {
      let (change, last) = (self[index], index > 0 ? self[index - 1] : nil)
      if last == nil || last?.service != change.service {
        services.append([self[index...index]])
      } else if last?.path != change.path {
        services[services.count - 1].append(self[index...index])
      } else if let list = services[services.count - 1].popLast() {
        services[services.count - 1].append(self[list.startIndex...index])
      }
    }
    return services
  }
}

extension PlanChange.What {
  /// What there is to say of a path: ': 8080 -> 8081', or ' removed'.
  fileprivate var verb: String {
    switch self {
    case .added(nil): " added"
    case .added(let value?): ": \(short(value)) added"
    case .removed(nil): " removed"
    case .removed(let value?): ": \(short(value)) removed"
    case .changed(let old, let new): contrasted(old, new)
    case .reordered: " in another order"
    }
  }
}

/// Of two long texts only the words that differ, and one on either side.
private func contrasted(_ old: String, _ new: String) -> String {
  guard max(old.utf8.count, new.utf8.count) > longest else { return ": \(short(old)) -> \(short(new))" }
  let words = [old, new].map { $0.split(separator: " ", omittingEmptySubsequences: false) }
  let same = zip(words[0], words[1]).prefix { $0 == $1 }.count
  let rest = words.map { $0.dropFirst(same) }
  let sameAtEnd = zip(rest[0].reversed(), rest[1].reversed()).prefix { $0 == $1 }.count
  let texts = words.map { words in
    let (before, after) = (max(0, same - 1), max(0, sameAtEnd - 1))
    let different = words.dropFirst(before).dropLast(after).joined(separator: " ")
    return (before > 0 ? "... " : "") + short(different) + (after > 0 ? " ..." : "")
  }
  return ": \(texts[0]) -> \(texts[1])"
}

/// Bytes of a text that is shown whole.
private let longest = 120

/// A value in a line of text: not too long, digests and commits at their usual length; what a line cannot show, quoted.
private func short(_ value: String) -> String {
  guard !value.isEmpty, !value.unicodeScalars.contains("\n") else { return jsonString(value) }
  let text = value.split(separator: " ", omittingEmptySubsequences: false).map { word in
    let hash = word.split(separator: ":").last ?? word
    let isHash = hash.utf8.count >= 40 && hash.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    return isHash ? String(word.dropLast(hash.count - 12)) : String(word)
  }.joined(separator: " ")
  return text.utf8.count > longest ? text.prefix(longest - 3) + "..." : text
}
