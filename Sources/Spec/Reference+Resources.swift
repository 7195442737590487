import Diagnostics

/// What each resource runs, and what services may refer to.
func resources(_ library: TemplateLibrary) -> [String] {
  let runs = library.resources.map { template in
    let others = template.otherPorts.map { "\($0.key.value) \($0.value.value)" }.joined(separator: ", ")
    return [
      "`\(template.name.value)`", "`\(template.image.value.written)`", "\(template.port.value)", others,
      template.secrets.map { "`\($0.key.value)`" }.joined(separator: ", "),
    ]
  }
  let outputs = library.resources.flatMap { template in
    template.outputs.map { output in
      ["`\(template.name.value)`", "`\(output.key.value)`", "`\(output.value.value.written)`"]
    }
  }
  return [
    "### What resources run",
    """
    In production a resource is reached by services only; in development all its ports are published on the loopback
    interface, at their own numbers or at those of `publish`, such as `publish: { port: 5673, management: 15673 }`. Each
    of its secrets is a file that whoever starts the services supplies.
    """,
    grid(["Resource", "Image", "Port", "Other ports", "Secrets"], runs),
    "### What resources offer",
    """
    A service that needs the resource `db` writes `${db.url}` in its `env` for the output `url`. `${resource}` is the
    name that the workspace gives to the resource, and the other names are options. `url` never holds a password: an
    output that ends in `-file` is the path of the secret, which the service reads and gives to its client beside the
    address. What options put into `url` is percent-encoded, but for a `variable`, whose value stands in it as it is.
    """,
    grid(["Resource", "Output", "Value"], outputs),
  ]
}

private func grid(_ header: [String], _ rows: [[String]]) -> String {
  ([header, header.map { _ in "---" }] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
}
