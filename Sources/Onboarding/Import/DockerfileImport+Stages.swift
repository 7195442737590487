import Diagnostics
import Driver
import Spec
import YAML

/// Where stages begin, and what they know.
extension DockerfileImport {
  mutating func from(_ instruction: DockerfileInput.Instruction) {
    let words = quotedWords(instruction.arguments.value)
    variables = global
    guard let first = words.first, let reference = literal(first, instruction) else {
      if words.isEmpty { grade(instruction, .missing, "it names no image") }
      return begin(instruction, base: "scratch", named: nil)
    }
    let name = words.count > 2 && words[1].lowercased() == "as" ? words[2] : nil
    let parent = stageNames[reference.lowercased()]
    var reason: String?
    let base = parent ?? (reference == "scratch" ? reference : image(reference, &reason))
    begin(instruction, base: base, named: name)
    if let parent, let state = finished[parent] { inherit(state) }
    if let platform = instruction.flag("platform") { takePlatform(platform, &reason) }
    grade(instruction, base.isEmpty ? .missing : .expressed, reason)
  }

  private mutating func takePlatform(_ platform: String, _ reason: inout String?) {
    guard let stage else { return }
    if platform.contains("BUILDPLATFORM") {
      build.stages[stage].runsOnBuildPlatform = true
    } else if !platform.contains("TARGETPLATFORM"), let literal = (try? variables.expand(platform))?.literal {
      build.platforms = [literal]
      reason = "the platform is that of the whole service then"
    }
  }

  private mutating func begin(_ instruction: DockerfileInput.Instruction, base: String, named: String?) {
    let index = build.stages.count
    let wanted = named.flatMap { serviceName($0) } ?? "stage-\(index)"
    let taken = build.stages.map(\.name) + build.images.map(\.name)
    var (name, number) = (wanted, 2)
    while taken.contains(name) || name == "scratch" {
      name = "\(wanted.prefix(58))-\(number)"
      number += 1
    }
    if let named { stageNames[named.lowercased()] = name }
    stageNames[String(index)] = name
    build.stages.append(.init(name: name, base: base, uses: [base], range: instruction.range))
    variables = StageVariables()
    (directory, shell, user, entrypoint, command) = ("/", [], nil, nil, nil)
    (build.ports, build.declaredVolumes, build.health) = ([], [], nil)
  }

  private mutating func inherit(_ state: StageState) {
    guard let stage else { return }
    variables = state.variables.inherited
    (directory, shell, user) = (state.directory, state.shell, state.user)
    (entrypoint, command) = (state.entrypoint, state.command)
    build.stages[stage].runsOnBuildPlatform = state.runsOnBuildPlatform
    build.stages[stage].isTargeted = state.isTargeted
  }

  mutating func finishStage() {
    guard let stage else { return }
    let current = build.stages[stage]
    finished[current.name] = StageState(
      variables: variables, directory: directory, shell: shell, user: user, entrypoint: entrypoint, command: command,
      runsOnBuildPlatform: current.runsOnBuildPlatform, isTargeted: current.isTargeted)
  }

  // MARK: Images

  /// The name that an image gets in the spec.
  mutating func image(_ reference: String, _ reason: inout String?) -> String {
    var text = reference
    if let digest = text.firstIndex(of: "@") {
      text = String(text[..<digest])
      reason = "its digest goes to the lock, with 'scantling pin'"
    }
    // An official image with the name of Docker Hub in front.
    if text.hasPrefix("docker.io/"), text.split(separator: "/").count == 2 {
      text = "docker.io/library/\(text.dropFirst("docker.io/".count))"
    }
    if text.hasSuffix(":latest") { text = String(text.dropLast(":latest".count)) }
    if let known = build.images.first(where: { $0.reference == text }) { return known.name }
    guard let parsed = try? ImageReference(parsing: text) else {
      reason =
        text.isEmpty ? "which image it is only whoever builds knows" : "'\(reference.printable)' is no name of an image"
      return ""
    }
    let isTagged = parsed.tag != nil
    if !isTagged { reason = "it names no version, so the digest in the lock alone says which" }
    let known = library.images[parsed]
    let facts = known != nil && (isTagged || known?.isUntagged == true) ? nil : facts(of: parsed, like: known)
    let stem = serviceName(String(parsed.repository.split(separator: "/").last ?? "")) ?? "image"
    let taken = build.images.map(\.name) + build.stages.map(\.name) + stageNames.values
    var (name, number) = (stem, 2)
    while taken.contains(name) || namesOfStages.contains(name) || name == "scratch" {
      name = "\(stem.prefix(54))-image\(number == 2 ? "" : "-\(number)")"
      number += 1
    }
    build.images.append(.init(name: name, reference: text, facts: facts))
    return name
  }

