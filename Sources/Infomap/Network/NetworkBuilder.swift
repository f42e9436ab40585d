import CPrefetch

/// Makes a network of links whose ids are below `idCount`.
///
/// Of the links only one copy is made: the network.
struct NetworkBuilder<Weight: LinkWeight> {
  let links: GivenLinks<Weight>
  let idCount: Int
  let positiveLinks: Int
  let isDirected: Bool
  /// Whether the links can be read row by row as they are: the network is directed, no weight is
  /// zero, and the sources rise.
  let isGrouped: Bool
  let workers: Workers

  /// `originalID` translates the ids of the links.
  func network(originalID: (UInt32) -> UInt32 = { $0 }) -> Network {
    let rowBegins = isGrouped ? groupedRowBegins() : countedRowBegins()
    var order: [UInt32] = []
    var memory = RowMemory<Weight>()
    if isGrouped {
      // One thread finds the order, and meanwhile another gets the memory of the rows from the system,
      // which takes as long.
      workers.forEach(2) { task, _ in
        if task == 0 {
          order = DiscoveryOrder(rowBegins, links.targets).ids
        } else {
          memory = RowMemory(links: positiveLinks)
        }
      }
    } else {
      order = countedDiscoveryOrder(rowBegins)
      memory = RowMemory(links: positiveLinks)
    }
    let numbers = Buffer<UInt32>(uninitialized: idCount)
    for (number, id) in order.enumerated() { numbers[id] = UInt32(number) }
    func network<Stored>(_ offsets: [Int], _ rows: RowMemory<Stored>) -> Network {
      Network(
        isDirected: isDirected, nodeIDs: order.map(originalID), linkOffsets: offsets,
        targets: rows.targets, weights: Stored.asLinkWeights(rows.weights))
    }
    if let offsets = fillRows(&memory, order, numbers, rowBegins) {
      return network(offsets, memory)
    }
    // Sums of weights, in double precision, are exact enough.
    memory = RowMemory()
    var exact = RowMemory<Double>(links: positiveLinks)
    let offsets = fillRows(&exact, order, numbers, rowBegins)!
    return network(offsets, exact)
  }

  /// The ends of a link; in an undirected network the smaller is the source.
  @inline(__always)
  private func ends(_ link: Int) -> (source: UInt32, target: UInt32) {
    let (a, b) = (links.sources[link], links.targets[link])
    return isDirected || a <= b ? (a, b) : (b, a)
  }

  /// Where the links of each id as a source begin; one more element than ids.
  private func groupedRowBegins() -> Buffer<Int> {
    let begins = Buffer<Int>(uninitialized: idCount + 1)
    workers.forEach(0..<links.count, by: GivenLinks<Weight>.pieceSize) { piece, _, _ in
      let first = piece.lowerBound
      var next = first == 0 ? 0 : Int(links.sources[first - 1]) + 1
      for link in piece {
        let source = Int(links.sources[link])
        while next <= source {
          begins[next] = link
          next += 1
        }
      }
    }
    for id in (Int(links.sources[links.count - 1]) + 1)...idCount { begins[id] = links.count }
    return begins
  }

  /// The same for links in any order, were they grouped.
  private func countedRowBegins() -> Buffer<Int> {
    let begins = Buffer(count: idCount + 1, repeating: 0)
    for link in 0..<links.count where links.weights[link] > 0 {
      begins[Int(ends(link).source) + 1] += 1
    }
    for id in 0..<idCount { begins[id + 1] += begins[id] }
    return begins
  }

  /// The order for links that are not grouped.
  private func countedDiscoveryOrder(_ rowBegins: borrowing Buffer<Int>) -> [UInt32] {
    let targets = Buffer<UInt32>(uninitialized: positiveLinks)
    let next = Buffer<Int>(uninitialized: idCount)
    for id in 0..<idCount { next[id] = rowBegins[id] }
    for link in 0..<links.count where links.weights[link] > 0 {
      let (source, target) = ends(link)
      targets[next[source]] = target
      next[source] += 1
    }
    return DiscoveryOrder(rowBegins, targets.base).ids
  }

