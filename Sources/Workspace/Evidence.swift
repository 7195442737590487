import Diagnostics
import Driver

/// What the lines of a generated file that differ tell about why they do.
struct Evidence {
  /// Keys whose values the lines hold, and did not hold before.
  var changed: [KeyPlace] = []
  /// Keys of specs that the lines come from, and whose values are not in them or were before.
  var likely: [KeyPlace] = []
  /// Keys of templates that the lines come from.
  var templates: [KeyPlace] = []
  /// The first line that has nothing in its place now, and where the line before it comes from.
  var gone: (line: String, after: SourceRange)?
}

extension Evidence {
  /// `origins` are those of the new lines. The second line of a file, its checksum, tells nothing.
  init(_ difference: LineDifference, origins: [SourceRange], inputs: inout Inputs) {
    var (added, allBefore): ([KeyPlace], Set<Substring>?) = ([], nil)
    for change in difference.changes {
      let removed = change.removed.filter { $0 > 1 }.map { difference.old[$0] }
      let lines = change.added.filter { $0 > 1 && $0 < origins.count && !difference.new[$0].isEmpty }
      // What stands in the place of nothing is new only if it was nowhere in the file.
      if removed.isEmpty, !lines.isEmpty, allBefore == nil { allBefore = words(in: difference.old) }
      let before = removed.isEmpty ? allBefore ?? [] : words(in: removed)
      for line in lines {
        let text = words(in: [difference.new[line]])
        let keys = keys(of: text, new: text.subtracting(before), line, origins, !removed.isEmpty, &inputs)
        if removed.isEmpty { added += keys } else { changed += keys }
      }
      if lines.isEmpty, gone == nil, let line = removed.first(where: { $0.contains { $0 != " " } }) {
        let above = origins[...min(max(0, change.added.lowerBound - 1), origins.count - 1)]
        gone = above.last { !inputs.kind(of: $0.file).isBuiltIn }.map { (line, $0) }
      }
    }
    // A line in the place of another says more than one that is new as a whole.
    (changed, likely, templates) = ((changed + added).distinct, likely.distinct, templates.distinct)
  }

  /// The keys that make a line say something new; where there are none, its origin is noted for what it may be worth.
  private mutating func keys(
    of text: Set<Substring>, new: Set<Substring>, _ line: Int, _ origins: [SourceRange], _ replaces: Bool,
    _ inputs: inout Inputs
  ) -> [KeyPlace] {
    let origin = origins[line]
    let isTemplate = inputs.kind(of: origin.file).isBuiltIn
    if !isTemplate {
      let own = inputs.entries(of: origin.file).filter { $0.touches(origin) }
      let telling = own.filter { !$0.words.isDisjoint(with: new) || !$0.keyWords.isDisjoint(with: new) }
      if !telling.isEmpty { return telling.map(\.place) }
    }
    // The origin of a line is one place, and other places may have put their values into it.
    if replaces, !new.isEmpty {
      let spec =
        origins[max(0, line - 200)...line].last { inputs.kind(of: $0.file) == .spec }.map { [$0.file] } ?? []
      let fitting = (spec + inputs.common).flatMap { inputs.entries(of: $0) }.filter {
        !$0.words.isDisjoint(with: new) && $0.words.isSubset(of: text)
      }
      let most = fitting.map { $0.words.intersection(new).count }.max() ?? 0
      if most > 0 { return fitting.filter { $0.words.intersection(new).count == most }.map(\.place) }
    }
    let key = inputs.key(at: origin)
    if isTemplate { templates.append(key) } else { likely.append(key) }
    return []
  }
}
