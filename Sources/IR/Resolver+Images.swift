import Diagnostics
import Spec

extension Resolver {
  /// An image of a template with its facts and its digest from the lock. `user` is where a spec asks for it.
  mutating func pin(_ name: Located<String>, user: SourceRange) -> (image: Located<PinnedImage>, facts: ImageFacts)? {
    let place = name.range.file == user.file ? name.range : user
    let notes: [Diagnostic.Note] = place == name.range ? [] : [.init("the image is named here", at: name.range)]
    guard let reference = try? ImageReference(parsing: name.value) else {
      report(.invalidValue, "'\(name.value.printable)' is not the name of an image", at: place, notes: notes)
      return nil
    }
    guard let facts = library.images[reference] else {
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
    needs.add(Located(reference, place))
    guard let locked = locked(reference) else {
      report(
        .unpinnedImage, "the image '\(reference.familiar)' is not in the lock", at: place,
        notes: notes + [.init("run 'scantling pin', which asks its registry for the digest")])
      return nil
    }
    return (Located(PinnedImage(reference: reference, digest: locked.value.digest), place), facts)
  }

  /// `image` is published for each of the platforms.
  mutating func check(_ image: Located<PinnedImage>, _ facts: ImageFacts, for platforms: [Located<Platform>]) {
    let behindDigest = locked(image.value.reference)?.value.platforms ?? []
    let published = (behindDigest.isEmpty ? facts.platforms : behindDigest).map(\.value)
    for platform in platforms where !published.contains(platform.value) {
      report(
        .platformUnavailable,
        "the image '\(image.value.reference.familiar)' is not published for \(platform.value)", at: platform.range,
        notes: [
          .init("the image is used here", at: image.range),
          .init("it is published for " + published.map(\.description).joined(separator: ", ")),
        ])
    }
  }
}
