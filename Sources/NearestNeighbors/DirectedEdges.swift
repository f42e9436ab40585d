/// The directed edges face -> neighbor with the similarity as weight, sorted by source, then by
/// falling weight, then by target.
///
/// Edges of consecutive shards, one after another, are in that order again.
public struct DirectedEdges: Sendable, Equatable {
  public let sources: [UInt32]
  public let targets: [UInt32]
  public let weights: [Float]

  public var count: Int { sources.count }

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
