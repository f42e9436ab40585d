import BinarySearch
import Embeddings
import MPI
import NearestNeighbors
import Storage

/// A graph that a run has saved of the first faces of this run, so that only the others are to be searched.
struct KnownGraph {
  /// Of its files.
  let prefix: String
  let saved: SavedGraph

  /// Reads what is saved beside it. Collective.
  init(prefix: String, world: Communicator) throws {
    self.prefix = prefix
    saved = try SavedGraph(prefix: prefix, world: world)
  }

  private var path: String { SavedGraph.path(prefix: prefix) }

  /// Refuses a graph that cannot be of the first faces of this run.
  ///
  /// - Parameters:
  ///   - source: all faces.
  ///   - labeled: how many of them, the first ones, are those of an earlier run; 0 where that is not known.
  func check(_ source: Source, labeled: Int) throws(FileError) {
    guard saved.faces <= source.faces, saved.dimension == source.dimension else {
      throw FileError(
        path,
        "the graph is of \(saved.faces) faces x \(saved.dimension), but there are \(source.faces) x "
          + "\(source.dimension); name with --to the faces that it was made of")
    }
    guard labeled == 0 || labeled == saved.faces else {
      throw FileError(
        path,
        "the graph is of \(saved.faces) faces, but there are labels of \(labeled); name the graph of the run "
          + "that made the labels")
    }
  }

  /// Refuses a graph of other faces than the first ones of this run.
  ///
  /// - Parameter checksum: of as many of these as the graph has.
  func check(checksum: String) throws(FileError) {
    guard saved.checksum != checksum else { return }
    throw FileError(
      path,
      "the graph is of other faces than the first \(saved.faces) of this run; name with --to the faces that it "
        + "was made of")
  }

  /// The edges of this rank's faces, which rank 0 reads. Collective.
  func edges(
    _ layout: ShardLayout, threads: Int, world: Communicator
  ) throws -> DirectedEdges {
    let isRoot = world.rank == 0
    let all = try world.agree(.whileRunning) {
      isRoot
        ? try saved.edges(prefix: prefix, threads: threads)
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
