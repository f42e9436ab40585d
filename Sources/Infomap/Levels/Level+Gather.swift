/// Where a rank's row of a module begins, for the rank that puts the rows together.
private struct RowHeader: BitwiseCopyable {
  var module: UInt32
  var length: UInt32
  var sum: ModuleSum
}

extension Level {
  /// Puts the rows of all ranks together: each rank gets an even share of the modules.
  init(
    gathering rows: borrowing ModuleRows<ModuleLink>, hasTeleportation: Bool,
    exchange: any RankExchange
  ) throws {
    let count = rows.sums.count
    let begins = (0...exchange.size).map { count * $0 / exchange.size }
    let (headers, links) = rows.byRank(begins)
    let allHeaders = try exchange.allToAll(headers)
    let allLinks = try exchange.allToAll(links)

    let first = begins[exchange.rank]
    let own = begins[exchange.rank + 1] - first
    let flowTo = Buffer<Int64>(count: count, repeating: 0)
    let offsets = Buffer(count: own + 1, repeating: 0)
    var list: [AdjacentNode] = []
    list.reserveCapacity(allLinks.reduce(0) { $0 + $1.count })
    var sums = [ModuleSum](repeating: ModuleSum(), count: own)
    var nextHeader = [Int](repeating: 0, count: exchange.size)
    var nextLink = nextHeader
    var touched: [UInt32] = []
    for module in 0..<own {
      touched.removeAll(keepingCapacity: true)
      for rank in 0..<exchange.size where nextHeader[rank] < allHeaders[rank].count {
        let header = allHeaders[rank][nextHeader[rank]]
        guard Int(header.module) == first + module else { continue }
        nextHeader[rank] += 1
        sums[module].add(header.sum)
        for link in allLinks[rank][nextLink[rank]..<nextLink[rank] + Int(header.length)] {
          if flowTo[link.module] == 0 { touched.append(link.module) }
          flowTo[link.module] += link.flow
        }
        nextLink[rank] += Int(header.length)
      }
      // In an order that does not depend on the ranks that the links came from.
      touched.sort()
      for other in touched {
        list.append(AdjacentNode(module: other, flow: flowTo[other]))
        flowTo[other] = 0
      }
      offsets[module + 1] = list.count
    }

    let all = try exchange.allGather(sums)
    let nodes = Buffer<NodeFlow>(uninitialized: count)
    let teleports = Buffer<TeleportFlow>(uninitialized: hasTeleportation ? count : 0)
    for module in 0..<count {
      nodes[module] = all[module].node
      if hasTeleportation { teleports[module] = all[module].teleport }
    }
    let neighbors = Buffer<AdjacentNode>(uninitialized: list.count)
    for link in list.indices { neighbors[link] = list[link] }
    self.init(
      offsets: offsets, neighbors: neighbors, nodes: nodes, teleports: teleports,
      part: (begins, exchange.rank))
  }
}

extension ModuleRows<ModuleLink> {
  /// The rows by the rank that gets the module; rows with nothing in them are left out.
  fileprivate func byRank(
    _ begins: [Int]
  ) -> (headers: [[RowHeader]], links: [[ModuleLink]]) {
    var headers = [[RowHeader]](repeating: [], count: begins.count - 1)
    var links = [[ModuleLink]](repeating: [], count: begins.count - 1)
    var rank = 0
    var piece = 0
    var place = 0
    for module in 0..<sums.count {
      while module >= begins[rank + 1] { rank += 1 }
      if module / Self.pieceSize != piece {
        piece = module / Self.pieceSize
        place = 0
      }
      let length = lengths[module]
      if length > 0 || sums[module] != ModuleSum() {
        headers[rank].append(
          RowHeader(module: UInt32(module), length: UInt32(length), sum: sums[module]))
        links[rank] += pieces[piece][place..<place + length]
      }
      place += length
    }
    return (headers, links)
  }
}
