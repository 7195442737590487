import Diagnostics
import Testing

@testable import Emit
@testable import IR

private let origin = SourceRange(startOf: FileID(0))

private func printed(_ instructions: Dockerfile.Instruction...) -> [String] {
  let stage = Dockerfile.Stage(
    base: .scratch, name: "s", onBuildPlatform: false, origin: origin,
    instructions: instructions.map { Located($0, origin) })
  return Array(Dockerfile(stages: [stage]).print().map(\.text).dropFirst())
}

private func run(_ commands: Shell.Command..., mounts: [Dockerfile.Mount] = []) -> Dockerfile.Instruction {
  .run(.init(mounts: mounts, commands: commands, onlyWhenCrossCompiling: false, waiver: nil))
}

private let release = BuildText.Piece.argument(BuildArgument(name: "RELEASE", standard: nil))

/// What custom stages add to those of the templates.
@Suite struct DockerfileStepsTests {
  @Test func startsFromNothing() { #expect(printed() == ["FROM scratch AS s"]) }

  @Test func tellsHowFilesLand() {
    var options = CopyOptions()
    (options.owner, options.mode, options.isLinked, options.excluded) = ("1:2", "0755", true, ["*.md", "docs"])
    #expect(
      printed(
        .copy(from: "build", sources: ["/a"], destination: "/b", options),
        .copy(from: nil, sources: ["a b"], destination: "/b", options)
      ).dropFirst() == [
        "COPY --from=build --link --chown=1:2 --chmod=0755 --exclude=*.md --exclude=docs /a /b",
        #"COPY --link --chown=1:2 --chmod=0755 --exclude=*.md --exclude=docs ["a b", "/b"]"#,
      ])
  }

  @Test func addsWhatOthersPublish() {
    let url = BuildText(pieces: [.literal("https://example.com/"), release, .literal("/"), .target(.architecture)])
    #expect(
      printed(
        .add(.file(url: url, checksum: "sha256:12"), destination: "/tool"),
        .add(.repository(url: BuildText("https://example.com/a.git"), commit: "abc"), destination: "/src/")
      ).dropFirst() == [
        "ADD --checksum=sha256:12 https://example.com/${RELEASE:?}/${TARGETARCH} /tool",
        "ADD https://example.com/a.git#abc /src/",
      ])
  }

  @Test func declaresArgumentsAndSwitchesUsers() {
    #expect(
      printed(
        .arg("A", description: "the first"), .arg("B", default: #"it's "$5" \"#), .switchUser("nginx"),
        .env([("A", .text(BuildText(pieces: [release])))])
      )
      .dropFirst() == ["# A the first", "ARG A", #"ARG B="it's \"\$5\" \\""#, "USER nginx", #"ENV A="${RELEASE:?}""#])
  }

  @Test func mountsSecretsAndKeys() {
    let mounts: [Dockerfile.Mount] = [
      .secret(SecretMount(id: "npm", target: .variable("NPM_TOKEN"), isOptional: false)),
      .secret(SecretMount(id: "netrc", target: .file("/root/.netrc"), isOptional: true)), .ssh,
    ]
    #expect(
      printed(run(.simple(environment: [], words: [BuildText("npm"), BuildText(pieces: [release])]), mounts: mounts))
        .dropFirst() == [
          #"RUN --mount=type=secret,id=npm,env=NPM_TOKEN,required=true \"#,
          #"  --mount=type=secret,id=netrc,target=/root/.netrc \"#, #"  --mount=type=ssh \"#, #"  npm "${RELEASE:?}""#,
        ])
  }

  @Test func runsAScriptAsItIs() {
    let script = Shell.Command.script(
      environment: [("R", BuildText(pieces: [release]))], lines: ["cat <<EOF", "$R # ${R} \\", "EOF", "EOFF"])
    #expect(
      printed(run(script, mounts: [.ssh])).dropFirst() == [
        #"RUN --mount=type=ssh \"#, "  <<EOFFF", "set -eu", #"export R="${RELEASE:?}""#, "cat <<EOF", "$R # ${R} \\",
        "EOF",
        "EOFF", "EOFFF", "",
      ])
  }
}
