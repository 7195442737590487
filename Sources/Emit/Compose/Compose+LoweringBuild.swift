import Diagnostics
import IR
import Spec

extension Compose.Lowering {
  /// How an image is built here, with what whoever builds supplies.
  func build(_ file: Containerfile, _ dockerfile: String, target: Located<String>?) -> Compose.Build {
    let supplies = Supplies(of: [file])
    let context = file.file?.context.value ?? ""
    var build = Compose.Build(
      context: plan.layout.rootFromOutput + (context.isEmpty ? "" : "/\(context)"),
      dockerfile: relative(dockerfile, to: context), origin: file.origin, target: target)
    build.arguments = supplies.arguments.map { argument in
      let name = argument.value.name
      let value: Compose.Interpolated.Piece =
        argument.value.standard.map { .defaulted(name, to: $0) }
        ?? .required(name, message: "set \(name), an argument of the build")
      return Entry(key: argument.map(\.name), value: argument.map { _ in Compose.Interpolated(pieces: [value]) })
    }
    build.secrets = supplies.required.map { secret in
      Entry(key: secret.map(\.id), value: secret.map(\.composeName))
    }
    build.ssh = supplies.ssh
    return build
  }

  /// A path from the workspace root, from a folder of it.
  private func relative(_ path: String, to folder: String) -> String {
    var (path, folder) = (path.split(separator: "/")[...], folder.split(separator: "/")[...])
    while let next = folder.first, next == path.first, path.count > 1 {
      (path, folder) = (path.dropFirst(), folder.dropFirst())
    }
    return (folder.map { _ in ".." } + path).joined(separator: "/")
  }

  /// The secrets of all builds; compose fails without any of them, and so has none that is optional.
  var buildSecrets: [Compose.Secret] {
    guard purpose == .development else { return [] }
    let files = plan.built.flatMap { _, image in
      image.targets.isEmpty ? [image.development ?? image.production] : image.files
    }
    let supplies = Supplies(of: files)
    return supplies.required.distinct(by: \.value.source).map { secret in
      Compose.Secret(
        name: secret.map(\.composeName), description: "secret \(secret.value.id) of builds",
        source: .variable(secret.value.source))
    }
  }
}

extension Supplies {
  fileprivate var required: [Located<SecretMount>] { secrets.filter { !$0.value.isOptional } }
}

extension SecretMount {
  /// Told apart from the secrets of running services.
  fileprivate var composeName: String {
    "build-" + source.lowercased().split(separator: "_").joined(separator: "-")
  }
}
