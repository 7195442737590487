package import Spec

/// Something to find a pin for, and the pin that there is.
package enum PinTask: Equatable, Sendable {
  case image(ImageReference, current: LockContents.Image?)
  case action(name: String, current: LockContents.Action)
  case tool(name: String, repository: String, current: String)

  /// For people.
  package var name: String {
    switch self {
    case .image(let reference, _): reference.familiar
    case .action(let name, _), .tool(let name, _, _): name
    }
  }
}

/// What was found.
package enum PinFinding: Equatable, Sendable {
  /// The pin is the newest.
  case same
  case image(LockContents.Image)
  case release(LockContents.Action)
  /// There is something newer that is too young.
  case held(String, days: Int)
}

/// Finds pins: of images in their registries, of actions and tools among the tags of their repositories.
package struct PinFinder: Sendable {
  private let registries: RegistryClient
  private let git: GitTags
  private let knownBad: KnownBadList
  private let today: Day
  /// Days; nothing younger is taken.
  private let cooldown: Int

  package init(_ registries: RegistryClient, git: GitTags, knownBad: KnownBadList, today: Day, cooldown: Int) {
    self.registries = registries
    self.git = git
    self.knownBad = knownBad
    self.today = today
    self.cooldown = cooldown
  }

  /// Does all tasks, a few at a time. The results are in the order of the tasks.
  package func find(
    _ tasks: [PinTask], progress: @escaping @Sendable (_ done: Int) -> Void
  ) -> [Result<PinFinding, PinFailure>] {
    concurrently(tasks, progress) { find($0) }
  }

  /// For each image the tags like its own that are newer: the newest of its major version, and the newest at all.
  package func newerTags(
    of references: [ImageReference], progress: @escaping @Sendable (_ done: Int) -> Void
  ) -> [Result<[String], PinFailure>] {
    concurrently(references, progress) { reference in
      do throws(PinFailure) { return .success(try newerTags(of: reference)) } catch { return .failure(error) }
    }
  }

  private func find(_ task: PinTask) -> Result<PinFinding, PinFailure> {
    do throws(PinFailure) {
      switch task {
      case .image(let reference, let current): return .success(try image(reference, current))
      case .action(let name, let current):
        let repository = name.split(separator: "/").prefix(2).joined(separator: "/")
        return .success(try release(name, in: repository, current.version, commit: current.commit))
      case .tool(let name, let repository, let current):
        return .success(try release(name, in: repository, current, commit: nil))
      }
    } catch {
      return .failure(error)
    }
  }

  // MARK: Images

  private func image(
    _ reference: ImageReference, _ current: LockContents.Image?
  ) throws(PinFailure) -> PinFinding {
    // The registry is asked for no more than the digest where that is all there is to know.
    if let current, !current.platforms.isEmpty, try registries.digest(of: reference) == current.digest {
      return .same
    }
    let published = try registries.resolve(reference)
    let reason =
      knownBad.reason(against: published.digest)
      ?? knownBad.reason(against: reference.repository, reference.tag ?? "")
    if let reason { throw PinFailure(.refused, "'\(reference.familiar)' must not be used: \(reason)") }
    let found = LockContents.Image(digest: published.digest, platforms: published.platforms)
    if found == current { return .same }
    if found.digest != current?.digest, let created = published.created, let age = young(created) {
      guard current == nil else { return .held(found.digest, days: age) }
      throw PinFailure(
        .refused, "'\(reference.familiar)' is \(age) days old, and the cooldown is \(cooldown) days",
        remedy: "wait, name another version, or take it all the same with --cooldown \(age)d")
    }
    return .image(found)
  }

  private func newerTags(of reference: ImageReference) throws(PinFailure) -> [String] {
    guard let current = reference.tag.flatMap({ ReleaseVersion($0) }) else { return [] }
    let tags = try registries.tags(of: reference)
    let newest = [true, false].compactMap { sameMajor in
      current.newer(among: tags, sameMajor: sameMajor).first {
        knownBad.reason(against: reference.repository, $0.text) == nil
      }?.text
    }
    return newest.count == 2 && newest[0] == newest[1] ? [newest[0]] : newest
  }

  // MARK: Releases

  /// The newest release of the same major version that is old enough.
  private func release(
    _ name: String, in repository: String, _ version: String, commit: String?
  ) throws(PinFailure) -> PinFinding {
    let tags = try git.tags(of: repository)
    if let commit, let now = tags[version], now != commit {
      throw PinFailure(
        .refused, "the tag \(version) of \(repository) was moved from \(commit) to \(now)",
        remedy: "this is what an attack looks like; find out why before anything of it is used")
    }
    var held: PinFinding?
    for candidate in ReleaseVersion(version)?.newer(among: Array(tags.keys), sameMajor: true).prefix(5) ?? [] {
      guard let commit = tags[candidate.text], knownBad.reason(against: name, candidate.text) == nil,
        knownBad.reason(against: commit) == nil
      else { continue }
      if cooldown > 0, let age = young(try git.day(of: candidate.text, in: repository)) {
        held = held ?? .held(candidate.text, days: age)
        continue
      }
      return .release(LockContents.Action(version: candidate.text, commit: commit))
    }
    return held ?? .same
  }

  /// The age in days, if that is too young.
  private func young(_ day: Day) -> Int? {
    let age = max(0, today.number - day.number)
    return age < cooldown ? age : nil
  }
}
