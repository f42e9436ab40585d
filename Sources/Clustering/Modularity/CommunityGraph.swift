import Threads

/// An undirected graph of nodes that stand for one face or for several that have become one.
struct CommunityGraph {
  /// Where each row starts; one more entry than there are nodes.
  let offsets: [Int]
  /// Other nodes; each edge is in the rows of both its ends.
  let targets: [UInt32]
  /// Above 0.
  let weights: [Double]
  /// What a node counts in the objective: the weight of all its ends of edges, or its faces.
  let masses: [Double]

  var count: Int { masses.count }

  /// The entries of the row of a node.
  @inline(__always)
  func row(_ node: Int) -> Range<Int> {
    Range(uncheckedBounds: (offsets[node], offsets[node + 1]))
  }

  /// Nodes that a thread takes at a time.
  static let nodesAtOnce = 512
}

extension CommunityGraph {
  /// The edges of positive weight of a graph, each once.
  ///
  /// - Parameter countsFaces: whether masses are faces rather than weights of edges.
  init(_ graph: NeighborGraph, countsFaces: Bool, workers: Workers) {
    let union = graph.union(threads: workers.count)
    var offsets = [0]
    offsets.reserveCapacity(union.nodeCount + 1)
    for node in 0..<union.nodeCount {
      var kept = 0
      union.forEachNeighbor(of: node) { _, weight in if weight > 0 { kept += 1 } }
      offsets.append(offsets[node] + kept)
    }
    let edges = offsets[union.nodeCount]
    var (targets, weights, masses): ([UInt32], [Double], [Double]) = ([], [], [])
    targets = [UInt32](unsafeUninitializedCapacity: edges) { targets, targetCount in
      weights = [Double](unsafeUninitializedCapacity: edges) { weights, weightCount in
        masses = [Double](unsafeUninitializedCapacity: union.nodeCount) { masses, massCount in
          // Each piece has places of its own.
          nonisolated(unsafe) let (targets, weights, masses) = (targets, weights, masses)
          workers.forEach(0..<union.nodeCount, by: Self.nodesAtOnce) { part, _, _ in
            for node in part {
              var (place, mass) = (offsets[node], 0.0)
              union.forEachNeighbor(of: node) { other, weight in
                guard weight > 0 else { return }
                targets.initializeElement(at: place, to: UInt32(other))
                weights.initializeElement(at: place, to: Double(weight))
                place += 1
                mass += Double(weight)
              }
              masses.initializeElement(at: node, to: countsFaces ? 1 : mass)
            }
          }
          massCount = union.nodeCount
        }
        weightCount = edges
      }
      targetCount = edges
    }
    self.init(offsets: offsets, targets: targets, weights: weights, masses: masses)
  }

  /// The graph whose nodes are the groups of these.
  ///
  /// - Parameters:
  ///   - groups: of each node, all numbers from 0 on.
  ///   - count: how many groups there are.
  ///   - sums: one for each worker, for so many groups at least.
  func merged(
    _ groups: [UInt32], count groupCount: Int, _ sums: [NeighborSums], _ workers: Workers
  ) -> CommunityGraph {
    let members = GroupMembers(groups, count: groupCount, order: 0..<UInt32(count))
    let pieces = Workers.pieces(0..<groupCount, by: Self.nodesAtOnce)
    var parts = [[[GroupSum]]](unsafeUninitializedCapacity: pieces) { parts, count in
      // Each piece has a place of its own.
      nonisolated(unsafe) let parts = parts
      workers.forEach(0..<groupCount, by: Self.nodesAtOnce) { part, piece, worker in
        let rows = part.map { group in
          sums[worker].clear()
          let row = sums[worker].add(edgesOf: members[group], in: self) { other in
            groups[other] == group ? nil : groups[other]
          }
          return Array(sums[worker][row])
        }
        parts.initializeElement(at: piece, to: rows)
      }
      count = pieces
    }
    var offsets = [0]
    var (targets, weights): ([UInt32], [Double]) = ([], [])
    for piece in 0..<pieces {
      for row in parts[piece] {
        targets += row.lazy.map(\.group)
        weights += row.lazy.map(\.weight)
        offsets.append(targets.count)
      }
      // What has been copied is not needed again.
      parts[piece] = []
    }
    var masses = [Double](repeating: 0, count: groupCount)
    for node in 0..<count { masses[Int(groups[node])] += self.masses[node] }
    return CommunityGraph(offsets: offsets, targets: targets, weights: weights, masses: masses)
  }
}

/// The nodes of each of some groups.
struct GroupMembers {
  private var starts: [Int]
  private var members: [UInt32]

  /// - Parameters:
  ///   - groups: of each node.
  ///   - count: how many groups there are.
  ///   - order: the nodes in the order that they have in their groups.
  init(_ groups: [UInt32], count: Int, order: some Sequence<UInt32>) {
    starts = [Int](repeating: 0, count: count + 1)
    for group in groups { starts[Int(group) + 1] += 1 }
    for group in 0..<count { starts[group + 1] += starts[group] }
    var next = starts
    members = [UInt32](repeating: 0, count: groups.count)
    for node in order {
      let group = Int(groups[Int(node)])
      members[next[group]] = node
      next[group] += 1
    }
  }

  subscript(group: Int) -> ArraySlice<UInt32> { members[starts[group]..<starts[group + 1]] }
}
