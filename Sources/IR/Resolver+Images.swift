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
    guard let locked = specs.lock?[reference] else {
      report(
        .unpinnedImage, "the image '\(reference.familiar)' is not in the lock", at: place,
        notes: notes + [
          .init("add '\(reference)' with its digest to scantling.lock, beside the specs"),
          .init("'docker buildx imagetools inspect \(reference.familiar)' prints the digest"),
        ])
      return nil
    }
    let digest = locked.value.digest
    if let reason = reasonAgainst(reference.repository, reference.tag ?? "") ?? reasonAgainst(digest.value, "") {
      report(.knownBadPin, "the image '\(reference.familiar)' must not be used: \(reason)", at: digest.range)
      return nil
    }
    return (Located(PinnedImage(reference: reference, digest: digest), place), facts)
  }

  /// `image` is published for each of the platforms.
  mutating func check(_ image: Located<PinnedImage>, _ facts: ImageFacts, for platforms: [Located<Platform>]) {
    let published = facts.platforms.map(\.value)
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

  /// Why `version` of `name` must not be used, where the list of what is known to be bad has it.
  func reasonAgainst(_ name: String, _ version: String) -> String? {
    library.actions.knownBad.first { bad in
      guard bad.name.value == name else { return false }
      if let below = bad.below, isVersion(version, below: below.value) { return true }
      return bad.versions.contains { $0.value == version } || bad.versions.isEmpty && bad.below == nil
    }?.reason.value
  }
}
