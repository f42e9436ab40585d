/// A rank's part of a network that several ranks share: the links that leave or enter its own nodes.
/// All nodes exist, with the numbers that they have in the whole network.
///
/// Rank 0 finds the order of the nodes and tells it to the others.
extension NetworkBuilder {
  /// The part of a rank, its own nodes, and all links of the network by the numbers of its nodes, where
  /// links are given row by row.
  func withGroupedPart<Result>(
    of exchange: any RankExchange,
    _ body: (Network, _ own: Range<Int>, NumberedLinks<Weight>) throws -> Result
  ) throws -> Result {
    let rowBegins = groupedRowBegins()
    let linked = try exchange.allGather(
      exchange.rank == 0 ? DiscoveryOrder(rowBegins, links.targets).ids : [])
    let numbering = numbering(linked, rowBegins)
    let own = Self.own(linked, exchange)
    let rows = groupedRows(of: own, numbering)
    let network = network(numbering, rows, own)
    let order = numbering.order
    let result = try order.withUnsafeBufferPointer { order in
      try body(
        network, own,
        NumberedLinks(
          links, order: order.baseAddress!, numbers: UnsafePointer(numbering.numbers.base),
          rowBegins: UnsafePointer(numbering.rowBegins.base)))
    }
    withExtendedLifetime(numbering) {}
    return result
  }

  /// The part of a rank and its own nodes, whatever the order of the links. Each rank looks at all.
  func countedPart(
    of exchange: any RankExchange
  ) throws -> (network: Network, own: Range<Int>) {
    let linked = try exchange.allGather(
      exchange.rank == 0 ? countedDiscoveryOrder(countedRowBegins()) : [])
    // Only links given row by row are looked for by their row.
    let numbering = numbering(linked, Buffer(uninitialized: 0))
    let numbers = numbering.numbers.base
    let own = Self.own(linked, exchange)
    let nodeCount = numbering.order.count
    var rows = [Int](repeating: 0, count: nodeCount + 1)
    for link in 0..<links.count where links.weights[link] > 0 {
      let (source, target) = ends(link)
      let row = Int(numbers[Int(source)])
      if own.contains(row) || own.contains(Int(numbers[Int(target)])) { rows[row + 1] += 1 }
    }
    for row in 0..<nodeCount { rows[row + 1] += rows[row] }
    return (network(numbering, rows, own), own)
  }

  private static func own(_ linked: [UInt32], _ exchange: any RankExchange) -> Range<Int> {
    let begins = NodeBlocks.begins(nodeCount: linked.count, ranks: exchange.size)
    return begins[exchange.rank]..<begins[exchange.rank + 1]
  }

  private func network(
    _ numbering: borrowing Numbering, _ rows: [Int], _ own: Range<Int>
  ) -> Network {
    var memory = RowMemory<Weight>(links: rows.last!)
    return network(numbering, rowsAt: rows, part: own, memory: &memory, originalID: { $0 })
  }

  /// Where the rows begin that have only the links which leave or enter some nodes.
  private func groupedRows(of own: Range<Int>, _ numbering: borrowing Numbering) -> [Int] {
    let order = numbering.order
    let (numbers, rowBegins) = (numbering.numbers.base, numbering.rowBegins.base)
    let lengths = Buffer<Int>(uninitialized: order.count)
    let lengthsBase = lengths.base
    workers.forEach(order.indices, by: Self.rowsOfPiece) { rows, _, _ in
      for number in rows {
        let row = givenRow(order[number], rowBegins)
        lengthsBase[number] =
          own.contains(number)
          ? row.count : row.count { own.contains(Int(numbers[Int(links.targets[$0])])) }
      }
    }
    var begins = [0]
    begins.reserveCapacity(order.count + 1)
    for number in order.indices { begins.append(begins[number] + lengths[number]) }
    return begins
  }
}
