import MPI
import NearestNeighbors

extension Pipeline {
  /// This run with what decided the graph of its first faces, where one is named. Collective.
  ///
  /// - Returns: the run to go on with, and the graph; nil where none is named.
  func adoptingKnownGraph() throws -> (run: Pipeline, known: KnownGraph?) {
    guard let prefix = options.knownEdges else { return (self, nil) }
    let known = try KnownGraph(prefix: prefix, world: world)
    var options = options
    options.take(known.saved)
    options.calibratesSimilarity = false
    options.weights = known.saved.calibration == nil ? .cosine : .calibrated
    session.note(
      "--k \(options.k) and --min-sim \(options.minSimilarity) are those of the graph of --to-edges"
    )
    return (with(options), known)
  }

  /// The neighbors of this rank's faces, from a graph of the first ones: only the others are searched. The
  /// stage `neighbors`. Collective.
  func findNeighbors(
    from known: KnownGraph, of shards: Shards, by search: SearchSettings
  ) throws -> SearchOutcome<RankNeighbors> {
    let lists = try timer.measure(.neighbors) {
      let edges = try timer.phase("read") {
        try known.edges(shards.layout, threads: search.threads, world: world)
      }
      let found = try timer.phase("compare") {
        try AddedFaceSearch(search).neighbors(
          of: shards, known: edges, firstAdded: known.saved.faces, world: world
        ) { session.progress("neighbors of new faces", $0) }
      }
      return (found, bytes: 0)
    }
    return SearchOutcome(result: .lists(lists, nil), report: SearchReport())
  }
}
