import Diagnostics
import Spec

extension Resolver {
  /// An image that a template names, with its facts and its digest from the lock. `user` is where a spec asks for it.
  mutating func pin(
    _ text: Located<Text>, in scope: Scope, user: SourceRange, facts table: ImageTable? = nil
  ) -> (image: Located<PinnedImage>, facts: ImageFacts)? {
    literal(text, in: scope).flatMap { pin($0, parts: parts(of: text, in: scope), user: user, facts: table) }
  }

  /// What the name of an image is put together from, each part at the place where it is written.
  private func parts(of text: Located<Text>, in scope: Scope) -> [Located<String>] {
    text.value.parts.compactMap { part in
      switch part {
      case .literal(let literal): return Located(literal, text.range)
      case .reference(let name):
        guard case .pieces(let pieces, let range)? = scope[name.value] else { return nil }
        return Evaluated(pieces: pieces, range: range).literal.map { Located($0, range) }
      }
    }
  }

  /// The image of that name.
  mutating func pin(
    _ name: Located<String>, parts: [Located<String>] = [], user: SourceRange, facts table: ImageTable? = nil
  ) -> (image: Located<PinnedImage>, facts: ImageFacts)? {
    let place = name.range.file == user.file ? name.range : user
    let notes: [Diagnostic.Note] = place == name.range ? [] : [.init("the image is named here", at: name.range)]
    guard let reference = try? ImageReference(parsing: name.value) else {
      report(.invalidValue, "'\(name.value.printable)' is not the name of an image", at: place, notes: notes)
      return nil
    }
    guard let facts = (table ?? library.images)[reference] else {
      report(
        .unknownImage, "nothing is known of the image '\(reference.familiar)'", at: place,
        notes: notes + [.init("describe its platforms, shell and tools in the image table")])
      return nil
    }
    if !facts.isUntagged, reference.tag == nil || reference.tag == "latest" {
      report(
        .floatingTag, "the image '\(reference.familiar)' is named without a version", at: place,
        notes: notes + [.init("name a version as its tag")])
      return nil
    }
    if let reason = library.actions.knownBad.reason(against: reference.repository, reference.tag ?? "") {
      report(
        .knownBadPin, "the image '\(reference.familiar)' must not be used: \(reason)", at: place,
        notes: notes + [.init("name another version")])
      return nil
    }
    needs.add(ImageUse(image: Located(reference, place), parts: parts.isEmpty ? [name] : parts))
    guard let locked = locked(reference) else {
      report(
        .unpinnedImage, "the image '\(reference.familiar)' is not in the lock", at: place,
        notes: notes + [.init("run 'scantling pin', which asks its registry for the digest")])
      return nil
    }
    return (Located(PinnedImage(reference: reference, digest: locked.value.digest), place), facts)
  }

  /// `image` is published for each of the platforms; `variants` tells others of the same name that are, by option.
  mutating func check(
    _ image: Located<PinnedImage>, _ facts: ImageFacts, for platforms: [Located<Platform>],
    variants: [(option: String, reference: ImageReference, facts: ImageFacts)] = []
  ) {
    let published = published(image.value.reference, facts)
    for platform in platforms where !published.contains(platform.value) {
      let others = variants.filter { $0.facts.platforms.contains { $0.value == platform.value } }
      report(
        .platformUnavailable,
        "the image '\(image.value.reference.familiar)' is not published for \(platform.value)", at: platform.range,
        notes: [
          .init("the image is used here", at: image.range),
          .init("it is published for " + published.map(\.description).joined(separator: ", ")),
        ]
          + others.map { .init("'\($0.option)' takes '\($0.reference.familiar)', which is published for it") })
    }
  }

  /// The platforms behind the digest that the lock names, or else of the tag.
  func published(_ reference: ImageReference, _ facts: ImageFacts) -> [Platform] {
    let behindDigest = locked(reference)?.value.platforms ?? []
    return (behindDigest.isEmpty ? facts.platforms : behindDigest).map(\.value)
  }

  /// An image of a template is published for what a service is built for.
  mutating func check(_ image: ResolvedImage, named name: String, _ inputs: ImageInputs) {
    let published = published(image.image.value.reference, image.facts)
    guard !inputs.platforms.allSatisfy({ published.contains($0.value) }) else { return }
    check(image.image, image.facts, for: inputs.platforms, variants: variants(of: name, inputs))
  }

  /// The other images that the template has under the name, each by the choice that takes it.
  private func variants(
    of name: String, _ inputs: ImageInputs
  ) -> [(option: String, reference: ImageReference, facts: ImageFacts)] {
    var resolver = self  // a choice that nobody made is nobody's mistake
    return inputs.options.flatMap {
      option -> [(option: String, reference: ImageReference, facts: ImageFacts)] in
      guard case .choice(let values) = option.kind else { return [] }
      return values.compactMap { value in
        var scope = inputs.scope
        scope.add(option.name.value, Located(value, option.name.range))
        let image = inputs.template.images.first { $0.name.value == name && resolver.holds($0.condition, in: scope) }
        guard let image, let text = resolver.literal(image.reference, in: scope),
          let reference = try? ImageReference(parsing: text.value), let facts = library.images[reference]
        else { return nil }
        return ("\(option.name.value): \(value)", reference, facts)
      }
    }
  }
}
