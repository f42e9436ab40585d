import Embeddings
import MPI

/// The rows of this rank, and, where all ranks share a node, those of the others, in one copy: then
/// shards need not travel.
public final class Shards: @unchecked Sendable {
  /// This rank's rows; none once they are given back.
  public private(set) var own: EmbeddingMatrix
  /// Which faces each rank has.
  public let layout: ShardLayout
  /// Whether a search has put other faces in the place of those given.
  private(set) var areReordered = false
  /// The rows of all ranks; nil: shards travel.
  private let all: NodeSharedArray<Float>?

  /// Memory for the shards, zeros at first. Collective.
  ///
  /// - Parameter inPlace: whether all ranks have them in memory that they share, where they can (see
  ///   `canBeInPlace`); alike on all ranks.
  public init(
    layout: ShardLayout, dimension: Int, nodes: NodeTopology, inPlace: Bool
  ) throws(MPIError) {
    self.layout = layout
    guard inPlace else {
      all = nil
      own = EmbeddingMatrix(
        rows: layout.range(of: nodes.all.rank).count, dimension: dimension)
      return
    }
    precondition(nodes.nodeCount == 1)
    let all = try NodeSharedArray<Float>(
      uninitializedCount: layout.faces * dimension, on: nodes.node)
    self.all = all
    own = Self.matrix(of: nodes.all.rank, in: all, layout, dimension: dimension)
  }

  /// Whether there are several ranks, all on one node, whose shared memory has room for all rows and
  /// for what bringing them into order needs there. The same on all ranks. Collective.
  public static func canBeInPlace(
    layout: ShardLayout, dimension: Int, settings: SearchSettings, nodes: NodeTopology
  ) throws(MPIError) -> Bool {
    guard nodes.nodeCount == 1, nodes.node.size > 1 else { return false }
    let bytes = layout.faces * dimension * MemoryLayout<Float>.size
    return try nodes.node.hasSharedMemory(
      for: bytes + settings.sharedOrderBytes(faces: layout.faces, dimension: dimension))
  }

  /// Whether the rows of other ranks can be read in place.
  public var areInPlace: Bool { all != nil }

  /// Whether the rows of all ranks can be read in place, or this rank has them all.
  var areWithinReach: Bool { areInPlace || layout.ranks == 1 }

  /// A row of any rank; only within reach.
  func row(_ row: Int) -> UnsafeMutablePointer<Float> {
    precondition(areWithinReach)
    return (all?.pointer ?? own.values) + row * own.dimension
  }

  /// The rows of any rank, in place; nil where shards travel.
  func shard(of rank: Int) -> EmbeddingMatrix? {
    all.map { Self.matrix(of: rank, in: $0, layout, dimension: own.dimension) }
  }

  private static func matrix(
    of rank: Int, in all: NodeSharedArray<Float>, _ layout: ShardLayout, dimension: Int
  ) -> EmbeddingMatrix {
    let range = layout.range(of: rank)
    return EmbeddingMatrix(
      rows: range.count, dimension: dimension, at: all.pointer + range.lowerBound * dimension,
      of: all)
  }

  /// The rows of a rank that its matrix holds, at their places in the whole input.
  ///
  /// - Precondition: no search has put other faces in their place.
  package func rowsAsGiven(of rank: Int) -> FaceRows {
    precondition(!areReordered, "a search has put other faces in the place of these")
    return FaceRows(own, firstFace: layout.range(of: rank).lowerBound)
  }

  /// Notes that from now on the rows are no longer those that were given.
  func willBeReordered() { areReordered = true }

  /// Makes what each rank has written to its rows visible to the others. Collective.
  func synchronize() throws(MPIError) { try all?.synchronize() }

  /// Gives the memory of the rows back, also while somebody still holds the shards: they cannot be used any more.
  /// Collective.
  public func free() throws(MPIError) {
    own = EmbeddingMatrix(rows: 0, dimension: own.dimension)
    try all?.free()
  }
}
