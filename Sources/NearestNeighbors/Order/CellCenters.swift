import Embeddings
import MPI

/// The centers of the coarse cells of the faces, the same on all ranks: k-means on some of the faces.
///
/// A center is the direction of the mean of the sampled faces that were nearest to it, so that many
/// faces of the same identity are nearest to the same one. Nearest is meant by `Similarity`, found with
/// the exact search, so that the centers depend on nothing but the faces.
struct CellCenters {
  let count: Int
  private let dimension: Int
  /// The centers, `dimension` floats each, one after another.
  private let values: UnsafeMutablePointer<Float>
  private let block: MemoryBlock
  /// The memory of the values if there is one copy for all ranks: where rows are in place.
  private let shared: NodeSharedArray<Float>?

  /// What centers may cost. More of it takes longer than the smaller number of groups saves, and
  /// every rank has all centers in memory.
  struct Effort {
    let centers: Int
    /// Sampled faces per center.
    let facesPerCenter = 16
    let iterations = 2

    /// The most centers of any search: every rank has all of them, twice while they move.
    private static let mostCenters = 20_000
    /// Centers for the fourth root of the cube of the number of faces.
    private static let centersPerPower = 0.225
    /// The most centers of an approximate search, or so many for the square root of the number of faces, if more.
    private static let mostApproximateCenters = 10_000
    private static let centersPerRoot = 3.5

    /// What pays for so many faces: measured on generated faces, 20,000 to 2,000,000, for an approximate search to
    /// 10,000,000.
    ///
    /// Comparing faces with centers takes as long as there are centers, dividing the faces of a cell into groups as long
    /// as there are faces in a cell. An exact search gains more by small cells: its groups rule out more.
    init(faces: Int, isApproximate: Bool) {
      // Square roots are the same on every host; the powers of its C library need not be.
      let root = Double(faces).squareRoot()
      let wanted = Int(Self.centersPerPower * root * root.squareRoot())
      let most =
        isApproximate
        ? max(Self.mostApproximateCenters, Int(Self.centersPerRoot * root)) : Self.mostCenters
      centers = min(wanted, most, Self.mostCenters)
    }
  }

  /// Collective.
  ///
  /// - Parameters:
  ///   - rows: those of this rank's shard; shards in place are synchronized.
  ///   - assigner: a search among the own rows, whose encoding suits the faces.
  ///   - progress: told now and then which share is done, 0…1.
  init(
    of rows: FaceRows, _ shards: Shards, world: Communicator, assigner: BlockSearch,
    effort: Effort, progress: (Double) -> Void = { _ in }
  ) throws(MPIError) {
    let (faces, dimension) = (shards.layout.faces, rows.dimension)
    let count = max(1, min(faces, effort.centers))
    self.dimension = dimension
    self.count = count
    // Every rank has its own part of the sample only.
    let sampleSize = min(faces, effort.facesPerCenter * count)
    let shuffle = RowPermutation(count: faces, seed: Self.seeds.ofCenters)
    let own = shards.layout.range(of: world.rank)
    let mine = (0..<own.count).filter { shuffle.row(at: own.lowerBound + $0) < sampleSize }
      .map { UInt32($0) }
    let sample = rows.copied(mine)
    // The rows of the sampled faces of all ranks, where they can be read.
    var sampled: RankParts<UInt32>?
    if shards.areInPlace {
      sampled = try world.allGather(varying: mine.map { UInt32(own.lowerBound) + $0 })
      let memory = try NodeSharedArray<Float>(uninitializedCount: count * dimension, on: world)
      shared = memory
      block = MemoryBlock(
        at: memory.pointer, bytes: MemoryBlock.bytes(memory.count, of: Float.self), of: memory)
    } else {
      shared = nil
      block = MemoryBlock(bytes: MemoryBlock.bytes(count * dimension, of: Float.self))
    }
    values = block.take(count * dimension, of: Float.self)

    // At first every so many of the sampled faces is a center.
    let first = (0..<count).map { $0 * sampleSize / count }
    if let sampled {
      try take(first, of: sampled, shards, world: world)
    } else {
      try take(first, ofOwn: mine, rows, world: world)
    }
    for iteration in 0..<effort.iterations {
      try sample.withRows(dimension: dimension) { (part) throws(MPIError) in
        let nearest = nearest(
          to: BlockSearch(rows: part, like: assigner, threads: assigner.threads)
        ) { progress((Double(iteration) + $0) / Double(effort.iterations)) }
        if let sampled {
          try move(sampled, nearest, shards, world: world)
        } else {
          try move(part, nearest, world: world)
        }
      }
    }
  }

  /// Makes centers of some of the sampled faces of all ranks, whose rows are in place. Collective.
  private func take(
    _ first: [Int], of sampled: RankParts<UInt32>, _ shards: Shards, world: Communicator
  ) throws(MPIError) {
    for center in ShardLayout(faces: count, ranks: world.size).range(of: world.rank) {
      let face = Int(sampled.elements[first[center]])
      self[center].update(from: shards.row(face), count: dimension)
    }
    try shared?.synchronize()
  }

