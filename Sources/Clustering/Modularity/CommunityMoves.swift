import Randomness

/// The moves of single nodes between communities that raise an objective.
///
/// A community is worth its weight of edges inside, less `penalty` times the square of its mass, halved.
struct CommunityMoves {
  let graph: CommunityGraph
  let penalty: Double

  /// Less is taken for a tie: sums are rounded.
  private static let leastGain = 1e-10

  /// Moves nodes until no move raises the objective (Traag, Waltman, van Eck 2019: only nodes whose
  /// neighbors have moved are looked at again).
  ///
  /// - Returns: whether a node has moved.
  func move(_ communities: inout [UInt32], _ random: inout SplitMix64) -> Bool {
    var masses = [Double](repeating: 0, count: graph.count)
    var sizes = [UInt32](repeating: 0, count: graph.count)
    for node in 0..<graph.count {
      masses[Int(communities[node])] += graph.masses[node]
      sizes[Int(communities[node])] += 1
    }
    var empty = (0..<UInt32(graph.count)).filter { sizes[Int($0)] == 0 }
    var queue = NodeQueue(Self.shuffled(graph.count, &random))
    var sums = GroupSums(count: graph.count)
    var hasMoved = false
    while let node = queue.next() {
      let (own, mass) = (communities[node], graph.masses[node])
      for entry in graph.offsets[node]..<graph.offsets[node + 1] {
        sums.add(graph.weights[entry], to: communities[Int(graph.targets[entry])])
      }
      masses[Int(own)] -= mass
      sizes[Int(own)] -= 1
      var best = (community: own, gain: sums[own] - penalty * mass * masses[Int(own)])
      for community in sums.touched where community != own {
        let gain = sums[community] - penalty * mass * masses[Int(community)]
        if gain > best.gain + Self.leastGain { best = (community, gain) }
      }
      if best.gain < -Self.leastGain, sizes[Int(own)] > 0, let free = empty.last {
        best = (free, 0)
        empty.removeLast()
      }
      sums.clear()
      masses[Int(best.community)] += mass
      sizes[Int(best.community)] += 1
      guard best.community != own else { continue }
      communities[node] = best.community
      if sizes[Int(own)] == 0 { empty.append(own) }
      hasMoved = true
      for entry in graph.offsets[node]..<graph.offsets[node + 1] {
        let other = Int(graph.targets[entry])
        if communities[other] != best.community { queue.add(other) }
      }
    }
    return hasMoved
  }

  /// Cuts communities into parts that hold together well: from single nodes on, those that are well
  /// connected with the rest of their community join the best part that is, too.
  func refine(_ communities: [UInt32], _ random: inout SplitMix64) -> [UInt32] {
    var parts = [UInt32](0..<UInt32(graph.count))
    var totals = [Double](repeating: 0, count: graph.count)
    for node in 0..<graph.count { totals[Int(communities[node])] += graph.masses[node] }
    // Of each part: its mass, its weight of edges to the rest of its community, and its nodes.
    var masses = graph.masses
    var sizes = [UInt32](repeating: 1, count: graph.count)
    var outward = (0..<graph.count).map { node in
      (graph.offsets[node]..<graph.offsets[node + 1]).reduce(0.0) { sum, entry in
        communities[Int(graph.targets[entry])] == communities[node]
          ? sum + graph.weights[entry] : sum
      }
    }
    func isWellConnected(_ part: Int, _ total: Double) -> Bool {
      outward[part] >= penalty * masses[part] * (total - masses[part])
    }
    var sums = GroupSums(count: graph.count)
    for node in Self.shuffled(graph.count, &random) {
      let (node, total) = (Int(node), totals[Int(communities[Int(node)])])
      guard parts[node] == node, sizes[node] == 1, isWellConnected(node, total) else { continue }
      for entry in graph.offsets[node]..<graph.offsets[node + 1] {
        let other = Int(graph.targets[entry])
        if communities[other] == communities[node] {
          sums.add(graph.weights[entry], to: parts[other])
        }
      }
      var best: (part: Int, gain: Double)?
      for part in sums.touched where isWellConnected(Int(part), total) {
        let gain = sums[part] - penalty * masses[node] * masses[Int(part)]
        if gain > (best?.gain ?? 0) + Self.leastGain { best = (Int(part), gain) }
      }
      if let (part, _) = best {
        outward[part] += outward[node] - 2 * sums[UInt32(part)]
        masses[part] += masses[node]
        sizes[part] += 1
        sizes[node] = 0
        parts[node] = UInt32(part)
      }
      sums.clear()
    }
    return parts
  }

  private static func shuffled(_ count: Int, _ random: inout SplitMix64) -> [UInt32] {
    var order = [UInt32](0..<UInt32(count))
    for place in stride(from: count - 1, to: 0, by: -1) {
      // The product's upper half is even enough, and needs no division.
      order.swapAt(place, Int(random.next().multipliedFullWidth(by: UInt64(place + 1)).high))
    }
    return order
  }
}

/// Nodes that wait, each once.
private struct NodeQueue {
  private var ring: [UInt32]
  private var isWaiting: [Bool]
  private var (first, count): (Int, Int)

  init(_ nodes: [UInt32]) {
    ring = nodes
    isWaiting = [Bool](repeating: true, count: nodes.count)
    (first, count) = (0, nodes.count)
  }

  mutating func next() -> Int? {
    guard count > 0 else { return nil }
    let node = Int(ring[first])
    first = first + 1 == ring.count ? 0 : first + 1
    count -= 1
    isWaiting[node] = false
    return node
  }

  mutating func add(_ node: Int) {
    guard !isWaiting[node] else { return }
    isWaiting[node] = true
    let place = first + count
    ring[place < ring.count ? place : place - ring.count] = UInt32(node)
    count += 1
  }
}
