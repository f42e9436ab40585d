/// An undirected graph of nodes that stand for one face or for several that have become one.
struct CommunityGraph {
  /// Where each row starts; one more entry than there are nodes.
  let offsets: [Int]
  /// Other nodes; each edge is in the rows of both its ends.
  let targets: [UInt32]
  let weights: [Double]
  /// What a node counts in the objective: the weight of all its ends of edges, or its faces.
  let masses: [Double]

  var count: Int { masses.count }

  /// The edges of positive weight of a graph, each once.
  ///
  /// - Parameter countsFaces: whether masses are faces rather than weights of edges.
  init(_ graph: NeighborGraph, countsFaces: Bool) {
    let union = graph.union()
    var offsets = [0]
    offsets.reserveCapacity(union.nodeCount + 1)
    var targets: [UInt32] = []
    targets.reserveCapacity(union.entryCount)
    var weights: [Double] = []
    weights.reserveCapacity(union.entryCount)
    var masses: [Double] = []
    masses.reserveCapacity(union.nodeCount)
    for node in 0..<union.nodeCount {
      var mass = 0.0
      union.forEachNeighbor(of: node) { other, weight in
        guard weight > 0 else { return }
        targets.append(UInt32(other))
        weights.append(Double(weight))
        mass += Double(weight)
      }
      offsets.append(targets.count)
      masses.append(countsFaces ? 1 : mass)
    }
    self.init(offsets: offsets, targets: targets, weights: weights, masses: masses)
  }

  private init(offsets: [Int], targets: [UInt32], weights: [Double], masses: [Double]) {
    self.offsets = offsets
    self.targets = targets
    self.weights = weights
    self.masses = masses
  }

  /// The graph whose nodes are the groups of these.
  ///
  /// - Parameters:
  ///   - groups: of each node, all numbers from 0 on.
  ///   - count: how many groups there are.
  func merged(_ groups: [UInt32], count groupCount: Int) -> CommunityGraph {
    var starts = [Int](repeating: 0, count: groupCount + 1)
    for group in groups { starts[Int(group) + 1] += 1 }
    for group in 0..<groupCount { starts[group + 1] += starts[group] }
    var next = starts
    var members = [UInt32](repeating: 0, count: count)
    for node in 0..<count {
      members[next[Int(groups[node])]] = UInt32(node)
      next[Int(groups[node])] += 1
    }
    var offsets = [0]
    var targets: [UInt32] = []
    var weights: [Double] = []
    var masses = [Double](repeating: 0, count: groupCount)
    var sums = GroupSums(count: groupCount)
    for group in 0..<groupCount {
      for member in members[starts[group]..<starts[group + 1]] {
        masses[group] += self.masses[Int(member)]
        for entry in self.offsets[Int(member)]..<self.offsets[Int(member) + 1] {
          let other = groups[Int(self.targets[entry])]
          if other != group { sums.add(self.weights[entry], to: other) }
        }
      }
      for other in sums.touched {
        targets.append(other)
        weights.append(sums[other])
      }
      sums.clear()
      offsets.append(targets.count)
    }
    return CommunityGraph(offsets: offsets, targets: targets, weights: weights, masses: masses)
  }
}

/// Sums by group, of which few are not 0 at a time.
struct GroupSums {
  private var sums: [Double]
  /// The groups with a sum, in the order in which they got it.
  private(set) var touched: [UInt32] = []
  private var isTouched: [Bool]

  init(count: Int) {
    sums = [Double](repeating: 0, count: count)
    isTouched = [Bool](repeating: false, count: count)
  }

  subscript(group: UInt32) -> Double { sums[Int(group)] }

  mutating func add(_ weight: Double, to group: UInt32) {
    let place = Int(group)
    if !isTouched[place] {
      isTouched[place] = true
      touched.append(group)
    }
    sums[place] += weight
  }

  mutating func clear() {
    for group in touched {
      sums[Int(group)] = 0
      isTouched[Int(group)] = false
    }
    touched.removeAll(keepingCapacity: true)
  }
}
