import CMemory
import Embeddings
import MPI

/// Which faces of this rank are in which cluster. Clusters are numbered by falling size, so those of
/// two faces and more come first; only these are listed here, for a face alone is like no other.
package struct ClusterMembers {
  /// The cluster of each face of this rank, listed or not; ``none`` for a face that is in no cluster.
  let labels: [UInt32]
  /// The size of each listed cluster over all ranks.
  package let sizes: [UInt32]
  /// The rows of this rank that are in listed clusters, by cluster and then by row.
  let rows: [UInt32]
  /// Where each listed cluster starts in `rows`, and the end.
  private let starts: [UInt32]
  /// The number in the whole input of row 0.
  let firstFace: Int

  /// What stands for a face that is in no cluster.
  package static let none = UInt32.max
  /// The least size of a listed cluster.
  package static let leastSize = 2
  /// The bytes of a listed cluster, its size and where it starts, on every rank, and as rows are sorted.
  static let bytesOfCluster = 3 * MemoryLayout<UInt32>.size

  /// Spreads the clusters of all faces over the ranks. Collective.
  ///
  /// - Parameter labels: on rank 0, the cluster of each face by falling size, negative for a face that is
  ///   in none; ignored elsewhere.
  package init(labels: [Int], layout: ShardLayout, world: Communicator) throws(MPIError) {
    let isRoot = world.rank == 0
    var sizes: [UInt32] = []
    if isRoot {
      sizes = [UInt32](repeating: 0, count: (labels.max() ?? -1) + 1)
      for label in labels where label >= 0 { sizes[label] += 1 }
      sizes.removeLast(sizes.count - sizes.prefix { $0 >= Self.leastSize }.count)
    }
    let parts =
      isRoot
      ? RankParts(
        labels.map { $0 < 0 ? Self.none : UInt32($0) }, counts: layout.counts) : nil
    self.init(
      own: try world.scatter(varying: parts, from: 0),
      sizes: try world.broadcast(sizes, from: 0),
      firstFace: layout.range(of: world.rank).lowerBound)
  }

  /// The members among some rows.
  ///
  /// - Parameters:
  ///   - labels: the cluster of each row.
  ///   - sizes: of the listed clusters, over all ranks.
  init(own labels: [UInt32], sizes: [UInt32], firstFace: Int) {
    self.labels = labels
    self.sizes = sizes
    self.firstFace = firstFace
    var starts = [UInt32](repeating: 0, count: sizes.count + 1)
    for label in labels where label < sizes.count { starts[Int(label) + 1] += 1 }
    for cluster in sizes.indices { starts[cluster + 1] += starts[cluster] }
    var next = starts
    var rows = [UInt32](repeating: 0, count: Int(starts.last!))
    for (row, label) in labels.enumerated() where label < sizes.count {
      rows[Int(next[Int(label)])] = UInt32(row)
      next[Int(label)] += 1
    }
    (self.rows, self.starts) = (rows, starts)
  }

  /// The rows of this rank that are in a listed cluster.
  func rows(of cluster: Int) -> ArraySlice<UInt32> { rows[places(of: cluster)] }

  private func places(of cluster: Int) -> Range<Int> {
    Int(starts[cluster])..<Int(starts[cluster + 1])
  }

  /// All rows of this rank: those in listed clusters, by cluster, then the others.
  var rowsByCluster: [UInt32] {
    rows + labels.indices.lazy.filter { labels[$0] >= sizes.count }.map { UInt32($0) }
  }

  /// Calls `body` with the rows of this rank that are in a listed cluster, and their values. They lie anywhere, so those
  /// that follow are asked for meanwhile, be it of the next cluster.
  func forEachRow(
    of cluster: Int, in faces: EmbeddingMatrix, _ body: (Int, UnsafePointer<Float>) -> Void
  ) {
    for place in places(of: cluster) {
      let soon = place + Self.askedAhead
      if soon < rows.count {
        prefetch(
          faces.values + Int(rows[soon]) * faces.dimension,
          faces.dimension * MemoryLayout<Float>.stride)
      }
      let row = Int(rows[place])
      body(row, UnsafePointer(faces.values + row * faces.dimension))
    }
  }

  /// How many rows ahead a row is asked for.
  private static let askedAhead = 2

  /// The listed clusters in pieces that need so many bytes each at most, or are of one cluster.
  func batches(dimension: Int, bytes: Int) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var (start, load) = (0, 0)
    for (cluster, size) in sizes.enumerated() {
      // Its sum, and the rows of the members that stand for it.
      let more =
        dimension
        * (MemoryLayout<Int>.size + min(Int(size), PairSample.mostMembers)
          * MemoryLayout<Float>.size)
      if load > 0, load + more > bytes {
        batches.append(start..<cluster)
        (start, load) = (cluster, 0)
      }
      load += more
    }
    if start < sizes.count { batches.append(start..<sizes.count) }
    return batches
  }
}
