package import Diagnostics
import YAML

/// `build: { dockerfile: … }`: a Dockerfile that people write; everything but it and its ignore file is generated.
package struct OwnDockerfile: MappingDecodable {
  package static let noun = "dockerfile"
  package let path: Located<String>
  package let target: Located<String>?
  /// Folder that the Dockerfile copies from, relative to the workspace root; empty for the root itself.
  package let context: Located<String>?
  /// Paths from the workspace root.
  package let inputs: [Located<String>]?
  /// Patterns, relative to the service's folder, of what of them no build needs.
  package let ignored: [Located<String>]
  package let supplies: OwnSupplies
  package let crossCompiles: Located<Bool>?
  package let needsInit: Located<Bool>?
  package let temporaryFolders: [Located<String>]
  package let development: OwnDevelopment?

  package init?(_ keys: inout Keys) {
    let path = keys.required("path", .path, "The Dockerfile, relative to the workspace root")
    target = keys.optional("target", .stageName, "Stage that is the image; the last one if not written")
    context = keys.optional("context", .path, "Folder that it copies from; the service's folder if not written")
    inputs =
      keys.optional(
        "inputs", .list(of: .pattern),
        "What is built anew when it changes, from the workspace root; the context if not written"
      )?.value
    ignored = keys.list("ignore", of: .string, "What of them no build needs, relative to the service's folder")
    supplies = OwnSupplies(&keys)
    crossCompiles = keys.optional(
      "cross-compiles", .boolean, "No command of it runs on the platform that is built for, so no emulator is needed")
    needsInit = keys.optional(
      "init", .boolean, "Compose runs an init before the program, which does not do as the first process")
    temporaryFolders = keys.list("tmpfs", of: .line, "Folders that the program writes to, in memory")
    development = keys.optional("dev", .mapping(OwnDevelopment.self), "A Dockerfile for development")?.value
    guard let path else { return nil }
    self.path = path
  }
}

/// What whoever builds supplies to a Dockerfile.
package struct OwnSupplies: Sendable {
  package let arguments: [ArgumentTemplate]
  package let secrets: [Entry<SecretTemplate>]
  package let usesSSH: Located<Bool>?

  fileprivate init(_ keys: inout Keys) {
    arguments = keys.list("args", of: .mapping(ArgumentTemplate.self), "What whoever builds supplies").map(\.value)
    secrets = keys.secrets()
    usesSSH = keys.optional("ssh", .boolean, "Its commands may use the SSH keys of whoever builds")
  }
}

/// A Dockerfile for development, and how compose runs its image; the keys are those of a template's `development`.
package struct OwnDevelopment: MappingDecodable {
  package static let noun = "dev"
  package let path: Located<String>?
  package let target: Located<String>?
  package let supplies: OwnSupplies
  package let workingDirectory: Located<String>?
  package let environment: [Entry<Text>]
  package let volumes: [Entry<String>]
  package let rebuildOn: [Located<String>]
  package let reloadsItself: Located<Bool>?

  package init?(_ keys: inout Keys) {
    path = keys.optional("path", .path, "The Dockerfile, if it is not that of production")
    target = keys.optional("target", .stageName, "Stage that is the image; the last one if not written")
    supplies = OwnSupplies(&keys)
    workingDirectory = keys.optional(
      "workdir", .line, "Where the service's folder is mounted; it is not, if not written")
    environment = keys.optional("env", .map(.variable, to: .text), "Environment in development")?.value ?? []
    volumes = keys.optional("volumes", .map(.name, to: .line), "Named volumes and where they are mounted")?.value ?? []
    rebuildOn = keys.list("rebuild-on", of: .pattern, "Files of the service whose change needs a new image")
    reloadsItself = keys.optional("reloads-itself", .boolean, "The command watches the source itself")
  }
}

extension ServiceSpec {
  /// Paths of the files that people write beside it.
  package var namedFiles: [Located<String>] {
    guard case .dockerfile(let own) = build.value else { return [] }
    return [own.value.path] + (own.value.development?.path.map { [$0] } ?? [])
  }
}

extension ValueType<String> {
  /// The name of a stage, as BuildKit reads it.
  fileprivate static let stageName = scalar("the name of a stage", pattern: "[A-Za-z][A-Za-z0-9_.-]*") {
    text throws(Refusal) in
    let isValid =
      text.utf8.first.map { isLowercase($0) || isUppercase($0) } == true
      && text.utf8.allSatisfy { isLowercase($0) || isUppercase($0) || isDigit($0) || "_.-".utf8.contains($0) }
    guard isValid else { throw Refusal(message: "'\(text.printable)' is not the name of a stage") }
    return text
  }
}
