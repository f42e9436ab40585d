/// What the ranks of a distributed search tell each other. All ranks make the same calls in the same
/// order.
public protocol RankExchange {
  /// This rank's number, from 0.
  var rank: Int { get }
  var size: Int { get }

  /// The elements of all ranks, in the order of the ranks.
  func allGather<Element: BitwiseCopyable>(_ mine: [Element]) throws -> [Element]

  /// Sends element list r to rank r; returns what the ranks sent to this one, in their order.
  func allToAll<Element: BitwiseCopyable>(_ lists: [[Element]]) throws -> [[Element]]
}
