import Randomness
import Threads

/// The moves of single nodes between communities that raise an objective.
///
/// A community is worth its weight of edges inside, less `penalty` times the square of its mass, halved.
/// Nodes move one after another. Threads only look ahead: they sum the edges of the nodes that come next,
/// which is most of the work, and the sums of a node of which a neighbor has moved since are made anew.
/// So the communities are those of one thread.
struct CommunityMoves {
  let graph: CommunityGraph
  let penalty: Double
  let workers: Workers
  /// One for each worker, for as many groups as there are nodes.
  let sums: [NeighborSums]

  /// Less is taken for a tie: sums are rounded.
  static let leastGain = 1e-10
  /// The most nodes at a time that threads look ahead.
  private static let mostAhead = 2048
  /// The share of all nodes, as a divisor: of nodes further ahead too many have neighbors that move.
  private static let nodesForOneAhead = 256
  /// With fewer nodes ahead threads take longer to start than to work.
  private static let fewestAhead = 64

  /// Moves nodes until no move raises the objective (Traag, Waltman, van Eck 2019: only nodes whose
  /// neighbors have moved are looked at again).
  ///
  /// - Returns: whether a node has moved.
  func move(_ communities: inout [UInt32], _ random: inout SplitMix64) -> Bool {
    var state = CommunityState(graph, communities)
    var queue = NodeQueue(random.shuffled(graph.count))
    var hasMoved = false
    let ahead = min(Self.mostAhead, graph.count / Self.nodesForOneAhead)
    if workers.count == 1 || ahead < Self.fewestAhead {
      while let node = queue.next() {
        let moved = decide(node, &state, &communities, &queue) { _ in }
        hasMoved = hasMoved || moved
      }
      return hasMoved
    }
    var lookAhead = LookAhead(nodes: graph.count, most: ahead)
    while lookAhead.sum(queue.first(ahead), in: graph, communities, sums, workers) > 0 {
      for place in 0..<lookAhead.count {
        let node = queue.next()!
        let known = lookAhead.sums(at: place, of: node, sums)
        let moved = decide(node, &state, &communities, &queue, known: known) {
          lookAhead.neighborHasMoved($0)
        }
        hasMoved = hasMoved || moved
      }
    }
    return hasMoved
  }

  /// Moves a node to where it is worth most.
  ///
  /// - Parameters:
  ///   - known: its edges by the communities of its neighbors, if they are summed already.
  ///   - told: called with each neighbor of a node that moves.
  /// - Returns: whether it has moved.
  @inline(__always)
  private func decide(
    _ node: Int, _ state: inout CommunityState, _ communities: inout [UInt32],
    _ queue: inout NodeQueue, known: UnsafeBufferPointer<GroupSum>? = nil,
    telling told: (Int) -> Void
  ) -> Bool {
    let near = known ?? sumsNow(of: node, communities)
    let own = communities[node]
    guard let best = state.moved(from: own, mass: graph.masses[node], near, penalty: penalty) else {
      return false
    }
    communities[node] = best
    for entry in graph.row(node) {
      let other = Int(graph.targets[entry])
      told(other)
      if communities[other] != best { queue.add(other) }
    }
    return true
  }

  private func sumsNow(
    of node: Int, _ communities: [UInt32]
  ) -> UnsafeBufferPointer<GroupSum> {
    let own = sums[0]
    // What has been summed ahead is kept until its nodes have moved.
    let kept = own.mark
    defer { own.forget(from: kept) }
    let communities = communities.span
    return own[
      own.add(edgesOf: CollectionOfOne(UInt32(node)), in: graph) { communities[unchecked: $0] }]
  }
}

/// What communities weigh while nodes move between them.
private struct CommunityState {
  private var masses: [Double]
  private var sizes: [UInt32]
  private var empty: [UInt32]

  init(_ graph: CommunityGraph, _ communities: [UInt32]) {
    masses = [Double](repeating: 0, count: graph.count)
    sizes = [UInt32](repeating: 0, count: graph.count)
    for node in 0..<graph.count {
      masses[Int(communities[node])] += graph.masses[node]
      sizes[Int(communities[node])] += 1
    }
    empty = []
    for community in 0..<graph.count where sizes[community] == 0 {
      empty.append(UInt32(community))
    }
  }

