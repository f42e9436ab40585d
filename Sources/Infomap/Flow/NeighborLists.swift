/// A neighbor of a node and the flow between the two, both directions together. Single precision:
/// the search reads these more than anything else, and the codelength of its result is recomputed
/// from the exact flow.
struct Neighbor: BitwiseCopyable {
  var node: UInt32
  var flow: Float
}

/// For every node its neighbors by rising number, each once, without the node itself.
struct NeighborLists: Sendable {
  /// Where each node's neighbors begin; one more element than nodes.
  let offsets: [Int]
  let neighbors: [Neighbor]

  init(_ network: Network, flowPerWeight: [Double]) {
    let count = network.nodeCount
    let offsets = Self.offsets(network)
    // A link of an undirected network is flow both ways.
    let factor = network.isDirected ? 1.0 : 2.0
    neighbors = [Neighbor](unsafeUninitializedCapacity: offsets[count]) { list, total in
      network.withLinks { linkOffsets, targets, weights in
        let ends = Buffer<Int>(uninitialized: count)
        for node in 0..<count { ends[node] = offsets[node] }
        @inline(__always)
        func append(_ neighbor: UInt32, _ flow: Double, to node: Int) {
          // The search takes a module with no flow for one it has not met.
          let flow = max(Float(flow), .leastNormalMagnitude)
          list[ends[node]] = Neighbor(node: neighbor, flow: flow)
          ends[node] += 1
        }
        // The lists come sorted of themselves: links into a node come by rising source, and before
        // each of them the node's own links to lower targets go into its list.
        let waiting = Buffer<Int>(uninitialized: count)
        for node in 0..<count { waiting[node] = linkOffsets[node] }
        for source in 0..<count {
          let scale = flowPerWeight[source] * factor
          for link in linkOffsets[source]..<linkOffsets[source + 1] {
            let target = Int(targets[link])
            if target == source { continue }
            var flow = weights[link] * scale
            let targetScale = flowPerWeight[target] * factor
            var own = waiting[target]
            let end = linkOffsets[target + 1]
            while own < end && targets[own] < UInt32(source) {
              if targets[own] != targets[link] {
                append(targets[own], weights[own] * targetScale, to: target)
              }
              own += 1
            }
            if own < end && targets[own] == UInt32(source) {
              flow += weights[own] * targetScale
              own += 1
            }
            waiting[target] = own
            append(UInt32(source), flow, to: target)
          }
        }
        for node in 0..<count {
          let scale = flowPerWeight[node] * factor
          for link in waiting[node]..<linkOffsets[node + 1] where targets[link] != UInt32(node) {
            append(targets[link], weights[link] * scale, to: node)
          }
        }
      }
      total = offsets[count]
    }
    self.offsets = offsets
  }

  /// Where the neighbors of each node begin: it has one for each link, in or out, but only one for
  /// two links of opposite directions, and none for itself.
  private static func offsets(_ network: Network) -> [Int] {
    let count = network.nodeCount
    var offsets = [Int](repeating: 0, count: count + 1)
    offsets.withUnsafeMutableBufferPointer { offsets in
      network.withLinks { linkOffsets, targets, _ in
        let waiting = Buffer<Int>(uninitialized: count)
        for node in 0..<count { waiting[node] = linkOffsets[node] }
        for source in 0..<count {
          for link in linkOffsets[source]..<linkOffsets[source + 1] {
            let target = Int(targets[link])
            if target == source { continue }
            offsets[source + 1] += 1
            var own = waiting[target]
            let end = linkOffsets[target + 1]
            while own < end && targets[own] < UInt32(source) { own += 1 }
            waiting[target] = own
            // Else the target's own link has been or will be counted.
            if own == end || targets[own] != UInt32(source) { offsets[target + 1] += 1 }
          }
        }
      }
      for node in 0..<count { offsets[node + 1] += offsets[node] }
    }
    return offsets
  }
}
