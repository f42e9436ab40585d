/// The numbers 0, 1, … of the nodes that occur in links, by rising original id.
struct NodeNumbering {
  let nodeIDs: [UInt32]
  /// The number of each id from 0 to the highest, or empty when the ids are too sparse for a table.
  private let table: [UInt32]

  /// The numbering of the ends of all links of positive weight.
  init<Weight: LinkWeight>(
    sources: Span<UInt32>, targets: Span<UInt32>, weights: Span<Weight>, highestID: UInt32
  ) {
    let tableIsSmall = Int(highestID) <= 8 * sources.count + Self.smallTable
    var used = [Bool](repeating: false, count: tableIsSmall ? Int(highestID) + 1 : 0)
    var ends: [UInt32] = []
    for link in sources.indices where weights[link] > 0 {
      if tableIsSmall {
        used[Int(sources[link])] = true
        used[Int(targets[link])] = true
      } else {
        ends.append(sources[link])
        ends.append(targets[link])
      }
    }
    var ids: [UInt32] = []
    var numbers = [UInt32](repeating: 0, count: used.count)
    if tableIsSmall {
      for id in used.indices where used[id] {
        numbers[id] = UInt32(ids.count)
        ids.append(UInt32(id))
      }
    } else {
      ends.sort()
      for id in ends where ids.last != id { ids.append(id) }
    }
    nodeIDs = ids
    table = numbers
  }

  /// The number of a node that occurs in a link.
  @inline(__always)
  func number(of id: UInt32) -> UInt32 {
    if !table.isEmpty { return table[Int(id)] }
    return UInt32(position(of: id))
  }

  private func position(of id: UInt32) -> Int {
    var low = 0
    var high = nodeIDs.count
    while low < high {
      let middle = (low + high) / 2
      if nodeIDs[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static let smallTable = 1 << 16
}
