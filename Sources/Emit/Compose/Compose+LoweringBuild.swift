import Diagnostics
import IR
import Spec

extension Compose.Lowering {
  /// How an image is built here, with what whoever builds supplies.
  func build(_ file: Containerfile, context: String, dockerfile: String) -> Compose.Build {
    let supplies = Supplies(of: [file])
    var build = Compose.Build(context: context, dockerfile: dockerfile, origin: file.origin)
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

  /// The secrets of all builds; compose fails without any of them, and so has none that is optional.
  var buildSecrets: [Compose.Secret] {
    guard purpose == .development else { return [] }
    let files = plan.built.flatMap { _, image in
      (image.development.map { [$0] } ?? [])
        + (image.development == nil || !image.targets.isEmpty ? [image.production] : [])
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
