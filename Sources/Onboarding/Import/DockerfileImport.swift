import Diagnostics
import Driver
import Spec
import YAML

/// Reads the instructions of a Dockerfile into stages of a spec, and grades each.
struct DockerfileImport {
  let input: DockerfileInput
  let library: TemplateLibrary
  /// Values that a compose file gives to arguments.
  let givenArguments: [String: String]
  var build = ImportedBuild()
  /// Arguments before the first FROM.
  var global = StageVariables()
  /// Of the stage that is read.
  var variables = StageVariables()
  var directory = "/"
  var shell: [String] = []
  /// Of each stage, for those that start from it.
  var finished: [String: StageState] = [:]
  /// Names of the Dockerfile, in small letters, and those that stages have in the spec.
  var stageNames: [String: String] = [:]
  /// The user that the instructions of this stage run as; nil where nothing names one.
  var user: String?
  /// Numbers of the users that commands make.
  var userIDs: [String: Int] = [:]
  var entrypoint: [String]?
  var command: [String]?
  /// Index in `build.stages`; nil before the first FROM.
  var stage: Int? { build.stages.isEmpty ? nil : build.stages.count - 1 }

  struct StageState {
    var variables: StageVariables
    var directory: String
    var shell: [String]
    var user: String?
    var entrypoint, command: [String]?
    var runsOnBuildPlatform, isTargeted: Bool
  }

  init(
    _ input: DockerfileInput, with library: TemplateLibrary, arguments: [String: String] = [:],
    target: String? = nil
  ) {
    (self.input, self.library, givenArguments) = (input, library, arguments)
    for platform in ["TARGETOS", "TARGETARCH", "TARGETVARIANT", "TARGETPLATFORM"] {
      global.set(argument: platform, targetReference(platform) ?? ExpandedText())
    }
    var isPastTarget = false
    for instruction in input.instructions {
      if instruction.keyword.value == "FROM" {
        if let target, let last = build.stages.last, last.name == stageNames[target.lowercased()] {
          isPastTarget = true
        }
        if stage != nil, !isPastTarget { finishStage() }
      }
      if isPastTarget { break }
      read(instruction)
    }
    finishStage()
    finish()
  }

  // MARK: Findings

  mutating func grade(
    _ instruction: DockerfileInput.Instruction, _ grade: Grade, _ reason: String? = nil
  ) {
    build.findings.append(
      ImportFinding(what: instruction.keyword.value, range: instruction.range, grade: grade, reason: reason))
  }

  mutating func add(_ fields: [Value.Field], comment: [String] = []) {
    guard let stage else { return }
    build.stages[stage].steps.append(.init(.mapping(fields), comment: comment))
  }

  /// Expands a word of an instruction; where that is not possible it is graded as missing.
  mutating func expand(_ text: String, _ instruction: DockerfileInput.Instruction) -> ExpandedText? {
    do throws(UnknownVariable) {
      let expanded = try variables.expand(text, escape: escape)
      note(expanded)
      return expanded
    } catch {
      grade(instruction, .missing, "the value of '\(error.name.printable)' is known only to the image it starts from")
      return nil
    }
  }

  mutating func literal(_ text: String, _ instruction: DockerfileInput.Instruction) -> String? {
    guard let expanded = expand(text, instruction) else { return nil }
    if let literal = expanded.literal { return literal }
    if expanded.pieces.contains(where: {
      if case .reference(let name) = $0 { name.hasPrefix("target.") } else { false }
    }) {
      grade(instruction, .missing, "the platform built for can be referred to in commands and 'env' alone")
      return nil
    }
    // What whoever builds might supply is what it is where nobody does.
    let standard = expanded.pieces.map { piece -> String in
      switch piece {
      case .literal(let text): text
      case .reference(let name): build.arguments.first { "arg.\($0.name)" == name }?.standard ?? ""
      }
    }.joined()
    return standard
  }

  /// Remembers that a stage refers to the platform built for.
  mutating func note(_ text: ExpandedText) {
    guard let stage else { return }
    for case .reference(let name) in text.pieces where name.hasPrefix("target.") {
      build.stages[stage].isTargeted = true
    }
  }

  var escape: Character {
    input.directives.first { $0.name == "escape" }?.value.first ?? "\\"
  }

  // MARK: Instructions

