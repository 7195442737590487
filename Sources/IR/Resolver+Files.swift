import Diagnostics
import Spec

/// Steps that bring files.
extension Resolver {
  /// From the build context, or from a stage or an image; a step for each part of the workspace that is copied of.
  mutating func copy(
    _ copy: CopyTemplate, _ range: SourceRange, _ inputs: ImageInputs, _ reach: Reach
  ) -> [Located<Step>] {
    var source: CopySource?
    if let name = copy.source {
      source = copySource(name, inputs, reach)
      if source == nil { return [] }
    }
    let paths = literals(copy.paths, reach.scope)
    let parts = inputs.tree.parts(of: copy.part)
    guard let destination = destination(copy.placement, reach.scope),
      check(paths, ofContext: source == nil || parts != nil)
    else { return [] }
    var options = options(copy.placement)
    (options.isLinked, options.excluded) = (copy.isLinked, copy.excluded.map(\.value))
    let step = { (paths: [String], destination: String) -> Step in
      source.map { .copyOut($0, paths: paths, destination: destination, options) }
        ?? .copy(paths: paths, destination: destination, options)
    }
    if let parts {
      return parts.map { part in
        let folder = source == nil ? part.path.value : part.place
        let sources = paths.map { contextPath($0.value, in: folder) }
        return Located(step(sources, below(part.place, paths.map(\.value), destination)), part.path.range)
      }
    }
    guard source == nil else { return [Located(step(paths.map(\.value), destination), range)] }
    let origin = paths.map(\.range).last { $0.file == inputs.place.file } ?? range
    return [Located(step(paths.map { contextPath($0.value, in: inputs.tree.folder.value) }, destination), origin)]
  }

  /// Where paths of a part go: its whole to its place, without a slash at the end, which is right for a file and for a
  /// folder; the rest from there on.
  private func below(_ place: String, _ paths: [String], _ destination: String) -> String {
    if paths == ["."] { return place }
    return "\(place)/\(destination.hasPrefix("./") ? destination.dropFirst("./".count) : destination[...])"
  }

  mutating func fetch(_ fetch: FetchTemplate, _ range: SourceRange, _ scope: Scope) -> Located<Step>? {
    guard let destination = destination(fetch.placement, scope) else { return nil }
    let options = options(fetch.placement)
    switch fetch.origin {
    case .file(let url, let checksum):
      guard let address = address(url, isRepository: false, scope) else { return nil }
      return Located(.fetch(.file(url: address, checksum: checksum.value), destination: destination, options), range)
    case .repository(let url, let commit):
      guard let address = address(url, isRepository: true, scope) else { return nil }
      return Located(.fetch(.repository(url: address, commit: commit.value), destination: destination, options), range)
    }
  }

  /// An address with its references replaced; what is supplied to the build may be any part of it but the ends.
  private mutating func address(_ url: Located<Text>, isRepository: Bool, _ scope: Scope) -> BuildText? {
    guard let text = buildText(url, in: scope)?.value else { return nil }
    let known = text.pieces.map { if case .literal(let literal) = $0 { literal } else { "_" } }.joined()
    guard let refusal = refusal(ofAddress: known, isRepository: isRepository) else { return text }
    report(.invalidValue, refusal.message, at: url.range, notes: refusal.notes)
    return nil
  }

  private func options(_ placement: Placement) -> CopyOptions {
    var options = CopyOptions()
    (options.owner, options.mode) = (placement.owner?.value, placement.mode?.value)
    return options
  }

  /// Paths whose references are replaced stay what paths may be.
  private mutating func check(_ paths: [Located<String>], ofContext: Bool) -> Bool {
    for path in paths {
      if ofContext, let refusal = refusal(ofPath: path.value) {
        report(.invalidValue, refusal.message, at: path.range, notes: refusal.notes)
        return false
      }
      if !ofContext, !isImagePath(path.value, allowingPatterns: true) {
        report(.invalidValue, "'\(path.value.printable)' is not a path in an image", at: path.range)
        return false
      }
    }
    return !paths.isEmpty
  }

  /// Where to copy to, without the '.' of an option in the middle.
  private mutating func destination(_ placement: Placement, _ scope: Scope) -> String? {
    guard let text = placement.destination else { return "./" }
    guard let path = literal(text, in: scope)?.value else { return nil }
    guard isImagePath(path) else {
      report(.invalidValue, "'\(path.printable)' is not a path in an image", at: text.range)
      return nil
    }
    let rest = path.split(separator: "/", omittingEmptySubsequences: false).filter { $0 != "." }.joined(separator: "/")
    return path.hasPrefix("./") || rest.isEmpty ? "./\(rest)" : rest
  }

  /// An absolute path in an image, once its references are replaced.
  mutating func imagePath(_ text: Located<Text>, in scope: Scope) -> Located<String>? {
    guard let path = literal(text, in: scope) else { return nil }
    guard path.value.hasPrefix("/"), isImagePath(path.value) else {
      report(.invalidValue, "'\(path.value.printable)' is not an absolute path in the image", at: text.range)
      return nil
    }
    return path
  }

  private mutating func copySource(_ name: Located<String>, _ inputs: ImageInputs, _ reach: Reach) -> CopySource? {
    if let image = reach.images[name.value] {
      check(image, named: name.value, inputs)
      return .image(image.image.value)
    }
    let isPerPlatform = inputs.stages.contains { $0.name.value == name.value && $0.isPerPlatform }
    if !isPerPlatform, reach.stages.contains(where: { $0.name.value == name.value }) { return .stage(name.value) }
    reportSource(name, inputs)
    return nil
  }
}