  /// The names that stages will have.
  private var namesOfStages: [String] {
    input.instructions.filter { $0.keyword.value == "FROM" }.compactMap { instruction in
      let words = quotedWords(instruction.arguments.value)
      return words.count > 2 ? serviceName(words[2]) : nil
    }
  }

  /// What is guessed of an image that the table does not know.
  private func facts(of reference: ImageReference, like known: ImageFacts?) -> Value {
    let isAlpine = reference.description.contains("alpine")
    let isBare = reference.repository.contains("distroless") || reference.repository.hasPrefix("cgr.dev/")
    var fields = [
      Value.Field("image", .string(reference.repository)),
      .init("tag-prefix", .string(reference.tag ?? "")),
      .init("platforms", .strings(known?.platforms.map(\.value.description) ?? ["linux/amd64", "linux/arm64"])),
      .init("shell", .boolean(known?.shell.value ?? !isBare)),
    ]
    if reference.tag == nil { fields.remove(at: 1) }
    if !isBare {
      fields.append(.init("packages", .string(known?.installer?.value.rawValue ?? (isAlpine ? "apk" : "apt"))))
    }
    let tools = known?.tools.map(\.value) ?? (isBare ? [] : ["sh"])
    if !tools.isEmpty { fields.append(.init("tools", .strings(tools))) }
    if reference.tag == nil { fields.append(.init("untagged", .boolean(true))) }
    return .mapping(fields)
  }

  // MARK: The end

  /// What the last stage says of the service.
  mutating func finish() {
    guard let stage else { return }
    build.environment = variables.environment
    build.tools = tools(of: build.stages[stage].base)
    if let entrypoint, !entrypoint.isEmpty { build.program = entrypoint }
    if let command, !command.isEmpty {
      if build.program.isEmpty, build.stages[stage].base == "scratch" {
        build.program = command
      } else {
        build.programArguments = command
      }
    }
    runOnTarget(build.stages[stage].name)
    // Whom the service runs as is said under 'run'.
    if case .mapping(let fields)? = build.stages[stage].steps.last?.fields, fields == ["user"] {
      build.stages[stage].steps.removeLast()
    }
    build.user = userID()
  }

  /// The image is for the platform built for, and so is every stage that it starts from.
  private mutating func runOnTarget(_ name: String) {
    guard let index = build.stages.firstIndex(where: { $0.name == name }) else { return }
    build.stages[index].runsOnBuildPlatform = false
    runOnTarget(build.stages[index].base)
  }

  /// The programs that an image is known to have, or that a stage starts from.
  private func tools(of name: String) -> [String] {
    if let stage = build.stages.first(where: { $0.name == name }) { return tools(of: stage.base) }
    guard let image = build.images.first(where: { $0.name == name }),
      let reference = try? ImageReference(parsing: image.reference)
    else { return [] }
    return library.images[reference]?.tools.map(\.value) ?? ["sh"]
  }

  /// The number of the last stage's user.
  private func userID() -> (id: Int, remark: String?)? {
    guard let user else { return nil }
    let name = user.split(separator: ":").first.map(String.init) ?? user
    if let number = Int(name), number >= 0, number < 4_294_967_294 { return (number, nil) }
    if let id = userIDs[name] { return (id, nil) }
    if let id = knownUsers[name] { return (id, "'\(name)' of the image") }
    return (65_532, "the Dockerfile calls it '\(name)' and tells no number; look whether this is the one")
  }
}

extension Value.Item {
  fileprivate enum Names { case mapping([String]), other }

  /// The keys of a mapping.
  fileprivate var fields: Names {
    if case .mapping(let fields) = value { .mapping(fields.map(\.key)) } else { .other }
  }
}
