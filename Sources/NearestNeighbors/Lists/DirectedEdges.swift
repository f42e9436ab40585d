/// The directed edges face -> neighbor with the similarity as weight, sorted by source, then by
/// falling weight, then by target.
///
/// Edges of consecutive shards, one after another, are in that order again.
public struct DirectedEdges: Sendable, Equatable {
  /// The face that each edge leaves, rising.
  public private(set) var sources: [UInt32]
  /// The face that each edge leads to.
  public private(set) var targets: [UInt32]
  /// The similarity of the two, falling among the edges of one source.
  public private(set) var weights: [Float]

  /// The number of edges.
  public var count: Int { sources.count }

  /// Edges that are in the order already.
  package init(sources: [UInt32], targets: [UInt32], weights: [Float]) {
    self.sources = sources
    self.targets = targets
    self.weights = weights
  }

  /// Whether the edges are sorted by source, then by falling weight, then by target, with none from a
  /// face to itself and none twice.
  package var isInOrder: Bool {
    for edge in 0..<count where sources[edge] == targets[edge] { return false }
    return (0..<count).dropFirst().allSatisfy { edge in
      let before = edge - 1
      return (sources[before], -weights[before], targets[before])
        < (sources[edge], -weights[edge], targets[edge])
    }
  }

  /// Adds edges that come after these in the order.
  package mutating func append(_ other: DirectedEdges) {
    sources += other.sources
    targets += other.targets
    weights += other.weights
  }

  /// One edge for every entry of the lists.
  ///
  /// The search has already left out faces below the least similarity and the face itself.
  public init(_ lists: NeighborLists) {
    var sources: [UInt32] = []
    sources.reserveCapacity(lists.neighbors.count)
    for row in 0..<lists.count {
      sources.append(
        contentsOf: repeatElement(UInt32(lists.firstFace + row), count: lists[row].count))
    }
    self.sources = sources
    targets = lists.neighbors.map(\.index)
    weights = lists.neighbors.map(\.similarity)
  }
}
