import Embeddings
import MPI

/// The rows of all ranks as a ring compares them: as they were given, or in an order in which faces
/// alike follow each other.
struct RingFaces {
  let shards: Shards
  /// The order that the faces were brought into; nil: they are where they were given.
  let order: FaceOrder?

  /// Faces where they were given.
  init(asGiven shards: Shards) {
    self.shards = shards
    order = nil
  }

  /// Brings the faces into order, after which the shards hold other rows than those given; faces that
  /// do not fall apart into cells stay where they are. Collective.
  ///
  /// - Parameters:
  ///   - isApproximate: the order is that of an approximate search (see `FaceOrder`).
  ///   - progress: told now and then which share is done, 0…1.
  init(
    reordering shards: Shards, isApproximate: Bool, world: Communicator, settings: SearchSettings,
    cost: inout SearchCost, progress: (Double) -> Void
  ) throws(MPIError) {
    self.shards = shards
    order = try FaceOrder(
      reordering: shards, isApproximate: isApproximate, world: world, settings: settings,
      cost: &cost, progress: progress)
  }

  /// The rows of a rank, in a matrix that holds its shard.
  func rows(in matrix: EmbeddingMatrix, of rank: Int) -> FaceRows {
    let range = shards.layout.range(of: rank)
    return FaceRows(
      values: matrix.values, count: range.count, dimension: matrix.dimension,
      firstFace: range.lowerBound,
      numbers: order.map { UnsafePointer($0.faces + range.lowerBound) })
  }

  /// The first row of each group of a rank's faces, then their number; nil without an order.
  func groupStarts(of rank: Int) -> [Int]? {
    order?.groups.starts(in: shards.layout.range(of: rank))
  }
}