  /// Makes centers of some of the sampled faces, of which each rank sends those that are its own.
  /// Collective.
  private func take(
    _ first: [Int], ofOwn mine: [UInt32], _ rows: FaceRows, world: Communicator
  ) throws(MPIError) {
    let before = try world.exclusiveScan(mine.count, with: .sum, identity: 0)
    let chosen = first.map { $0 - before }.filter(mine.indices.contains)
    set(
      try world.allGather(
        varying: rows.copied(chosen.map { mine[$0] })
      ).elements)
  }

  private subscript(center: Int) -> UnsafeMutablePointer<Float> { values + center * dimension }

  private func set(_ all: [Float]) { values.update(from: all, count: count * dimension) }

  /// Moves the centers to the means of the sampled faces, which are spread over the ranks. Collective.
  ///
  /// - Parameter nearest: the center that is nearest to each of those that this rank has.
  private func move(
    _ faces: FaceRows, _ nearest: [UInt32], world: Communicator
  ) throws(MPIError) {
    var sums = FaceSums(count: count, dimension: dimension)
    for (face, center) in nearest.enumerated() { sums.add(faces[face], to: Int(center)) }
    // Each rank moves a part of the centers.
    let parts = ShardLayout(faces: count, ranks: world.size)
    let counts = parts.counts.map { $0 * dimension }
    let own = parts.range(of: world.rank)
    let arrived = try world.allToAll(varying: RankParts(sums.values, counts: counts))
    var total = FaceSums(count: own.count, dimension: dimension)
    for part in arrived { total.add(part) }
    move(own, to: total)
    let moved = UnsafeBufferPointer(start: self[own.lowerBound], count: own.count * dimension)
    set(try world.allGather(varying: Array(moved), counts: counts))
  }

  /// Moves the centers where the rows of all ranks are in place.
  private func move(
    _ sampled: RankParts<UInt32>, _ nearest: [UInt32], _ shards: Shards, world: Communicator
  ) throws(MPIError) {
    let all = try world.allGather(varying: nearest, counts: sampled.counts)
    let own = ShardLayout(faces: count, ranks: world.size).range(of: world.rank)
    var total = FaceSums(count: own.count, dimension: dimension)
    for (face, center) in zip(sampled.elements, all) where own.contains(Int(center)) {
      total.add(shards.row(Int(face)), to: Int(center) - own.lowerBound)
    }
    move(own, to: total)
    try shared?.synchronize()
  }

  /// Moves some centers to the directions of sums; a center without faces stays where it is.
  private func move(_ centers: Range<Int>, to sums: FaceSums) {
    for (sum, center) in centers.enumerated() { sums.writeDirection(of: sum, to: self[center]) }
  }

  /// Gives memory back that ranks share: the centers cannot be used any more. Collective.
  func free() throws(MPIError) { try shared?.free() }

  /// The center that is nearest to each of the rows of a search.
  ///
  /// - Parameter progress: told now and then which share is done, 0…1.
  func nearest(
    to block: BlockSearch, progress: (Double) -> Void = { _ in }
  ) -> [UInt32] {
    let similar = MostSimilar(of: block, in: rows, count: 1, progress: progress)
    return (0..<block.rows.count).map { similar[$0][0].index }
  }

  /// A center that is nearest to each of the rows of a search, or hardly less near (see `TwoLevelCenters`). Collective.
  ///
  /// - Parameter progress: told now and then which share is done, 0…1.
  func nearlyNearest(
    to block: BlockSearch, of layout: ShardLayout, world: Communicator, kernel: SearchKernel,
    progress: (Double) -> Void
  ) throws(MPIError) -> [UInt32] {
    let shuffle = RowPermutation(count: layout.faces, seed: Self.seeds.ofTrust)
    let members = (0..<min(layout.faces, Self.mostSampled)).map { shuffle.row(at: $0) }.sorted()
    let sample = try block.rows.gathered(members, layout: layout, world: world)
    let hubs = sample.withRows(dimension: dimension) {
      TwoLevelCenters(of: rows, sample: $0, threads: block.threads, kernel: kernel)
    }
    return hubs?.nearest(to: block, progress: progress) ?? nearest(to: block, progress: progress)
  }

  private var rows: FaceRows {
    FaceRows(values: values, count: count, dimension: dimension, firstFace: 0)
  }

  /// Those of no other shuffles: faces that were shuffled by the same ones would be sampled in their earlier order,
  /// which for generated ones is by identities.
  static let seeds: (ofCenters: UInt64, ofTrust: UInt64) = (0x6365_6c6c, 0x6875_6273)
  /// How many faces tell how far centers that are found by hubs can be trusted.
  private static let mostSampled = 1024
}
