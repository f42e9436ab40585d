/// A neighbor of a node and the flow between the two, both directions together. Single precision:
/// the search reads these more than anything else, and the codelength of its result is recomputed
/// from the exact flow.
struct Neighbor: BitwiseCopyable {
  var node: UInt32
  var flow: Float
}

/// For every node its neighbors by rising number, without the node itself.
struct NeighborLists: Sendable {
  /// Where each node's neighbors begin; one more element than nodes.
  let offsets: [Int]
  let neighbors: [Neighbor]

  init(_ network: Network, flowPerWeight: [Double]) {
    let count = network.nodeCount
    var placed = Self.endCounts(network)
    var begins = [0]
    begins.reserveCapacity(count + 1)
    for node in 0..<count { begins.append(begins[node] + placed[node].out + placed[node].in) }
    var mergedOffsets = [0]
    mergedOffsets.reserveCapacity(count + 1)
    let longest = (0..<count).reduce(0) { max($0, begins[$1 + 1] - begins[$1]) }
    let factor = network.isDirected ? 1.0 : 2.0

    neighbors = [Neighbor](unsafeUninitializedCapacity: begins[count]) { list, total in
      // Links out first, then links in: both by rising neighbor, ready to be merged.
      for node in 0..<count {
        placed[node].in = begins[node] + placed[node].out
        placed[node].out = begins[node]
      }
      for source in 0..<count {
        let scale = flowPerWeight[source] * factor
        for link in network.links(from: source) {
          let target = Int(network.targets[link])
          if target == source { continue }
          let flow = Float(network.weights[link] * scale)
          list[placed[source].out] = Neighbor(node: UInt32(target), flow: flow)
          placed[source].out += 1
          list[placed[target].in] = Neighbor(node: UInt32(source), flow: flow)
          placed[target].in += 1
        }
      }
      let row = Buffer(count: longest, repeating: Neighbor(node: 0, flow: 0))
      for node in 0..<count {
        let length = begins[node + 1] - begins[node]
        for link in 0..<length { row[link] = list[begins[node] + link] }
        let outLength = placed[node].out - begins[node]
        Self.merge(row, outLength: outLength, length: length, into: list, at: &total)
        mergedOffsets.append(total)
      }
    }
    offsets = mergedOffsets
  }

  /// How many links leave and enter each node, self-links aside.
  private static func endCounts(_ network: Network) -> [(out: Int, in: Int)] {
    var counts = [(out: Int, in: Int)](repeating: (0, 0), count: network.nodeCount)
    for source in 0..<network.nodeCount {
      for link in network.links(from: source) {
        let target = Int(network.targets[link])
        if target == source { continue }
        counts[source].out += 1
        counts[target].in += 1
      }
    }
    return counts
  }

  /// Merges the two sorted parts of a row, adding the flow of neighbors that are in both.
  private static func merge(
    _ row: borrowing Buffer<Neighbor>, outLength: Int, length: Int,
    into list: UnsafeMutableBufferPointer<Neighbor>, at place: inout Int
  ) {
    var out = 0
    var into = outLength
    while out < outLength && into < length {
      let a = row[out]
      let b = row[into]
      if a.node == b.node {
        list[place] = Neighbor(node: a.node, flow: a.flow + b.flow)
        out += 1
        into += 1
      } else if a.node < b.node {
        list[place] = a
        out += 1
      } else {
        list[place] = b
        into += 1
      }
      place += 1
    }
    while out < outLength {
      list[place] = row[out]
      out += 1
      place += 1
    }
    while into < length {
      list[place] = row[into]
      into += 1
      place += 1
    }
  }
}
