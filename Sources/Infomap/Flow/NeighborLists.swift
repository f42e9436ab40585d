/// A neighbor of a node and the flow between the two, both directions together. Single precision:
/// the search reads these more than anything else, and the codelength of its result is recomputed
/// from the exact flow.
struct Neighbor: BitwiseCopyable {
  var node: UInt32
  var flow: Float
}

/// For every node its neighbors, each once, without the node itself.
///
/// Nodes have their own numbers here, in which neighbors are near each other: in the order of the
/// network, often random, each look at a neighbor would miss the caches.
struct NeighborLists: Sendable {
  /// The node of the network behind each number.
  let order: [UInt32]
  /// Where each node's neighbors begin; one more element than nodes.
  let offsets: [Int]
  let neighbors: [Neighbor]

  init(_ network: Network, flowPerWeight: [Double]) {
    let count = network.nodeCount
    let order = Self.discoveryOrder(network)
    let numbers = Buffer<UInt32>(count: count, repeating: 0)
    for number in 0..<count { numbers[order[number]] = UInt32(number) }
    let begins = Self.rowBegins(network, numbers)
    // A link of an undirected network is flow both ways.
    let factor = network.isDirected ? 1.0 : 2.0
    let placed = Buffer(count: count, repeating: 0)
    for number in 0..<count { placed[number] = begins[number] }

    var mergedOffsets = [0]
    mergedOffsets.reserveCapacity(count + 1)
    neighbors = [Neighbor](unsafeUninitializedCapacity: begins[count]) { list, total in
      network.withLinks { offsets, targets, weights in
        for number in 0..<count {
          let source = Int(order[number])
          let scale = flowPerWeight[source] * factor
          for link in offsets[source]..<offsets[source + 1] {
            let target = numbers[targets[link]]
            if target == UInt32(number) { continue }
            let flow = Float(weights[link] * scale)
            list[placed[number]] = Neighbor(node: target, flow: flow)
            placed[number] += 1
            list[placed[target]] = Neighbor(node: UInt32(number), flow: flow)
            placed[target] += 1
          }
        }
      }
      // Both directions of a pair become one, in place. A neighbor's latest place tells whether it
      // is in this row already, for rows are filled one after the other.
      let places = Buffer(count: count, repeating: -1)
      for number in 0..<count {
        let rowBegin = total
        for link in begins[number]..<begins[number + 1] {
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
    self.order = order
    offsets = mergedOffsets
  }

  /// The nodes as a walk that goes on from the node discovered last discovers them: a cluster that
  /// it enters is mostly discovered before it leaves.
  private static func discoveryOrder(_ network: Network) -> [UInt32] {
    let count = network.nodeCount
    let isDiscovered = Buffer(count: count, repeating: false)
    let stack = Buffer<UInt32>(count: count, repeating: 0)
    return [UInt32](unsafeUninitializedCapacity: count) { order, discovered in
      network.withLinks { offsets, targets, _ in
        for start in 0..<count where !isDiscovered[start] {
          isDiscovered[start] = true
          order[discovered] = UInt32(start)
          discovered += 1
          stack[0] = UInt32(start)
          var waiting = 1
          while waiting > 0 {
            waiting -= 1
            let node = Int(stack[waiting])
            for link in offsets[node]..<offsets[node + 1] {
              let target = targets[link]
              if isDiscovered[target] { continue }
              isDiscovered[target] = true
              order[discovered] = target
              discovered += 1
              stack[waiting] = target
              waiting += 1
            }
          }
        }
      }
    }
  }

  /// Where the links out of and into each node begin, self-links aside, before both directions of a
  /// pair become one.
  private static func rowBegins(
    _ network: Network, _ numbers: borrowing Buffer<UInt32>
  ) -> Buffer<Int> {
    let count = network.nodeCount
    let begins = Buffer(count: count + 1, repeating: 0)
    network.withLinks { offsets, targets, _ in
      for source in 0..<count {
        for link in offsets[source]..<offsets[source + 1] {
          let target = Int(targets[link])
          if target == source { continue }
          begins[Int(numbers[source]) + 1] += 1
          begins[Int(numbers[target]) + 1] += 1
        }
      }
    }
    for number in 0..<count { begins[number + 1] += begins[number] }
    return begins
  }
}
