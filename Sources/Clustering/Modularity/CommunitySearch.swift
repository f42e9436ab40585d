import Randomness
import Threads

/// The search for communities of the best objective: moves of nodes, and the same again of what has become
/// one node, as Louvain or, with refinement, as Leiden.
struct CommunitySearch {
  let graph: CommunityGraph
  let penalty: Double
  /// Whether only parts of communities that hold together well become one node.
  let refines: Bool
  let workers: Workers

  /// The search ends earlier where nothing moves any more.
  private static let mostRounds = 10

  /// - Returns: the community of each node of the graph, numbered from 0 in the order of their first
  ///   nodes, and how often the search began anew from what it had found.
  func communities(seed: UInt64, progress: (Double) -> Void) -> (communities: [UInt32], rounds: Int)
  {
    var random = SplitMix64(seed: seed)
    var communities = [UInt32](0..<UInt32(graph.count))
    // Louvain does not begin anew.
    let mostRounds = refines ? Self.mostRounds : 1
    let sums = (0..<workers.count).map { _ in NeighborSums(groups: graph.count) }
    for round in 1...mostRounds {
      let hasMoved = run(from: &communities, &random, sums)
      progress(Double(round) / Double(mostRounds))
      if !hasMoved { return (communities, round) }
    }
    return (communities, mostRounds)
  }

  /// All levels once.
  private func run(
    from communities: inout [UInt32], _ random: inout SplitMix64, _ sums: [NeighborSums]
  ) -> Bool {
    var level = graph
    // The node of the level that each node of the graph has become part of.
    var nodes = [UInt32](0..<UInt32(graph.count))
    var own = communities
    var hasMoved = false
    while true {
      let moves = CommunityMoves(graph: level, penalty: penalty, workers: workers, sums: sums)
      let moved = moves.move(&own, &random)
      hasMoved = hasMoved || moved
      let communityCount = Self.number(&own)
      guard communityCount < level.count, moved || refines else { break }
      var parts = refines ? Refinement.parts(of: own, in: moves, &random) : own
      var partCount = Self.number(&parts)
      if partCount == level.count {
        // Refinement has left everything single: go on as Louvain does.
        (parts, partCount) = (own, communityCount)
      }
      var ofParts = [UInt32](repeating: 0, count: partCount)
      for node in 0..<level.count { ofParts[Int(parts[node])] = own[node] }
      for node in nodes.indices { nodes[node] = parts[Int(nodes[node])] }
      level = level.merged(parts, count: partCount, sums, workers)
      own = ofParts
    }
    for node in nodes.indices { communities[node] = own[Int(nodes[node])] }
    Self.number(&communities)
    return hasMoved
  }

  /// Numbers groups from 0 in the order of their first nodes; returns how many there are.
  @discardableResult
  private static func number(_ groups: inout [UInt32]) -> Int {
    var numbers = [UInt32](repeating: .max, count: groups.count)
    var next: UInt32 = 0
    for node in groups.indices {
      let group = Int(groups[node])
      if numbers[group] == .max {
        numbers[group] = next
        next += 1
      }
      groups[node] = numbers[group]
    }
    return Int(next)
  }
}
