/// Fixed blocks of nodes with near numbers. Ranks have whole blocks, so that what is done block by block
/// does not depend on the number of ranks.
enum NodeBlocks {
  /// The number of nodes in a block; the last one of a network may have fewer.
  static let size = 16384

  /// The first node of each rank when each has about as many blocks; one more element than ranks.
  static func begins(nodeCount: Int, ranks: Int) -> [Int] {
    let blocks = (nodeCount + size - 1) / size
    return (0...ranks).map { min(nodeCount, blocks * $0 / ranks * size) }
  }
}
