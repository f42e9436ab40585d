import Embeddings
import MPI

/// The centers of buckets, the same on all ranks: k-means on some of the faces.
///
/// A center is the direction of the mean of the sampled faces that were nearest to it, so that many
/// faces of the same identity are nearest to the same one. Nearest is meant by `Similarity`, found with
/// the exact search, so that the centers depend on nothing but the faces.
struct BucketCenters {
  /// One after another.
  private var values: [Float]
  let count: Int
  private let dimension: Int

  /// What centers may cost.
  struct Effort {
    let centers: Int
    /// Sampled faces per center.
    let facesPerCenter: Int
    let iterations: Int
  }

  /// - Parameters:
  ///   - assigner: a search among the own rows, whose encoding suits the faces.
  ///   - progress: told now and then which share is done, 0…1.
  init(
    of rows: FaceRows, layout: ShardLayout, world: Communicator, assigner: BlockSearch,
    effort: Effort, progress: (Double) -> Void = { _ in }
  ) throws(MPIError) {
    let (faces, dimension) = (layout.faces, rows.dimension)
    let count = max(1, min(faces, effort.centers))
    self.dimension = dimension
    self.count = count
    // Every rank has its own part of the sample only.
    let sampleSize = min(faces, effort.facesPerCenter * count)
    let shuffle = RowPermutation(count: faces, seed: 0)
    let own = layout.range(of: world.rank)
    let mine = (0..<own.count).filter { shuffle.row(at: own.lowerBound + $0) < sampleSize }
      .map { UInt32($0) }
    let sample = rows.copied(mine, columns: 0..<dimension)
    // At first every so many of the sampled faces is a center.
    let before = try world.exclusiveScan(mine.count, with: .sum, identity: 0)
    let firstCenters = (0..<count).map { $0 * sampleSize / count - before }
      .filter(mine.indices.contains).map { mine[$0] }
    values = try world.allGather(varying: rows.copied(firstCenters, columns: 0..<dimension))
      .elements
    for iteration in 0..<effort.iterations {
      var sums = FaceSums(count: count, dimension: dimension)
      sample.withUnsafeBufferPointer { sample in
        let part = FaceRows(
          // Not read where there are none.
          values: sample.baseAddress ?? rows.values, count: mine.count, dimension: dimension,
          firstFace: 0)
        let nearest = nearest(
          to: BlockSearch(rows: part, like: assigner, threads: assigner.threads)
        ) { progress((Double(iteration) + $0) / Double(effort.iterations)) }
        for (face, center) in nearest.enumerated() { sums.add(part[face], to: Int(center)) }
      }
      try move(to: sums, world: world)
    }
  }

  /// Moves the centers to the means of faces whose sums are spread over the ranks. Collective.
  private mutating func move(to sums: FaceSums, world: Communicator) throws(MPIError) {
    // Each rank does it for a part of the centers.
    let parts = ShardLayout(faces: count, ranks: world.size)
    let counts = parts.counts.map { $0 * dimension }
    let own = parts.range(of: world.rank)
    let arrived = try world.allToAll(varying: RankParts(sums.values, counts: counts))
    var total = FaceSums(count: own.count, dimension: dimension)
    for part in arrived { total.add(part) }
    var moved = Array(values[own.lowerBound * dimension..<own.upperBound * dimension])
    moved.withUnsafeMutableBufferPointer { moved in
      for center in 0..<own.count {
        // A center without faces stays where it is.
        total.writeDirection(of: center, to: moved.baseAddress! + center * dimension)
      }
    }
    values = try world.allGather(varying: moved, counts: counts)
  }

  /// The center that is nearest to each of the rows of a search.
  ///
  /// - Parameter progress: told now and then which share is done, 0…1.
  func nearest(
    to block: BlockSearch, progress: (Double) -> Void = { _ in }
  ) -> [UInt32] {
    // Most faces are this near to some center, which rules out nearly all others.
    var nearest = nearest(to: block, leastSimilarity: 0.4, progress)
    let others = nearest.indices.filter { nearest[$0] == nil }.map { UInt32($0) }
    for start in stride(from: 0, to: others.count, by: Self.othersAtATime) {
      let batch = Array(others[start..<min(start + Self.othersAtATime, others.count)])
      let faces = block.rows.copied(batch, columns: 0..<dimension)
      faces.withUnsafeBufferPointer { faces in
        let rows = FaceRows(
          values: faces.baseAddress!, count: batch.count, dimension: dimension, firstFace: 0)
        let found = self.nearest(
          to: BlockSearch(rows: rows, like: block, threads: block.threads), leastSimilarity: -2
        ) { _ in }
        for (row, center) in zip(batch, found) { nearest[Int(row)] = center }
      }
    }
    return nearest.map { $0! }
  }

  /// So few that their copies need little memory.
  private static let othersAtATime = 1 << 15

  /// The nearest centers of those rows that are near enough to one.
  private func nearest(
    to block: BlockSearch, leastSimilarity: Float, _ progress: (Double) -> Void
  ) -> [UInt32?] {
    let rows = block.rows.count
    let lists = CandidateLists(rowCount: rows, capacity: 1) { _ in leastSimilarity }
    let nobody = CandidateLists(rowCount: count, capacity: 0) { _ in .infinity }
    values.withUnsafeBufferPointer { values in
      let centers = FaceRows(
        values: values.baseAddress!, count: count, dimension: dimension, firstFace: 0)
      // Few at first: what a list has learned rules out most of the others.
      var first = 0
      while first < count {
        let part = first..<min(max(2 * first, Self.centersAtFirst), count)
        block.compare(0..<rows, lists, with: block.columns(centers, part), part, nobody) {
          progress(Double(rows * first + $0) / Double(rows * count))
        }
        first = part.upperBound
      }
    }
    return (0..<rows).map { lists.neighbors($0).first?.index }
  }

  private static let centersAtFirst = 16
}
