import Diagnostics
import Driver
import Spec
import YAML

/// What is mounted into a container.
extension ComposeImport {
  func readMounts(_ value: Node, into service: inout ComposedService) -> Outcome {
    var outcome = Outcome.expressed
    for item in value.items {
      let (source, target, mode) = parts(of: item)
      guard let target = folder(target) else {
        outcome = .missing("\(item.quoted) is mounted at no path that a spec takes")
        continue
      }
      let isReadOnly = mode.contains("ro") || item["read_only"]?.text == "true"
      switch item["type"]?.text ?? (isPath(source ?? "") ? "bind" : "volume") {
      case "volume": service.mounts.append(.volume(source, at: target, isReadOnly: isReadOnly))
      case "tmpfs": service.temporaryFolders.append(target)
      case "bind":
        guard let source, !source.isEmpty else {
          outcome = .missing("\(item.quoted) mounts what only whoever starts it knows")
          continue
        }
        service.mounts.append(.bind(path: path(source), written: source, at: target, isReadOnly: isReadOnly))
      case let type: outcome = .missing("mounts of the type '\(type.printable)' have no key")
      }
    }
    return outcome
  }

  /// Where a mount comes from, where it is, and its options.
  private func parts(of item: Node) -> (source: String?, target: String, mode: [Substring]) {
    guard let written = item.text else {
      return (item["source"]?.text.map { local($0) }, variables.text(item["target"]?.text ?? ""), [])
    }
    // A variable may have ':' in it.
    let parts = local(written).split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return (nil, String(parts.first ?? ""), []) }
    return (String(parts[0]), String(parts[1]), parts.dropFirst(2).flatMap { $0.split(separator: ",") })
  }

  /// A text with its variables; `$PWD` is the folder of the file.
  private func local(_ text: String) -> String {
    variables.text(text.replacing("${PWD}", with: ".").replacing("$PWD/", with: "./").replacing("${HOME}", with: "~"))
  }

  private func isPath(_ source: String) -> Bool {
    source.hasPrefix("/") || source.hasPrefix(".") || source.hasPrefix("~")
  }

  /// A path of a container in its shortest form; nil where a spec does not take it.
  private func folder(_ path: String) -> String? {
    let segments = path.split(separator: "/").filter { $0 != "." }
    guard path.hasPrefix("/"), !segments.isEmpty, !segments.contains(".."),
      segments.allSatisfy({ segment in
        segment.utf8.allSatisfy { byte in
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "._+@-".utf8.contains(byte)
        }
      })
    else { return nil }
    return "/" + segments.joined(separator: "/")
  }

  func readTemporaryFolders(_ value: Node, into service: inout ComposedService) -> Outcome {
    var outcome = Outcome.expressed
    for text in value.text.map({ [$0] }) ?? value.texts {
      let path = variables.text(text).prefix { $0 != ":" }
      guard let folder = folder(String(path)) else {
        outcome = .missing("'\(text.printable)' is no path that a spec takes")
        continue
      }
      service.temporaryFolders.append(folder)
      if text.contains("size=") || text.contains("exec,") && !text.contains("noexec") {
        outcome = .missing("options of a folder in memory have no key")
      }
    }
    return outcome
  }
}
