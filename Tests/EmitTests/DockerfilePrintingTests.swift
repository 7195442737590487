import Diagnostics
import Testing

@testable import Emit
@testable import IR
@testable import Spec

private let origin = SourceRange(startOf: FileID(0))

private func printed(_ instructions: Dockerfile.Instruction...) -> [String] {
  let stage = Dockerfile.Stage(
    base: .stage("base"), name: "s", onBuildPlatform: false, origin: origin,
    instructions: instructions.map { Located($0, origin) })
  return Array(Dockerfile(stages: [stage]).print().map(\.text).dropFirst(2))
}

private func run(
  _ commands: Shell.Command..., mounts: [Dockerfile.Mount] = [], crossOnly: Bool = false,
  waiver: Dockerfile.Waiver? = nil
) -> Dockerfile.Instruction {
  .run(.init(mounts: mounts, commands: commands, onlyWhenCrossCompiling: crossOnly, waiver: waiver))
}

private func command(_ words: String...) -> Shell.Command {
  .simple(environment: [], words: words.map { BuildText($0) })
}

@Suite struct DockerfilePrintingTests {
  @Test func printsStagesAndInstructions() throws {
    let image = PinnedImage(
      reference: try ImageReference(parsing: "golang:1.27"),
      digest: Located("sha256:" + String(repeating: "0", count: 64), origin))
    let seconds = { (count: Int) in Located(Duration(seconds: count), origin) }
    let check = HealthCheck(
      command: Located(["/api", "health"], origin), interval: seconds(30), timeout: seconds(5),
      startPeriod: seconds(90), retries: Located(3, origin))
    let build: [Dockerfile.Instruction] = [
      .workdir("/src"), .comment("First the manifests."), .copy(from: nil, sources: ["api/go.mod"], destination: "./"),
      .arg("TARGETARCH"),
      .run(
        .init(
          mounts: [.cache(.init(id: "acme-go", target: "/root/.cache", isLocked: false))],
          commands: [
            .simple(
              environment: [("GOARCH", BuildText(pieces: [.target(.architecture)]))],
              words: ["go", "build"].map { BuildText($0) })
          ], onlyWhenCrossCompiling: false, waiver: nil)),
    ]
    let runtime: [Dockerfile.Instruction] = [
      .copy(from: "build", sources: ["/out/api"], destination: "/usr/bin/"),
      .label([("title", "api"), ("description", "An API")]), .stopsignal("SIGQUIT"),
      .env([("PORT", .text(BuildText("8080")))]), .expose(8080),
      .user(10001), .healthcheck(check), .healthcheck(nil), .entrypoint(["/api"]), .cmd(["serve", "-v"]),
    ]
    let stages = [
      Dockerfile.Stage(
        base: .image(image), name: "build", onBuildPlatform: true, origin: origin,
        instructions: build.map { Located($0, origin) }),
      Dockerfile.Stage(
        base: .stage("build"), name: "runtime", onBuildPlatform: false, origin: origin,
        instructions: runtime.map { Located($0, origin) }),
    ]
    #expect(
      Dockerfile(stages: stages).print().map { $0.text + "\n" }.joined() == """

        FROM --platform=$BUILDPLATFORM golang:1.27@sha256:\(String(repeating: "0", count: 64)) AS build
        WORKDIR /src
        # First the manifests.
        COPY api/go.mod ./
        ARG TARGETARCH
        RUN --mount=type=cache,id=acme-go,target=/root/.cache \\
          GOARCH="$TARGETARCH" \\
          go build

        FROM build AS runtime
        COPY --from=build /out/api /usr/bin/
        LABEL title="api" \\
              description="An API"
        STOPSIGNAL SIGQUIT
        ENV PORT="8080"
        EXPOSE 8080
        USER 10001:10001
        HEALTHCHECK --interval=30s --timeout=5s --start-period=1m30s --retries=3 \\
          CMD ["/api", "health"]
        HEALTHCHECK NONE
        ENTRYPOINT ["/api"]
        CMD ["serve", "-v"]

        """)
  }

  @Test func choosesThePlatformStageByTheBuildersArguments() {
    let stage = Dockerfile.Stage(
      base: .platformStage(prefix: "target"), name: "build", onBuildPlatform: false, origin: origin, instructions: [])
    #expect(
      Dockerfile(stages: [stage]).print().map(\.text).last == "FROM target-${TARGETARCH}${TARGETVARIANT} AS build")
  }

  /// No image needs a shell for it: the folders are made in a stage of their own and copied with their owner.
  @Test func makesTheFoldersOfVolumesForTheirUser() {
    let steps: [Step] = [
      .expose(port: 53, .udp), .expose(port: 9090, .tcp), .folder(path: "/var/lib/a", owner: 65_532),
      .folder(path: "/var/lib/b", owner: 65_532),
    ]
    let stage = Stage(
      name: Located("runtime", origin), base: .stage(Located("base", origin)), runsOnBuildPlatform: false,
      steps: steps.map { Located($0, origin) })
    let file = Containerfile(source: .stages([stage]), contextPaths: [], excludedPaths: [], origin: origin)
    #expect(
      Dockerfile(lowering: file).print().map(\.text) == [
        "", "FROM scratch AS folders.empty", "WORKDIR /var/lib/a", "WORKDIR /var/lib/b", "", "FROM base AS runtime",
        "EXPOSE 53/udp", "EXPOSE 9090", "COPY --from=folders.empty --chown=65532:65532 /var/lib/a/ /var/lib/a/",
        "COPY --from=folders.empty --chown=65532:65532 /var/lib/b/ /var/lib/b/",
      ])
  }

  @Test func saysThatRootIsMeant() {
    #expect(
      printed(.user(0)) == ["# The spec says why it has to be root.", "# hadolint ignore=DL3002", "USER 0:0"])
  }

  @Test func givesEachLineTheOriginOfItsInstruction() {
    func place(_ lower: Int) -> SourceRange { SourceRange(file: FileID(1), lower: lower, upper: lower + 1) }
    let stage = Dockerfile.Stage(
      base: .stage("base"), name: "s", onBuildPlatform: false, origin: place(0),
      instructions: [
        Located(.workdir("/src"), place(1)), Located(run(command("a"), command("b")), place(2)),
        Located(.label([("a", "1"), ("b", "2")]), place(3)),
      ])
    #expect(Dockerfile(stages: [stage]).print().map(\.origin) == [0, 0, 1, 2, 2, 3, 3].map(place))
  }

  @Test func putsEachCommandOfALayerOnItsLine() {
    #expect(
      printed(
        run(
          command("mkdir", "-p", "/out/a b"),
          .write(path: "/out/a b/x", lines: ["it's", "100%", ""], isAppending: false),
          .write(path: "/etc/y", lines: ["$HOME"], isAppending: true), .write(path: "z", lines: [], isAppending: false),
          .clear("/var/lib/apt/lists"), .clear("/tmp/a b"))) == [
          #"RUN mkdir -p '/out/a b' \"#, #"  && printf '%s\n' \"#, #"    'it'\''s' \"#, #"    100% \"#, #"    '' \"#,
          #"    > '/out/a b/x' \"#,
          #"  && printf '%s\n' '$HOME' >> /etc/y \"#, #"  && : > z \"#, #"  && rm -rf /var/lib/apt/lists/* \"#,
          #"  && rm -rf '/tmp/a b'/*"#,
        ])
  }

  @Test func asksForThePlatformAndGivesTheReasonOfAWaiver() {
    let waiver = Dockerfile.Waiver(rules: ["DL3008", "DL3018"], reason: "Because.")
    let caches: [Dockerfile.Mount] = [
      .cache(.init(id: "a", target: "/a", isLocked: false)), .cache(.init(id: "b", target: "/b", isLocked: true)),
    ]
    #expect(
      printed(run(command("x"), command("y"), mounts: caches, crossOnly: true, waiver: waiver)) == [
        "# Because.", "# hadolint ignore=DL3008,DL3018", #"RUN --mount=type=cache,id=a,target=/a \"#,
        #"  --mount=type=cache,id=b,target=/b,sharing=locked \"#,
        #"  if [ "$BUILDPLATFORM" != "$TARGETPLATFORM" ]; then \"#,
        #"  x \"#, "  && y; fi",
      ])
  }

  @Test func expandsPlatformPropertiesAndNothingElse() {
    let text = BuildText(pieces: [
      .literal("$x -"), .target(.os), .literal("/it's"), .target(.armVersion), .literal(""),
    ])
    #expect(
      printed(run(.simple(environment: [("A", text)], words: [text, BuildText("")]))) == [
        #"RUN A='$x -'"$TARGETOS"'/it'\''s'"${TARGETVARIANT#v}" \"#,
        #"  '$x -'"$TARGETOS"'/it'\''s'"${TARGETVARIANT#v}" ''"#,
      ])
    #expect(
      printed(.env([("A", .text(text)), ("PATH", .prepending("/a $b"))])) == [
        #"ENV A="\$x -${TARGETOS}/it's${TARGETVARIANT#v}" \"#, #"    PATH="/a \$b:$PATH""#,
      ])
  }

  @Test(
    arguments: [
      (["a", "b"], "./", "COPY a b ./"), (["a-b_c.d+e@f"], "./", "COPY a-b_c.d+e@f ./"), (["é/名"], "./", "COPY é/名 ./"),
      (["a b"], "./", #"COPY ["a b", "./"]"#), (["a", "b"], "/out dir/", #"COPY ["a", "b", "/out dir/"]"#),
      (["src/*.rs"], "./", "COPY src/*.rs ./"),
      // A mark upon a blank leaves it a blank for the builder.
      (["a \u{301}b"], "./", "COPY [\"a \u{301}b\", \"./\"]"),
    ] as [([String], String, String)]) func quotesPathsWithBlanks(
      _ sources: [String], _ destination: String, _ expected: String
    )
  { #expect(printed(.copy(from: nil, sources: sources, destination: destination)) == [expected]) }

  @Test func namesTheStageBeforeQuotedPaths() {
    #expect(
      printed(.copy(from: "build", sources: ["/out/a b"], destination: "/")) == [
        #"COPY --from=build ["/out/a b", "/"]"#
      ])
  }
}
