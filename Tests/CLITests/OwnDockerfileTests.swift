import Foundation
import Support
import Testing

/// Dockerfiles that people write, where there is a disk.
@Suite struct OwnDockerfileTests {
  private func workspace(_ dockerfile: String?) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(
      "workspace: shop\nregistry: ghcr.io/shop\nplatforms: [linux/amd64]\noutput: generated\n",
      to: "specs/workspace.yaml")
    try scratch.write("service: api\nbuild:\n  dockerfile: { path: api/Dockerfile }\n", to: "specs/api.yaml")
    if let dockerfile { try scratch.write(dockerfile, to: "api/Dockerfile") }
    return scratch
  }

  @Test func goldenWorkspaceIsWhatTheToolMakes() throws {
    let golden = repository.appending(path: "Tests/GoldenTests/Fixtures/ways-out").path
    let outcome = try Scratch().scantling("check", "--root", golden, "--today", "2026-11-21")
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test func isNeitherWrittenNorRemoved() throws {
    let scratch = try workspace("FROM scratch\n")
    #expect(try scratch.scantling("generate").status == 0)
    #expect(try scratch.read("api/Dockerfile") == "FROM scratch\n")
    #expect(!scratch.exists("generated/services") && scratch.exists("generated/compose.yaml"))
    #expect(try scratch.read("generated/Makefile").contains("  --file api/Dockerfile \\\n"))
    #expect(try scratch.scantling("check").status == 0)
  }

  @Test func hasToBeThere() throws {
    let outcome = try workspace(nil).scantling("check")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.hasPrefix("specs/api.yaml:3:23: error: there is no file 'api/Dockerfile' [missing-file]\n"))
  }

  @Test func startsFromPinnedImages() throws {
    let scratch = try workspace(
      """
      # syntax=docker/dockerfile:1
      ARG BASE
      FROM --platform=$BUILDPLATFORM golang:1.27.0-alpine AS Build
      RUN <<-'END' cat
      FROM golang:latest
      END
      RUN psql -c "select * \\
      FROM people"
      FROM build AS next
      FROM $BASE
      from busybox@sha256:fd8d9aa63ba2f0982b5304e1ee8d3b90a210bc1ffb5314d980eb6962f1a9715d
      FROM scratch

      """)
    let outcome = try scratch.scantling("validate", "--format", "json")
    #expect(outcome.status == 1)
    let lines = outcome.output.matches(of: /"line": ?(\d+)/).map(\.1)
    #expect(outcome.output.contains("the image 'golang:1.27.0-alpine' is named without its digest"))
    #expect(Set(lines) == ["3"], "\(outcome.output)")
  }
}
