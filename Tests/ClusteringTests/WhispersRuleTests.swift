import Clustering
import Randomness
import Testing

/// Chinese Whispers against a plain loop.
@Suite struct WhispersRuleTests {
  private static let subRounds: UInt64 = 8

  /// A graph of few weights, whose sums are exact and often equal.
  private static func graph(seed: UInt64) -> NeighborGraph {
    var numbers = SplitMix64(seed: seed)
    let edges = (0..<300).flatMap { node in
      (0..<4).map { _ in
        let other = (node + 1 + Int(numbers.next() % 20)) % 300
        return (
          source: UInt32(node), target: UInt32(other),
          weight: [0.25, 0.5, 0.75][Int(numbers.next() % 3)] as Float
        )
      }
    }
    return NeighborGraph(nodeCount: 300, edges: edges)
  }

  /// The label with the largest sum among the neighbors of a face, of equal ones the smallest, or the largest.
  private static func heaviest(
    _ neighbors: [(face: Int, weight: Double)], _ labels: [UInt32], smallestOfEqual: Bool
  ) -> UInt32 {
    var sums: [UInt32: Double] = [:]
    for neighbor in neighbors { sums[labels[neighbor.face], default: 0] += neighbor.weight }
    let most = sums.values.max()!
    let best = sums.filter { $0.value == most }.keys
    return smallestOfEqual ? best.min()! : best.max()!
  }

  private static func labels(
    of graph: NeighborGraph, passes: Int, seed: UInt64, smallestOfEqual: Bool
  ) -> [UInt32] {
    let near = graph.union()
    let neighbors = (0..<near.nodeCount).map { face in
      var all: [(face: Int, weight: Double)] = []
      near.forEachNeighbor(of: face) { all.append(($0, Double($1))) }
      return all
    }
    var labels = (0..<near.nodeCount).map { UInt32($0) }
    for pass in 0..<passes {
      let key = SplitMix64.mixed(SplitMix64.mixed(seed) ^ UInt64(pass))
      for round in 0..<subRounds {
        let before = labels
        for face in 0..<near.nodeCount
        where !neighbors[face].isEmpty
          && SplitMix64.mixed(key ^ UInt64(face)) % subRounds == round
        {
          labels[face] = heaviest(neighbors[face], before, smallestOfEqual: smallestOfEqual)
        }
      }
    }
    return labels
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func labelsAreThoseOfAPlainLoop(seed: UInt64) {
    let graph = Self.graph(seed: seed + 100)
    func expected(smallestOfEqual: Bool) -> [UInt32] {
      Self.labels(of: graph, passes: 20, seed: seed, smallestOfEqual: smallestOfEqual)
    }
    let found = ChineseWhispers(iterations: 20, seed: seed).clusters(of: graph, threads: 2) { _ in }
    #expect(found.labels == expected(smallestOfEqual: true))
    // Ties decide what is found here.
    #expect(found.labels != expected(smallestOfEqual: false))
  }
}
