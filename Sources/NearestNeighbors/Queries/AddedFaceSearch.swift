import Embeddings
import MPI
import Threads

/// The nearest neighbors of all faces, where those of the first ones among themselves are known: what a
/// search of everything finds, by comparing only the faces that were added with all.
///
/// Faces stay where they are. All ranks get the added faces, some at a time, and compare them with their
/// own; the lists of both sides take what is better than what they have. Neither the number of ranks and
/// threads nor the kernel changes what is found.
public struct AddedFaceSearch {
  /// What is searched, and by what means: `k` and the least similarity as those of the known edges.
  public let settings: SearchSettings

  /// A search by these settings.
  public init(_ settings: SearchSettings) { self.settings = settings }

  /// Searches the neighbors of this rank's faces. Collective.
  ///
  /// - Parameters:
  ///   - faces: rows, normalized; each rank has written its own. They stay as they are.
  ///   - edges: from each of this rank's faces before `firstAdded` to its neighbors among the faces before
  ///     `firstAdded`, as a search of these with the same settings has found them.
  ///   - firstAdded: the row of the first face that was added.
  ///   - progress: told now and then which share is done on this rank, 0…1.
  /// - Returns: for each of this rank's faces its most similar others, best first and of equal ones the first,
  ///   fewer than `k` and none below `minSimilarity`.
  public func neighbors(
    of faces: Shards, known edges: DirectedEdges, firstAdded: Int, world: Communicator,
    progress: (Double) -> Void = { _ in }
  ) throws(MPIError) -> NeighborLists {
    try faces.synchronize()
    let layout = faces.layout
    let own = layout.range(of: world.rank)
    let lists = CandidateLists(
      rowCount: own.count, capacity: settings.k - 1, minSimilarity: settings.minSimilarity)
    insert(edges, into: lists, firstFace: own.lowerBound)
    let parts = parts(of: faces.rowsAsGiven(of: world.rank), own, firstAdded: firstAdded)
    let nobody = CandidateLists(rowCount: parts.added.rows.count, capacity: 0) { _ in .infinity }
    let atATime = QuerySearch.queriesAtATime(k: settings.k, ranks: world.size)
    for start in stride(from: firstAdded, to: layout.faces, by: atATime) {
      let batch = start..<min(start + atATime, layout.faces)
      let values = try faces.rowsAsGiven(of: world.rank)
        .gathered(Array(batch), layout: layout, world: world)
      // One more than a face may have: itself.
      let found = CandidateLists(
        rowCount: batch.count, capacity: settings.k, minSimilarity: settings.minSimilarity)
      values.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress else { return }
        let visitors = FaceRows(
          values: values, count: batch.count, dimension: faces.own.dimension,
          firstFace: batch.lowerBound)
        parts.known.compare(lists, with: visitors, found)
        parts.added.compare(nobody, with: visitors, found)
      }
      let arrived = try QuerySearch.send(found, of: batch, layout: layout, world: world)
      for (face, neighbor) in arrived where face != Int(neighbor.index) {
        lists.insert(neighbor, row: face - own.lowerBound)
      }
      progress(
        Double(batch.upperBound - firstAdded) / Double(layout.faces - firstAdded))
    }
    return NeighborLists(lists, firstFace: own.lowerBound)
  }

  /// Puts known neighbors into the lists of this rank's faces.
  private func insert(_ edges: DirectedEdges, into lists: CandidateLists, firstFace: Int) {
    let pieces = (0...settings.threads).map { edges.count * $0 / settings.threads }
    Workers(count: settings.threads).forEach(settings.threads) { piece, _ in
      for edge in pieces[piece]..<pieces[piece + 1] {
        lists.insert(
          Neighbor(index: edges.targets[edge], similarity: edges.weights[edge]),
          row: Int(edges.sources[edge]) - firstFace)
      }
    }
  }

  /// The rows of this rank that are known, and those that were added, ready to be compared.
  private func parts(
    of rows: FaceRows, _ own: Range<Int>, firstAdded: Int
  ) -> (known: BlockSearch, added: BlockSearch) {
    let known = own.clamped(to: 0..<firstAdded).count
    func search(_ places: Range<Int>) -> BlockSearch {
      BlockSearch(
        rows: FaceRows(
          values: rows[places.lowerBound], count: places.count, dimension: rows.dimension,
          firstFace: own.lowerBound + places.lowerBound),
        keeping: KeptPairs(minSimilarity: settings.minSimilarity, perFace: settings.k),
        threads: settings.threads, kernel: settings.kernel)
    }
    return (search(0..<known), search(known..<own.count))
  }
}

extension BlockSearch {
  /// Compares all rows with some faces, and fills the lists of both.
  fileprivate func compare(
    _ lists: CandidateLists, with faces: FaceRows, _ listsOfFaces: CandidateLists
  ) {
    let all = 0..<faces.count
    compare(
      PairRectangle(rows: 0..<rows.count, columns: all), lists, with: columns(faces, all),
      listsOfFaces
    ) { _ in }
  }
}
