import BinarySearch
import Embeddings
import MPI
import NearestNeighbors
import Storage

extension Pipeline {
  /// This run with what decided the graph of its first faces, where one is named. Collective.
  ///
  /// - Returns: the run to go on with, and the graph; nil where none is named.
  func adoptingKnownGraph() throws -> (run: Pipeline, known: SavedGraph?) {
    guard let prefix = options.knownEdges else { return (self, nil) }
    let saved = try world.agree { try SavedGraph(prefix: prefix) }
    var options = options
    options.take(saved)
    options.calibratesSimilarity = false
    options.weights = saved.calibration == nil ? .cosine : .calibrated
    session.note(
      "--k \(options.k) and --min-sim \(options.minSimilarity) are those of the graph of --to-edges"
    )
    return (with(options), saved)
  }

  /// Refuses a graph that is not of the first faces of this run.
  func check(_ known: SavedGraph?, _ source: Source, labelsOf labeled: Int) throws(FileError) {
    guard let known, let prefix = options.knownEdges else { return }
    let path = SavedGraph.path(prefix: prefix)
    guard known.faces <= source.faces, known.dimension == source.dimension else {
      throw FileError(
        path,
        "the graph is of \(known.faces) faces x \(known.dimension), but there are \(source.faces) x "
          + "\(source.dimension); name with --to the faces that it was made of")
    }
    guard labeled == 0 || labeled == known.faces else {
      throw FileError(
        path,
        "the graph is of \(known.faces) faces, but there are labels of \(labeled); name the graph of the run "
          + "that made the labels")
    }
  }

  /// Refuses a graph of other faces than the first ones of this run.
  ///
  /// - Parameter checksum: of these faces.
  func check(_ known: SavedGraph?, checksumOfFirst checksum: String) throws(FileError) {
    guard let known, let prefix = options.knownEdges, known.checksum != checksum else { return }
    throw FileError(
      SavedGraph.path(prefix: prefix),
      "the graph is of other faces than the first \(known.faces) of this run; name with --to the faces that it "
        + "was made of")
  }

  /// The neighbors of this rank's faces, from a graph of the first ones: only the others are searched. The
  /// stage `neighbors`. Collective.
  func findNeighbors(
    from known: SavedGraph, prefix: String, of shards: Shards, _ search: SearchSettings
  ) throws -> SearchOutcome<RankNeighbors> {
    let lists = try timer.measure(.neighbors) {
      let edges = try timer.phase("read") {
        try ownEdges(of: known, prefix: prefix, shards.layout, search.threads)
      }
      let found = try timer.phase("compare") {
        try AddedFaceSearch(search).neighbors(
          of: shards, known: edges, firstAdded: known.faces, world: world
        ) { session.progress("neighbors of new faces", $0) }
      }
      return (found, bytes: 0)
    }
    return SearchOutcome(result: .lists(lists, nil), report: SearchReport())
  }

  /// The edges of this rank's faces, which rank 0 reads. Collective.
  private func ownEdges(
    of known: SavedGraph, prefix: String, _ layout: ShardLayout, _ threads: Int
  ) throws -> DirectedEdges {
    let all = try world.agree(.whileRunning) {
      isRoot
        ? try known.edges(prefix: prefix, threads: threads)
        : DirectedEdges(sources: [], targets: [], weights: [])
    }
    let ends = (0..<world.size).map { rank in
      let end = layout.range(of: rank).upperBound
      return all.sources.indices.partitioningIndex { Int(all.sources[$0]) >= end }
    }
    let counts = zip(ends, [0] + ends).map { $0 - $1 }
    func own<Element: MPIElement>(_ values: [Element]) throws -> [Element] {
      try world.scatter(varying: isRoot ? RankParts(values, counts: counts) : nil, from: 0)
    }
    return DirectedEdges(
      sources: try own(all.sources), targets: try own(all.targets), weights: try own(all.weights))
  }
}