  /// Takes a node out of its community and puts it where it is worth most.
  ///
  /// - Parameter near: its edges by the communities of its neighbors.
  /// - Returns: its new community; nil for the old one.
  @inline(__always)
  mutating func moved(
    from own: UInt32, mass: Double, _ near: UnsafeBufferPointer<GroupSum>, penalty: Double
  ) -> UInt32? {
    masses[Int(own)] -= mass
    sizes[Int(own)] -= 1
    let cost = penalty * mass
    let ownWeight = near.first { $0.group == own }?.weight ?? 0
    var best = (community: own, gain: ownWeight - cost * masses[Int(own)])
    for sum in near where sum.group != own {
      let gain = sum.weight - cost * masses[Int(sum.group)]
      if gain > best.gain + CommunityMoves.leastGain { best = (sum.group, gain) }
    }
    if best.gain < -CommunityMoves.leastGain, sizes[Int(own)] > 0, let free = empty.popLast() {
      best.community = free
    }
    masses[Int(best.community)] += mass
    sizes[Int(best.community)] += 1
    guard best.community != own else { return nil }
    if sizes[Int(own)] == 0 { empty.append(own) }
    return best.community
  }
}

/// The edges of the nodes that come next, summed by several threads.
private struct LookAhead {
  private var nodes: [UInt32] = []
  /// Of each of these the worker that has summed its edges, and where it keeps the sums.
  private var places: [(worker: Int, sums: Range<Int>)]
  /// For each node the turn in which a neighbor moved last.
  private var touched: [UInt32]
  private var turn: UInt32 = 0

  var count: Int { nodes.count }

  private static let nodesAtOnce = 32

  init(nodes: Int, most: Int) {
    places = [(worker: Int, sums: Range<Int>)](repeating: (0, 0..<0), count: most)
    touched = [UInt32](repeating: 0, count: nodes)
  }

  /// - Returns: how many nodes there are.
  mutating func sum(
    _ next: [UInt32], in graph: CommunityGraph, _ communities: [UInt32], _ sums: [NeighborSums],
    _ workers: Workers
  ) -> Int {
    nodes = next
    turn += 1
    for own in sums { own.clear() }
    places.withUnsafeMutableBufferPointer { places in
      // Each piece has places of its own.
      nonisolated(unsafe) let places = places
      workers.forEach(0..<next.count, by: Self.nodesAtOnce) { part, _, worker in
        let communities = communities.span
        for place in part {
          let found = sums[worker].add(edgesOf: CollectionOfOne(next[place]), in: graph) {
            communities[unchecked: $0]
          }
          places[place] = (worker, found)
        }
      }
    }
    return next.count
  }

  /// The sums of a node; nil where a neighbor has moved since.
  func sums(at place: Int, of node: Int, _ sums: [NeighborSums]) -> UnsafeBufferPointer<GroupSum>? {
    touched[node] == turn ? nil : sums[places[place].worker][places[place].sums]
  }

  mutating func neighborHasMoved(_ node: Int) { touched[node] = turn }
}

extension SplitMix64 {
  /// The numbers below a count in random order.
  mutating func shuffled(_ count: Int) -> [UInt32] {
    var order = [UInt32](0..<UInt32(count))
    for place in stride(from: count - 1, to: 0, by: -1) {
      // The product's upper half is even enough, and needs no division.
      order.swapAt(place, Int(next().multipliedFullWidth(by: UInt64(place + 1)).high))
    }
    return order
  }
}

/// Nodes that wait, each once.
private struct NodeQueue {
  private var ring: [UInt32]
  private var isWaiting: [Bool]
  private var (head, count): (Int, Int)

  init(_ nodes: [UInt32]) {
    ring = nodes
    isWaiting = [Bool](repeating: true, count: nodes.count)
    (head, count) = (0, nodes.count)
  }

  /// The nodes that are next, at most so many.
  func first(_ most: Int) -> [UInt32] {
    let end = head + min(most, count)
    guard end > ring.count else { return Array(ring[head..<end]) }
    return Array(ring[head...]) + ring[..<(end - ring.count)]
  }

  mutating func next() -> Int? {
    guard count > 0 else { return nil }
    let node = Int(ring[head])
    head = head + 1 == ring.count ? 0 : head + 1
    count -= 1
    isWaiting[node] = false
    return node
  }

  mutating func add(_ node: Int) {
    guard !isWaiting[node] else { return }
    isWaiting[node] = true
    let place = head + count
    ring[place < ring.count ? place : place - ring.count] = UInt32(node)
    count += 1
  }
}
