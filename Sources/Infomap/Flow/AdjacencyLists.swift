/// A neighbor of a node and the flow between the two, both directions together. Single precision:
/// the search reads these more than anything else, and the codelength of its result is recomputed
/// from the exact flow.
struct AdjacentNode: BitwiseCopyable {
  var node: UInt32
  var flow: Float
}

/// The neighbors of every node by rising number, each once, without the node itself.
struct AdjacencyLists: Sendable {
  /// Where each node's neighbors begin; one more element than nodes.
  let offsets: [Int]
  let neighbors: [AdjacentNode]
  /// The flow along links into and out of each node, from and to other nodes.
  let enterFlow: [Double]
  let exitFlow: [Double]

  /// Each worker makes the lists of some ranges of nodes, for which it looks through the links of all
  /// nodes that have links into the range.
  init(_ network: Network, flowPerWeight: [Double], ranges: TargetRanges) {
    let count = network.nodeCount
    let offsets = Self.offsets(network, ranges)
    // A link of an undirected network is flow both ways.
    let factor = network.isDirected ? 1.0 : 2.0
    let flows = Buffer(count: count, repeating: NodeFlow())
    neighbors = [AdjacentNode](unsafeUninitializedCapacity: offsets[count]) { list, total in
      let list = list.baseAddress
      offsets.withUnsafeBufferPointer { offsets in
        network.withLinks { linkOffsets, targets, weights in
          let merging = Merging(
            linkOffsets: linkOffsets, targets: targets, weights: weights,
            offsets: offsets.baseAddress!, factor: factor)
          ranges.forEachPiece { range, sources in
            // Without neighbors the list has no address, and nothing is written.
            if let list {
              flowPerWeight.withUnsafeBufferPointer {
                merging.fill(list, of: range, from: sources, $0.baseAddress!, flows.base)
              }
            }
          }
        }
      }
      total = offsets[count]
    }
    self.offsets = offsets
    // All flow along the links of an undirected network comes back.
    enterFlow = (0..<count).map {
      network.isDirected ? flows[$0].enter : (flows[$0].enter + flows[$0].exit) / 2
    }
    exitFlow = network.isDirected ? (0..<count).map { flows[$0].exit } : enterFlow
  }

  /// Where the neighbors of each node begin: it has one for each link, in or out, but only one for
  /// two links of opposite directions, and none for itself.
  private static func offsets(_ network: Network, _ ranges: TargetRanges) -> [Int] {
    let count = network.nodeCount
    var offsets = [Int](repeating: 0, count: count + 1)
    offsets.withUnsafeMutableBufferPointer { offsets in
      let counts = offsets.baseAddress! + 1
      network.withLinks { linkOffsets, targets, _ in
        ranges.forEachPiece { range, sources in
          let waiting = Buffer<Int>(uninitialized: range.count)
          for node in range {
            waiting[node - range.lowerBound] = linkOffsets[node]
            counts[node] = linkOffsets[node + 1] - linkOffsets[node]
          }
          for source in sources {
            let row = linkOffsets[source]..<linkOffsets[source + 1]
            for link in targets.part(of: row, within: range) {
              let target = Int(targets[link])
              if target == source {
                counts[target] -= 1
                continue
              }
              var own = waiting[target - range.lowerBound]
              let end = linkOffsets[target + 1]
              while own < end && targets[own] < UInt32(source) { own += 1 }
              waiting[target - range.lowerBound] = own
              // Else the target's own link has been counted.
              if own == end || targets[own] != UInt32(source) { counts[target] += 1 }
            }
          }
        }
      }
      for node in 0..<count { counts[node] += offsets[node] }
    }
    return offsets
  }
}

/// Makes one list for each node of its links in both directions.
private struct Merging {
  let linkOffsets: UnsafePointer<Int>
  let targets: UnsafePointer<UInt32>
  let weights: LinkWeights.Pointer
  let offsets: UnsafePointer<Int>
  let factor: Double

  /// Writes the neighbors of a range of nodes, and their enter and exit flow.
  func fill(
    _ list: UnsafeMutablePointer<AdjacentNode>, of range: Range<Int>, from sources: Range<Int>,
    _ flowPerWeight: UnsafePointer<Double>, _ flows: UnsafeMutablePointer<NodeFlow>
  ) {
    let first = range.lowerBound
    let ends = Buffer<Int>(uninitialized: range.count)
    let waiting = Buffer<Int>(uninitialized: range.count)
    for node in range {
      ends[node - first] = offsets[node]
      waiting[node - first] = linkOffsets[node]
    }
    @inline(__always)
    func append(_ neighbor: UInt32, _ flow: Double, to node: Int) {
      // The search takes a module with no flow for one it has not met.
      let flow = max(Float(flow), .leastNormalMagnitude)
      list[ends[node - first]] = AdjacentNode(node: neighbor, flow: flow)
      ends[node - first] += 1
    }
    // The lists come sorted of themselves: links into a node come by rising source, and before each
    // of them the node's own links to lower targets go into its list.
    for source in sources {
      let row = linkOffsets[source]..<linkOffsets[source + 1]
      let scale = flowPerWeight[source] * factor
      for link in targets.part(of: row, within: range) {
        let target = Int(targets[link])
        if target == source { continue }
        var flow = weights[link] * scale
        flows[target].enter += flow
        let targetScale = flowPerWeight[target] * factor
        var own = waiting[target - first]
        let end = linkOffsets[target + 1]
        while own < end && targets[own] < UInt32(source) {
          if targets[own] != targets[link] {
            let leaving = weights[own] * targetScale
            flows[target].exit += leaving
            append(targets[own], leaving, to: target)
          }
          own += 1
        }
        if own < end && targets[own] == UInt32(source) {
          let leaving = weights[own] * targetScale
          flows[target].exit += leaving
          flow += leaving
          own += 1
        }
        waiting[target - first] = own
        append(UInt32(source), flow, to: target)
      }
    }
    for node in range {
      let scale = flowPerWeight[node] * factor
      for link in waiting[node - first]..<linkOffsets[node + 1] where targets[link] != UInt32(node)
      {
        let leaving = weights[link] * scale
        flows[node].exit += leaving
        append(targets[link], leaving, to: node)
      }
    }
  }
}
