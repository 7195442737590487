import ArgumentParser

/// In which form a result is printed that is no finding.
struct ResultOptions: ParsableArguments {
  enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

  @Option(help: "Form of the result: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = Format.text
}