  /// Fills in the links by the numbers of their ends, those with the same ends as one. Returns where
  /// the rows begin; nil if a sum of weights is not exact as `Stored`, unless that is `Double`.
  private func fillRows<Stored: LinkWeight>(
    _ memory: inout RowMemory<Stored>, _ order: [UInt32], _ numbers: borrowing Buffer<UInt32>,
    _ rowBegins: borrowing Buffer<Int>
  ) -> [Int]? {
    var offsets = [0]
    offsets.reserveCapacity(order.count + 1)
    for id in order { offsets.append(offsets.last! + rowBegins[Int(id) + 1] - rowBegins[Int(id)]) }
    let longest = order.indices.reduce(0) { max($0, offsets[$1 + 1] - offsets[$1]) }
    let lengths = Buffer<Int>(uninitialized: order.count)
    let pieces = Workers.pieces(order.indices, by: Self.rowsOfPiece)
    let hasInexactSums = Buffer(count: pieces, repeating: false)
    memory.targets.withUnsafeMutableBufferPointer { targets in
      memory.weights.withUnsafeMutableBufferPointer { weights in
        let (targets, weights) = (targets.baseAddress!, weights.baseAddress!)
        if !isGrouped { scatter(order, numbers, offsets, targets, weights) }
        workers.forEach(order.indices, by: Self.rowsOfPiece) { rows, piece, _ in
          var row = LinkRow<Stored>(capacity: longest)
          for number in rows {
            row.removeAll()
            let begin = offsets[number]
            if isGrouped {
              if number + Self.rowsAhead < rows.upperBound {
                prefetch(givenRow(order[number + Self.rowsAhead], rowBegins))
              }
              for link in givenRow(order[number], rowBegins) {
                row.append(numbers[links.targets[link]], Stored(links.weights[link]))
              }
            } else {
              for link in begin..<offsets[number + 1] { row.append(targets[link], weights[link]) }
            }
            lengths[number] = row.sortAndMerge(into: targets + begin, weights + begin)
          }
          hasInexactSums[piece] = row.hasInexactSums
        }
        offsets = Self.closeGaps(offsets, lengths, targets, weights)
      }
    }
    if Stored.self != Double.self && (0..<pieces).contains(where: { hasInexactSums[$0] }) {
      return nil
    }
    memory.targets.removeLast(positiveLinks - offsets[order.count])
    memory.weights.removeLast(positiveLinks - offsets[order.count])
    return offsets
  }

  /// The links of an id, where they are given row by row.
  private func givenRow(_ id: UInt32, _ rowBegins: borrowing Buffer<Int>) -> Range<Int> {
    rowBegins[id]..<rowBegins[Int(id) + 1]
  }

  private func prefetch(_ row: Range<Int>) {
    CPrefetch.prefetch(links.targets + row.lowerBound, row.count * MemoryLayout<UInt32>.stride)
    CPrefetch.prefetch(links.weights + row.lowerBound, row.count * MemoryLayout<Weight>.stride)
  }

  /// How far ahead of the row at hand the given links are asked for.
  private static var rowsAhead: Int { 2 }

  /// Moves rows that have become shorter together; returns where they begin then.
  private static func closeGaps<Stored>(
    _ offsets: [Int], _ lengths: borrowing Buffer<Int>, _ targets: UnsafeMutablePointer<UInt32>,
    _ weights: UnsafeMutablePointer<Stored>
  ) -> [Int] {
    var closed = [0]
    closed.reserveCapacity(offsets.count)
    for row in 0..<lengths.count {
      let (begin, end) = (offsets[row], closed[row])
      if begin != end {
        (targets + end).update(from: targets + begin, count: lengths[row])
        (weights + end).update(from: weights + begin, count: lengths[row])
      }
      closed.append(end + lengths[row])
    }
    return closed
  }

  /// Rows that a thread takes at a time.
  private static var rowsOfPiece: Int { 2048 }

  /// Puts each link of positive weight into the row of its source.
  private func scatter<Stored: LinkWeight>(
    _ order: [UInt32], _ numbers: borrowing Buffer<UInt32>, _ offsets: [Int],
    _ targets: UnsafeMutablePointer<UInt32>, _ weights: UnsafeMutablePointer<Stored>
  ) {
    let next = Buffer<Int>(uninitialized: idCount)
    for (number, id) in order.enumerated() { next[id] = offsets[number] }
    for link in 0..<links.count where links.weights[link] > 0 {
      let (source, target) = ends(link)
      let place = next[source]
      next[source] = place + 1
      targets[place] = numbers[target]
      weights[place] = Stored(links.weights[link])
    }
  }
}

/// The links of a network's rows, one row after the other.
private struct RowMemory<Weight: LinkWeight> {
  var targets: [UInt32] = []
  var weights: [Weight] = []

  init() {}

  init(links: Int) {
    targets = [UInt32](repeating: 0, count: links)
    weights = [Weight](repeating: 0, count: links)
  }
}
