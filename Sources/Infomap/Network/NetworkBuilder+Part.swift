extension NetworkBuilder {
  /// What rank `rank` of `ranks` has of a network whose links are grouped: those that leave or enter
  /// its own nodes. All nodes exist, with the numbers that they have in the whole network.
  ///
  /// `body` is given the network, the own nodes and all links by these numbers.
  func withPart<Result>(
    rank: Int, ranks: Int, _ body: (Network, Range<Int>, NumberedLinks<Weight>) -> Result
  ) -> Result {
    let rowBegins = groupedRowBegins()
    let order = DiscoveryOrder(rowBegins, links.targets).ids
    let numbers = Self.numbers(of: order, idCount: idCount)
    let begins = LevelPart.begins(nodeCount: order.count, ranks: ranks)
    let own = begins[rank]..<begins[rank + 1]
    let numbering = Numbering(order: order, numbers: numbers, rowBegins: rowBegins)
    let rows = rowsOfPart(own, numbering)
    var memory = RowMemory<Weight>(links: rows.last!)
    let network = network(
      numbering, rowsAt: rows, part: own, memory: &memory, originalID: { $0 })
    let result = order.withUnsafeBufferPointer { order in
      body(
        network, own,
        NumberedLinks(
          links, order: order.baseAddress!, numbers: UnsafePointer(numbering.numbers.base),
          rowBegins: UnsafePointer(numbering.rowBegins.base)))
    }
    withExtendedLifetime(numbering) {}
    return result
  }

  /// Where the rows begin that have only the links which leave or enter some nodes.
  private func rowsOfPart(_ own: Range<Int>, _ numbering: borrowing Numbering) -> [Int] {
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
