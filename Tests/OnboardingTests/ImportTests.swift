import Diagnostics
import Onboarding
import Testing

/// Dockerfiles and compose files in, specs out.
@Suite struct ImportTests {
  /// The spec of the one Dockerfile, without its comments.
  private func spec(_ dockerfile: String, _ others: [String: String] = [:]) throws -> (text: String, report: String) {
    let specs = try imported(others.merging(["api/Dockerfile": dockerfile]) { $1 })
    let file = try #require(specs.files.first { $0.path == "specs/api.yaml" })
    let text = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    return (text.filter { !$0.hasPrefix("#") && !$0.isEmpty }.map { $0 + "\n" }.joined(), specs.report)
  }

  @Test func keepsStagesImagesUserPortsAndCommands() throws {
    let (text, report) = try spec(
      """
      ARG NODE=22.11.0
      FROM --platform=$BUILDPLATFORM node:${NODE}-alpine AS Build
      WORKDIR /src
      RUN apk add --no-cache git make
      COPY package*.json ./
      RUN --mount=type=cache,target=/root/.npm npm ci && npm run build
      RUN for f in *.js; do gzip "$f"; done
      FROM node:${NODE}-alpine
      ENV NODE_ENV=production PATH="/app/bin:$PATH"
      WORKDIR /app
      COPY --from=build --chown=node:node /src/dist ./dist
      USER node
      EXPOSE 3000
      HEALTHCHECK --interval=30s CMD wget -q -O- http://localhost:3000/
      CMD ["node", "dist/main.js"]
      """)
    #expect(report.hasPrefix("api/Dockerfile: 15 instructions: 14 expressed, 1 raw, 0 not\n"), "\(report)")
    let expected = """
      service: api
      build:
        custom:
          images:
            node: node:22.11.0-alpine
          args:
            - arg: NODE
              default: "22.11.0"
          arguments: [node, dist/main.js]
          stages:
            - stage: build
              from: node
              runs-on: build-platform
              portable: true
              steps:
                - workdir: /src
                - packages: [git, make]
                - copy: [package*.json]
                - run:
                    - [npm, ci]
                    - [npm, run, build]
                  cache:
                    root-npm: /root/.npm
                - script: |
                    for f in *.js; do gzip "$f"; done
            - stage: stage-1
              from: node
              steps:
                - path: /app/bin
                - env:
                    NODE_ENV: production
                - workdir: /app
                - copy: [/src/dist]
                  from: build
                  to: ./dist
                  owner: node:node
      run:
        port: 3000
        # 'node' of the image
        user:
          uid: 1000
        health:
          command: [/bin/sh, -c, wget -q -O- http://localhost:3000/]
          interval: 30s

      """
    #expect(text == expected, "\(text)")
  }

  @Test(arguments: [
    ("VOLUME \"/a b\"", "VOLUME is not carried over: '/a b' is no path"),
    ("ADD https://example.com/x /x", "ADD is not carried over: a download without its digest"),
    ("ENV X=$SOMETHING", "ENV is not carried over: the value of 'SOMETHING'"),
    ("RUN --network=none make", "RUN is not carried over: '--network' has no key"),
    ("EXPOSE 53/sctp", "EXPOSE is not carried over: '53/sctp' is no port"),
    ("ONBUILD RUN x", "ONBUILD is not carried over"),
    ("ARG TOKEN=x", "ARG is not carried over: 'TOKEN' is a secret"),
    ("FROBNICATE x", "FROBNICATE is not carried over: it is no instruction"),
  ])
  func saysWhatIsNotCarriedOver(_ line: String, _ message: String) throws {
    let report = try spec("FROM alpine:3.24\n\n  \(line)\n").report
    #expect(report.contains("  api/Dockerfile:3:3: \(message)"), "\(report)")
  }

  @Test(arguments: [
    (
      "RUN apt-get update && apt-get install -y --no-install-recommends curl=8.1 && rm -rf /var/lib/apt/lists/*",
      "packages: [curl=8.1]"
    ),
    ("RUN CGO_ENABLED=0 go build -o /x .", "run: [go, build, -o, /x, .]"),
    ("ARG A=1\nRUN echo \"v$A\"", "run: [echo, \"v${arg.A}\"]"),
    ("ARG TARGETARCH\nRUN build --arch=${TARGETARCH}", "run: [build, \"--arch=${target.architecture}\"]"),
    ("RUN cd /x && ./y", "- [cd, /x]"),
    ("RUN [\"a\", \"b c\"]", "run: [a, b c]"),
    ("RUN <<EOF\nset -e\nmake\nEOF", "script: |"),
    ("ARG A=1\nRUN echo $(date) $A", "A: ${arg.A}"),
    ("RUN rm -rf *.o", "script: |"),
    ("RUN --mount=type=secret,id=npm,target=/root/.npmrc npm ci", "file: /root/.npmrc"),
    ("RUN --mount=type=bind,source=go.mod,target=/src/go.mod go mod download", "to: /src/go.mod"),
    ("SHELL [\"/bin/bash\", \"-c\"]\nRUN x | y", "run: [/bin/bash, -c, x | y]"),
    ("COPY <<EOF /etc/x.conf\na = $HOME\nEOF", ""),
    ("COPY <<'EOF' /etc/x.conf\na = $HOME\nEOF", "cat > /etc/x.conf <<'EOF'"),
    ("COPY --from=busybox:1.38.0 /bin/busybox /bin/", "from: busybox"),
    ("ENTRYPOINT [\"/x\"]\nCMD [\"y\"]", "program: [/x]"),
    ("CMD x --port $PORT", "arguments: [/bin/sh, -c, x --port $PORT]"),
    ("WORKDIR a\nWORKDIR b", "workdir: /a/b"),
    ("RUN adduser -D -u 1234 app\nUSER app", "uid: 1234"),
    (
      "EXPOSE 8080 9090/tcp 8125/udp",
      "ports:\n    port-9090: 9090\n    udp-8125:\n      port: 8125\n      protocol: udp"
    ),
    ("VOLUME [\"/var/lib/x\", \"/cache\"]", "volumes:\n    var-lib-x: /var/lib/x\n    cache: /cache"),
    ("ARG A=\nENV B=\nRUN echo \"v$A\"", "default: \"\""),
    ("ARG A\nWORKDIR ${A:-/b}", "workdir: /b"),
    ("ENV B=", "B: \"\""),
    ("LABEL org.example.team=\"a b\"", "org.example.team: a b"),
  ])
  func writesInstructions(_ lines: String, _ expected: String) throws {
    let text = try spec("FROM debian:trixie-slim\n\(lines)\n").text
    #expect(expected.isEmpty || text.contains(expected), "\(text)")
  }

  @Test func leavesOutStagesThatTheImageDoesNotNeed() throws {
    let (text, report) = try spec("FROM a:1 AS dev\nRUN x\nFROM b:1 AS run\nCOPY --from=c:1 /x /y\n")
    #expect(!text.contains("dev") && !text.contains("a:1"))
    #expect(report.contains("api/Dockerfile:1:1: the stage 'dev' is left out"))
  }

  @Test func looksForTheContextWhereTheFilesAre() throws {
    let specs = try imported([
      "apps/api/Dockerfile": "FROM node:22.11.0\nCOPY package.json apps/api/src ./\n", "package.json": "{}",
      "apps/api/src/x.js": "",
    ])
    let spec = try #require(specs.files.first { $0.path == "specs/api.yaml" })
    #expect(String(decoding: spec.bytes, as: UTF8.self).contains("\npath: .\n"))
  }
}
