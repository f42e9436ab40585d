/// A neighbor of a node and the flow between the two, both directions together. Single precision:
/// the search reads these more than anything else, and the codelength of its result is recomputed
/// from the exact flow.
struct Neighbor: BitwiseCopyable {
  var node: UInt32
  var flow: Float
}

/// For every node its neighbors, each once, without the node itself.
struct NeighborLists: Sendable {
  /// Where each node's neighbors begin; one more element than nodes.
  let offsets: [Int]
  let neighbors: [Neighbor]

  init(_ network: Network, flowPerWeight: [Double]) {
    let count = network.nodeCount
    let begins = Self.rowBegins(network)
    // A link of an undirected network is flow both ways.
    let factor = network.isDirected ? 1.0 : 2.0
    let placed = Buffer(count: count, repeating: 0)
    for node in 0..<count { placed[node] = begins[node] }

    var mergedOffsets = [0]
    mergedOffsets.reserveCapacity(count + 1)
    neighbors = [Neighbor](unsafeUninitializedCapacity: begins[count]) { list, total in
      network.withLinks { offsets, targets, weights in
        for source in 0..<count {
          let scale = flowPerWeight[source] * factor
          for link in offsets[source]..<offsets[source + 1] {
            let target = targets[link]
            if target == UInt32(source) { continue }
            // The search takes a module with no flow for one it has not met.
            let flow = max(Float(weights[link] * scale), .leastNormalMagnitude)
            list[placed[source]] = Neighbor(node: target, flow: flow)
            placed[source] += 1
            list[placed[target]] = Neighbor(node: UInt32(source), flow: flow)
            placed[target] += 1
          }
        }
      }
      // Both directions of a pair become one, in place. A neighbor's latest place tells whether it
      // is in this row already, for rows are filled one after the other.
      let places = Buffer(count: count, repeating: -1)
      for node in 0..<count {
        let rowBegin = total
        for link in begins[node]..<begins[node + 1] {
          let neighbor = list[link]
          let place = places[neighbor.node]
          if place >= rowBegin {
            list[place].flow += neighbor.flow
          } else {
            places[neighbor.node] = total
            list[total] = neighbor
            total += 1
          }
        }
        mergedOffsets.append(total)
      }
    }
    offsets = mergedOffsets
  }

  /// Where the links out of and into each node begin, self-links aside, before both directions of a
  /// pair become one.
  private static func rowBegins(_ network: Network) -> Buffer<Int> {
    let count = network.nodeCount
    let begins = Buffer(count: count + 1, repeating: 0)
    network.withLinks { offsets, targets, _ in
      for source in 0..<count {
        for link in offsets[source]..<offsets[source + 1] {
          let target = Int(targets[link])
          if target == source { continue }
          begins[source + 1] += 1
          begins[target + 1] += 1
        }
      }
    }
    for node in 0..<count { begins[node + 1] += begins[node] }
    return begins
  }
}