  private mutating func read(_ instruction: DockerfileInput.Instruction) {
    switch instruction.keyword.value {
    case "FROM": from(instruction)
    case "ARG": argument(instruction)
    case _ where stage == nil: grade(instruction, .missing, "it stands before the first FROM")
    case "ENV": environment(instruction)
    case "WORKDIR": workdir(instruction)
    case "RUN": run(instruction)
    case "COPY": copy(instruction)
    case "ADD": addFiles(instruction)
    case "USER": switchUser(instruction)
    case "EXPOSE": expose(instruction)
    case "CMD":
      command = words(instruction)
      grade(instruction, .expressed)
    case "ENTRYPOINT":
      (entrypoint, command) = (words(instruction), nil)
      grade(instruction, .expressed)
    case "HEALTHCHECK": healthcheck(instruction)
    case "LABEL": labels(instruction)
    case "MAINTAINER":
      build.labels.append(("org.opencontainers.image.authors", instruction.arguments.value))
      grade(instruction, .expressed)
    case "STOPSIGNAL": stopSignal(instruction)
    case "SHELL":
      shell = instruction.execForm ?? []
      grade(instruction, shell.isEmpty ? .missing : .expressed)
    case "VOLUME":
      declareVolumes(instruction)
    case "ONBUILD": grade(instruction, .missing, "images that start from this one are built elsewhere")
    default: grade(instruction, .missing, "it is no instruction")
    }
  }

  /// A command as words; the shell form through the shell.
  private func words(_ instruction: DockerfileInput.Instruction) -> [String] {
    if let words = instruction.execForm { return words }
    let text = instruction.arguments.value
    return text.isEmpty ? [] : (shell.isEmpty ? ["/bin/sh", "-c"] : shell) + [text]
  }

  private mutating func workdir(_ instruction: DockerfileInput.Instruction) {
    guard let path = literal(instruction.arguments.value, instruction) else { return }
    directory = joined(path)
    guard isImagePath(directory) else {
      return grade(instruction, .missing, "the path has characters that none may have")
    }
    add([.init("workdir", .string(directory))])
    grade(instruction, .expressed)
  }

  /// A path from the root of the image.
  func joined(_ path: String) -> String {
    let full = path.hasPrefix("/") ? path : "\(directory)/\(path)"
    var parts: [Substring] = []
    for part in full.split(separator: "/") where part != "." {
      if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private mutating func stopSignal(_ instruction: DockerfileInput.Instruction) {
    let signal = instruction.arguments.value
    guard stopSignals.contains(signal) else {
      return grade(instruction, .missing, "the signal is none of SIGINT, SIGQUIT, SIGTERM, SIGWINCH")
    }
    add([.init("stop-signal", .string(signal))])
    grade(instruction, .expressed)
  }

  private mutating func labels(_ instruction: DockerfileInput.Instruction) {
    var missing: String?
    for word in quotedWords(instruction.arguments.value, escape: escape) {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = (try? variables.expand(String(parts[0])))?.literal ?? ""
      let value = parts.count > 1 ? (try? variables.expand(String(parts[1])))?.literal : nil
      guard let value, isLine(value), isLabelName(name) else {
        missing =
          "'\(name.printable)' is no name of a label in small letters, or its value is known only while the image is built"
        continue
      }
      build.labels.removeAll { $0.name == name }
      build.labels.append((name, value))
    }
    grade(instruction, missing == nil ? .expressed : .missing, missing)
  }

  private func isLabelName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || ".-".utf8.contains(byte)
      } && name.first?.isLetter == true && name.last.map { $0 != "." && $0 != "-" } == true && !name.contains("..")
  }

  private mutating func expose(_ instruction: DockerfileInput.Instruction) {
    guard let text = literal(instruction.arguments.value, instruction) else { return }
    var reason: String?
    for word in text.split(separator: " ") {
      let parts = word.split(separator: "/", omittingEmptySubsequences: false)
      let transport = parts.count > 1 ? parts[1].lowercased() : "tcp"
      let ends = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false).map { portNumber($0) }
      guard let first = ends.first.flatMap(\.self), let last = ends.last.flatMap(\.self), first <= last,
        last - first < 32, ends.count <= 2, parts.count <= 2, ["tcp", "udp"].contains(transport)
      else {
        reason = "'\(word.description.printable)' is no port, or a range of more than 32"
        continue
      }
      for number in first...last {
        let port = ComposedService.Port(port: number, isUDP: transport == "udp")
        if !build.ports.contains(port) { build.ports.append(port) }
      }
    }
    grade(instruction, reason == nil ? .expressed : .missing, reason)
  }

  /// Folders of VOLUME, which become volumes of the service.
  private mutating func declareVolumes(_ instruction: DockerfileInput.Instruction) {
    var reason: String?
    for word in instruction.execForm ?? quotedWords(instruction.arguments.value, escape: escape) {
      guard let text = literal(word, instruction) else { return }
      let path = joined(text)
      guard path != "/", isImagePath(path), path.utf8.allSatisfy({ $0 < 0x80 }) else {
        reason = "'\(text.printable)' is no path that a spec takes"
        continue
      }
      if !build.declaredVolumes.contains(path) { build.declaredVolumes.append(path) }
    }
    grade(instruction, reason == nil ? .expressed : .missing, reason)
  }

  private mutating func switchUser(_ instruction: DockerfileInput.Instruction) {
    guard let name = literal(instruction.arguments.value, instruction) else { return }
    guard isImageUser(name) else { return grade(instruction, .missing, "'\(name.printable)' is no user's name") }
    user = name
    add([.init("user", .string(name))])
    grade(instruction, .expressed)
  }
}
