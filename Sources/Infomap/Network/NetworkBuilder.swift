import CMemory
import Threads

/// Makes a network of links whose ids are below `idCount`.
///
/// Only one copy of the links is made: the network.
struct NetworkBuilder<Weight: LinkWeight> {
  let links: GivenLinks<Weight>
  /// Ids below `idCount` that are nodes even without a link, rising.
  let vertices: [UInt32]
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
    let numbering = numbering(order, rowBegins)
    var begins = [0]
    begins.reserveCapacity(numbering.order.count + 1)
    for id in numbering.order {
      begins.append(begins.last! + givenRow(id, numbering.rowBegins).count)
    }
    return network(numbering, rowsAt: begins, memory: &memory, originalID: originalID)
  }

  /// The network with the links of each node in the place that is kept for its row.
  ///
  /// - Parameters:
  ///   - part: numbers of nodes; links between two others are left out.
  ///   - memory: for all rows; empty afterwards.
  func network(
    _ numbering: borrowing Numbering, rowsAt begins: [Int], part: Range<Int>? = nil,
    memory: inout RowMemory<Weight>, originalID: (UInt32) -> UInt32
  ) -> Network {
    let nodeIDs = numbering.order.map(originalID)
    func network<Stored>(_ offsets: [Int], _ rows: RowMemory<Stored>) -> Network {
      Network(
        isDirected: isDirected, nodeIDs: nodeIDs, linkedNodeCount: numbering.linkedCount,
        linkOffsets: offsets, targets: rows.targets, weights: Stored.asLinkWeights(rows.weights))
    }
    defer { memory = RowMemory() }
    if let offsets = fillRows(&memory, numbering, begins, part) { return network(offsets, memory) }
    // Sums of weights, in double precision, are exact enough.
    memory = RowMemory()
    var exact = RowMemory<Double>(links: begins.last!)
    let offsets = fillRows(&exact, numbering, begins, part)!
    return network(offsets, exact)
  }

  /// The ends of a link; in an undirected network the smaller is the source.
  @inline(__always)
  func ends(_ link: Int) -> (source: UInt32, target: UInt32) {
    let (a, b) = (links.sources[link], links.targets[link])
    return isDirected || a <= b ? (a, b) : (b, a)
  }

  /// The numbers of the ids in an order of those with links; vertices without come after them.
  func numbering(_ linked: [UInt32], _ rowBegins: consuming Buffer<Int>) -> Numbering {
    var order = linked
    if !vertices.isEmpty {
      let isLinked = Buffer(count: idCount, repeating: false)
      for id in linked { isLinked[id] = true }
      order += vertices.filter { !isLinked[$0] }
    }
    let numbers = Buffer<UInt32>(uninitialized: idCount)
    for (number, id) in order.enumerated() { numbers[id] = UInt32(number) }
    return Numbering(
      order: order, linkedCount: linked.count, numbers: numbers, rowBegins: rowBegins)
  }

  /// Where the links of each id as a source begin; one more element than ids.
  func groupedRowBegins() -> Buffer<Int> {
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

  /// Row starts as if the links, which come in any order, were sorted by source.
  func countedRowBegins() -> Buffer<Int> {
    let begins = Buffer(count: idCount + 1, repeating: 0)
    for link in 0..<links.count where links.weights[link] > 0 {
      begins[Int(ends(link).source) + 1] += 1
    }
    for id in 0..<idCount { begins[id + 1] += begins[id] }
    return begins
  }

  /// The order for links that are not grouped.
  func countedDiscoveryOrder(_ rowBegins: borrowing Buffer<Int>) -> [UInt32] {
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
    _ memory: inout RowMemory<Stored>, _ numbering: borrowing Numbering, _ begins: [Int],
    _ part: Range<Int>?
  ) -> [Int]? {
    let order = numbering.order
    let (numbers, rowBegins) = (numbering.numbers.base, numbering.rowBegins.base)
    var offsets = begins
    let longest = order.indices.reduce(0) { max($0, begins[$1 + 1] - begins[$1]) }
    let lengths = Buffer<Int>(uninitialized: order.count)
    let pieces = Workers.pieces(order.indices, by: Self.rowsOfPiece)
    let hasInexactSums = Buffer(count: pieces, repeating: false)
    memory.targets.withUnsafeMutableBufferPointer { targets in
      memory.weights.withUnsafeMutableBufferPointer { weights in
        let (targets, weights) = (targets.baseAddress!, weights.baseAddress!)
        if !isGrouped { scatter(order, numbers, begins, part, targets, weights) }
        workers.forEach(order.indices, by: Self.rowsOfPiece) { rows, piece, _ in
          var row = LinkRow<Stored>(capacity: longest)
          for number in rows {
            row.removeAll()
            let begin = begins[number]
            if isGrouped {
              if number + Self.rowsAhead < rows.upperBound {
                prefetch(givenRow(order[number + Self.rowsAhead], rowBegins))
              }
              let keepsAll = part?.contains(number) ?? true
              for link in givenRow(order[number], rowBegins) {
                let target = numbers[Int(links.targets[link])]
                guard keepsAll || part!.contains(Int(target)) else { continue }
                row.append(target, Stored(links.weights[link]))
              }
            } else {
              for link in begin..<begins[number + 1] { row.append(targets[link], weights[link]) }
            }
            lengths[number] = row.sortAndMerge(into: targets + begin, weights + begin)
          }
          hasInexactSums[piece] = row.hasInexactSums
        }
        offsets = Self.closeGaps(begins, lengths, targets, weights)
      }
    }
    if Stored.self != Double.self && (0..<pieces).contains(where: { hasInexactSums[$0] }) {
      return nil
    }
    memory.targets.removeLast(memory.targets.count - offsets[order.count])
    memory.weights.removeLast(memory.weights.count - offsets[order.count])
    return offsets
  }

  /// The links of an id, where they are given row by row.
  func givenRow(_ id: UInt32, _ rowBegins: borrowing Buffer<Int>) -> Range<Int> {
    givenRow(id, rowBegins.base)
  }

  @inline(__always)
  func givenRow(_ id: UInt32, _ rowBegins: UnsafePointer<Int>) -> Range<Int> {
    rowBegins[Int(id)]..<rowBegins[Int(id) + 1]
  }

  private func prefetch(_ row: Range<Int>) {
    CMemory.prefetch(links.targets + row.lowerBound, row.count * MemoryLayout<UInt32>.stride)
    CMemory.prefetch(links.weights + row.lowerBound, row.count * MemoryLayout<Weight>.stride)
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
  static var rowsOfPiece: Int { 2048 }

  /// Puts each link of positive weight into the row of its source, of a part those with an end in it.
  private func scatter<Stored: LinkWeight>(
    _ order: [UInt32], _ numbers: UnsafePointer<UInt32>, _ offsets: [Int], _ part: Range<Int>?,
    _ targets: UnsafeMutablePointer<UInt32>, _ weights: UnsafeMutablePointer<Stored>
  ) {
    let next = Buffer<Int>(uninitialized: idCount)
    for (number, id) in order.enumerated() { next[id] = offsets[number] }
    for link in 0..<links.count where links.weights[link] > 0 {
      let (source, target) = ends(link)
      let number = numbers[Int(target)]
      if let part, !part.contains(Int(number)), !part.contains(Int(numbers[Int(source)])) {
        continue
      }
      let place = next[source]
      next[source] = place + 1
      targets[place] = number
      weights[place] = Stored(links.weights[link])
    }
  }
}

/// The ids of a network in the order of their numbers, the number of each id, and where the links of
/// each id as a source begin as they were given.
struct Numbering: ~Copyable {
  let order: [UInt32]
  /// How many of them have links; they come first.
  let linkedCount: Int
  let numbers: Buffer<UInt32>
  let rowBegins: Buffer<Int>
}

/// The links of a network's rows, one row after the other.
struct RowMemory<Weight: LinkWeight> {
  var targets: [UInt32] = []
  var weights: [Weight] = []

  init() {}

  init(links: Int) {
    targets = [UInt32](repeating: 0, count: links)
    weights = [Weight](repeating: 0, count: links)
  }
}
