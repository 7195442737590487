import Support

/// A workspace with ten mistakes, one of them behind an emoji, that is good otherwise.
enum PlantedMistakes {
  struct Finding: Hashable {
    let path, rule: String
    let line, column: Int
  }

  static func workspace() throws -> Scratch {
    let scratch = try Scratch(specsOf: repository)
    try scratch.write(
      """
      service: planted
      description: "🚢"
      platforms: [linux/amd64, linux/amd46]
      build:
        go: { version: "1.27.0", mian: ./cmd }
      run:
        port: eighty
        env: { "1": x, TOKEN: abc }
        needs: [bd]
        user: { uid: 0 }
      image: { size-budget: 100 MB }
      deploy: { restart: on-failur }
      "🚢": x

      """, to: "specs/planted.yaml")
    return scratch
  }

  static let expected: Set<Finding> = [
    .init(path: "specs/planted.yaml", rule: "invalid-value", line: 3, column: 26),
    .init(path: "specs/planted.yaml", rule: "unknown-key", line: 5, column: 28),
    .init(path: "specs/planted.yaml", rule: "wrong-type", line: 7, column: 9),
    .init(path: "specs/planted.yaml", rule: "invalid-value", line: 8, column: 10),
    .init(path: "specs/planted.yaml", rule: "clear-secret", line: 8, column: 25),
    .init(path: "specs/planted.yaml", rule: "unknown-dependency", line: 9, column: 11),
    .init(path: "specs/planted.yaml", rule: "root-user", line: 10, column: 16),
    .init(path: "specs/planted.yaml", rule: "invalid-value", line: 11, column: 23),
    .init(path: "specs/planted.yaml", rule: "invalid-value", line: 12, column: 20),
    .init(path: "specs/planted.yaml", rule: "unknown-key", line: 13, column: 1),
  ]
}
