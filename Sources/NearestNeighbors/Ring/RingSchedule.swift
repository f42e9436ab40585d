/// Which shards meet on which rank, and when, so that every two faces are compared exactly once.
///
/// At step s = 0 … P/2 rank r compares its own shard with that of rank r + s (mod P), which visits
/// it. Similarity is symmetric, so the result serves both. With P even the last step would compare
/// every two shards twice, once on each of their ranks; there the rank with the lower number takes
/// the first half of its rows and the other rank the second half of the visitor's.
package struct RingSchedule: Equatable, Sendable {
  package let rank: Int
  package let size: Int

  package init(rank: Int, size: Int) {
    self.rank = rank
    self.size = size
  }

  /// The steps after the own shard has been compared with itself.
  package var steps: ClosedRange<Int>? { size > 1 ? 1...(size / 2) : nil }

  /// The rank whose shard visits this one at a step.
  package func visitor(at step: Int) -> Int { (rank + step) % size }

  /// The rank that this rank's shard visits at a step.
  package func host(at step: Int) -> Int { (rank + size - step) % size }

  /// The part of the own shard and the part of the visitor's to compare at a step.
  package func parts(at step: Int, ownCount: Int, visitorCount: Int) -> (
    own: Range<Int>, visitor: Range<Int>
  ) {
    let metTwice = size % 2 == 0 && step == size / 2
    if !metTwice { return (0..<ownCount, 0..<visitorCount) }
    if rank < visitor(at: step) { return (0..<ownCount / 2, 0..<visitorCount) }
    return (0..<ownCount, visitorCount / 2..<visitorCount)
  }
}
