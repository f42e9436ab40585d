/// How the rows of the input are spread over the ranks: consecutive ranges whose sizes differ by
/// at most one. With fewer rows than ranks the last ranks have none.
public struct ShardLayout: Equatable, Sendable {
  /// The number of faces of all shards.
  public let faces: Int
  /// The number of ranks, each of which has a shard.
  public let ranks: Int

  /// The layout of so many faces on so many ranks.
  public init(faces: Int, ranks: Int) {
    precondition(faces >= 0 && ranks > 0)
    self.faces = faces
    self.ranks = ranks
  }

  /// The rows of a rank.
  public func range(of rank: Int) -> Range<Int> {
    let (size, rest) = faces.quotientAndRemainder(dividingBy: ranks)
    let start = rank * size + min(rank, rest)
    return start..<start + size + (rank < rest ? 1 : 0)
  }

  /// The rank of a row.
  public func rank(of row: Int) -> Int {
    let (size, rest) = faces.quotientAndRemainder(dividingBy: ranks)
    let longer = rest * (size + 1)
    return row < longer ? row / (size + 1) : rest + (row - longer) / size
  }

  /// The number of rows of each rank.
  public var counts: [Int] { (0..<ranks).map { range(of: $0).count } }
}
