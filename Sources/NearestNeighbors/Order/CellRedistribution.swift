import MPI

/// Where each face of this rank is sent so that all faces of a coarse cell are on one rank, its host, and
/// where the faces that arrive there belong.
struct CellRedistribution {
  /// The own rows in the order in which they are sent: by host, then by cell, then rising.
  let order: [UInt32]
  /// Where the faces of each cell lie that this rank is the host of, rising in each.
  let ownCells: [Range<Int>]
  /// How many faces there are, on all ranks, in the cells before each of those.
  let firstPositions: [Int]
  /// How many faces there are, on all ranks, before each cell that has any.
  let cellStarts: [UInt32]

  /// How many of the own rows go to each rank.
  private let departureCounts: [Int]
  /// Faces that arrive one after another, from the same rank for the same cell: how many, and the
  /// place of the first.
  private let runs: [(count: Int, place: Int)]
  private let world: Communicator

  /// Collective.
  ///
  /// - Parameters:
  ///   - cells: the number of the cell of each of the own rows.
  ///   - mostPairs: the share of all pairs of faces that may lie in the same cell.
  /// - Returns: nil, on all ranks, if more do.
  init?(
    _ cells: [UInt32], cellCount: Int, world: Communicator, mostPairs: Double
  ) throws(MPIError) {
    self.world = world
    var own = [Int](repeating: 0, count: cellCount)
    for cell in cells { own[Int(cell)] += 1 }
    let sizes = try world.allGather(own)
    let totals = (0..<cellCount).map { cell in
      (0..<world.size).reduce(0) { $0 + sizes[$1 * cellCount + cell] }
    }
    let pairs = totals.reduce(0.0) { $0 + Double($1) * Double($1) }
    let faces = Double(totals.reduce(0, +))
    guard pairs <= mostPairs * faces * faces else { return nil }

    let hosts = Self.hosts(sizes: totals, ranks: world.size)
    let byHost = (0..<cellCount).sorted { (hosts[$0], $0) < (hosts[$1], $1) }
    var next = [Int](repeating: 0, count: cellCount)
    var (start, departures) = (0, [Int](repeating: 0, count: world.size))
    for cell in byHost {
      next[cell] = start
      start += own[cell]
      departures[hosts[cell]] += own[cell]
    }
    departureCounts = departures
    var order = [UInt32](repeating: 0, count: cells.count)
    for (row, cell) in cells.enumerated() {
      order[next[Int(cell)]] = UInt32(row)
      next[Int(cell)] += 1
    }
    self.order = order

    var (ownCells, places) = ([Range<Int>](), [Int]())
    let hosted = byHost.filter { hosts[$0] == world.rank }
    var before = [0]
    for total in totals { before.append(before.last! + total) }
    firstPositions = hosted.map { before[$0] }
    cellStarts = totals.indices.filter { totals[$0] > 0 }.map { UInt32(before[$0]) }
    for cell in hosted {
      let first = ownCells.last?.upperBound ?? 0
      ownCells.append(first..<first + totals[cell])
      places.append(first)
    }
    var runs: [(count: Int, place: Int)] = []
    for rank in 0..<world.size {
      for (index, cell) in hosted.enumerated() {
        let count = sizes[rank * cellCount + cell]
        runs.append((count, places[index]))
        places[index] += count
      }
    }
    self.ownCells = ownCells
    self.runs = runs
  }

  /// The rank of each cell, such that the work is even: the largest first, each to the rank that has
  /// the least to do so far.
  private static func hosts(sizes: [Int], ranks: Int) -> [Int] {
    var work = [Int](repeating: 0, count: ranks)
    var hosts = [Int](repeating: 0, count: sizes.count)
    for cell in sizes.indices.sorted(by: { (-sizes[$0], $0) < (-sizes[$1], $1) }) {
      let host = work.indices.min { (work[$0], $0) < (work[$1], $1) }!
      hosts[cell] = host
      work[host] += sizes[cell] * sizes[cell]
    }
    return hosts
  }

  /// Sends what belongs to the own rows, `width` elements for each, in their `order`, and returns what
  /// belongs to the faces that arrive, at their places.
  func arrivals<Element: MPIElement>(
    of elements: [Element], _ width: Int
  ) throws(MPIError) -> [Element] {
    let arrived = try world.allToAll(
      varying: RankParts(elements, counts: departureCounts.map { $0 * width })
    ).elements
    return [Element](unsafeUninitializedCapacity: arrived.count) { buffer, count in
      var first = 0
      for run in runs {
        let (length, place) = (run.count * width, run.place * width)
        _ = buffer[place..<place + length].initialize(
          fromContentsOf: arrived[first..<first + length])
        first += length
      }
      count = arrived.count
    }
  }
}
