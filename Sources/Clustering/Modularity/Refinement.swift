import Randomness
import Threads

/// Cuts communities into parts that hold together well: from single nodes on, those that are well
/// connected with the rest of their community join the best part that is, too.
///
/// What is in one community does not matter to another, so each is one thread's.
struct Refinement {
  private let graph: CommunityGraph
  private let penalty: Double
  private let communities: [UInt32]
  /// The mass of each community.
  private let totals: [Double]
  // Of each part: its mass, its weight of edges to the rest of its community, and its nodes. A part has
  // the number of one of its nodes.
  private let masses: UnsafeMutablePointer<Double>
  private let outward: UnsafeMutablePointer<Double>
  private let sizes: UnsafeMutablePointer<UInt32>
  private let parts: UnsafeMutablePointer<UInt32>

  /// Communities that a thread takes at a time.
  private static let communitiesAtOnce = 16

  /// - Returns: the part of each node.
  static func parts(
    of communities: [UInt32], in moves: CommunityMoves, _ random: inout SplitMix64
  ) -> [UInt32] {
    let count = moves.graph.count
    var (masses, outward) = (moves.graph.masses, [Double](repeating: 0, count: count))
    var sizes = [UInt32](repeating: 1, count: count)
    var parts = [UInt32](0..<UInt32(count))
    let members = GroupMembers(communities, count: count, order: random.shuffled(count))
    masses.withUnsafeMutableBufferPointer { masses in
      outward.withUnsafeMutableBufferPointer { outward in
        sizes.withUnsafeMutableBufferPointer { sizes in
          parts.withUnsafeMutableBufferPointer { parts in
            guard count > 0 else { return }
            // Each community has nodes of its own.
            nonisolated(unsafe) let refinement = Refinement(
              graph: moves.graph, penalty: moves.penalty, communities: communities,
              totals: totals(of: communities, moves.graph), masses: masses.baseAddress!,
              outward: outward.baseAddress!, sizes: sizes.baseAddress!, parts: parts.baseAddress!)
            moves.workers.forEach(0..<count, by: communitiesAtOnce) { part, _, worker in
              for community in part { refinement.refine(members[community], moves.sums[worker]) }
            }
          }
        }
      }
    }
    return parts
  }

  private static func totals(of communities: [UInt32], _ graph: CommunityGraph) -> [Double] {
    var totals = [Double](repeating: 0, count: graph.count)
    for node in 0..<graph.count { totals[Int(communities[node])] += graph.masses[node] }
    return totals
  }

  /// Joins the nodes of a community, one after another.
  private func refine(_ members: ArraySlice<UInt32>, _ sums: NeighborSums) {
    guard let first = members.first else { return }
    let community = communities[Int(first)]
    let total = totals[Int(community)]
    for node in members {
      outward[Int(node)] = graph.row(Int(node)).reduce(0.0) { sum, entry in
        communities[Int(graph.targets[entry])] == community ? sum + graph.weights[entry] : sum
      }
    }
    for node in members.lazy.map(Int.init) {
      guard parts[node] == node, sizes[node] == 1, isWellConnected(node, total) else { continue }
      sums.clear()
      let near = sums[
        sums.add(edgesOf: CollectionOfOne(UInt32(node)), in: graph) { other in
          communities[other] == community ? parts[other] : nil
        }]
      var best: (sum: GroupSum, gain: Double)?
      for sum in near where isWellConnected(Int(sum.group), total) {
        let gain = sum.weight - penalty * masses[node] * masses[Int(sum.group)]
        if gain > (best?.gain ?? 0) + CommunityMoves.leastGain { best = (sum, gain) }
      }
      if let best { join(node, best.sum) }
    }
  }

  private func join(_ node: Int, _ best: GroupSum) {
    let part = Int(best.group)
    outward[part] += outward[node] - 2 * best.weight
    masses[part] += masses[node]
    sizes[part] += 1
    sizes[node] = 0
    parts[node] = best.group
  }

  private func isWellConnected(_ part: Int, _ total: Double) -> Bool {
    outward[part] >= penalty * masses[part] * (total - masses[part])
  }
}
