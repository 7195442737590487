import Diagnostics
import IR
import YAML

extension Supplies {
  /// As a spec says them of a Dockerfile that people write.
  var fields: [Value.Field] {
    (arguments.isEmpty ? [] : [.init("args", .sequence(arguments.map { .init($0.value.written) }))])
      + (secrets.isEmpty ? [] : [.init("secrets", .mapping(secrets.map { .init($0.value.id, $0.value.written) }))])
      + (ssh == nil ? [] : [.init("ssh", .boolean(true))])
  }
}

extension BuildArgument {
  fileprivate var written: Value {
    .mapping(
      [.init("arg", .string(name))] + (standard.map { [.init("default", .string($0))] } ?? [])
        + (description.map { [.init("description", .string($0))] } ?? []))
  }
}

extension SecretMount {
  fileprivate var written: Value {
    let place: Value.Field =
      switch target {
      case .variable(let name): .init("env", .string(name))
      case .file(let path): .init("file", .string(path))
      }
    return .mapping([place] + (isOptional ? [.init("optional", .boolean(true))] : []))
  }
}
