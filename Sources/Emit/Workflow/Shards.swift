extension Workflow {
  /// The matrices that rows are dealt out to: GitHub runs at most 256 jobs of one.
  struct Shards: Sendable {
    static let limit = 256

    /// What the jobs of the first use are called, and the output that holds their rows: build, or build-1 and on.
    let name: String
    let count: Int

    init(_ name: String, rows: Int) {
      self.name = name
      count = max(1, (rows + Shards.limit - 1) / Shards.limit)
    }

    var outputs: [String] { jobs(name) }

    /// One name for each matrix.
    func jobs(_ name: String) -> [String] { count == 1 ? [name] : (1...count).map { "\(name)-\($0)" } }
  }
}
