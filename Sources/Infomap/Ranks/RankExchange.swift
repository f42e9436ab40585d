/// The means by which the ranks of a distributed search talk to each other. All ranks make the same calls in the same
/// order.
public protocol RankExchange {
  /// This rank's number, from 0.
  var rank: Int { get }
  /// How many ranks there are.
  var size: Int { get }

  /// Gathers the elements of all ranks, which may be differently many, in the order of the ranks.
  func allGather<Element: BitwiseCopyable>(_ mine: [Element]) throws -> [Element]

  /// Sends element list r to rank r; returns what the ranks sent to this one, in their order.
  func allToAll<Element: BitwiseCopyable>(_ lists: [[Element]]) throws -> [[Element]]
}
