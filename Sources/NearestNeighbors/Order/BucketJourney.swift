import MPI

/// How the faces of all ranks get to the hosts of their buckets, and what is found there gets back.
struct BucketJourney {
  /// The own rows in the order in which they are sent: by host, then by bucket, then rising.
  let order: [UInt32]
  /// Where the faces of each bucket lie that this rank is the host of, rising in each.
  let ownBuckets: [Range<Int>]
  /// How many faces there are, on all ranks, in the buckets before each of those.
  let firstPositions: [Int]

  /// How many of the own rows go to each rank.
  private let departureCounts: [Int]
  /// Faces that arrive one after another, from the same rank for the same bucket: how many, and the
  /// place of the first.
  private let runs: [(count: Int, place: Int)]
  private let world: Communicator

  /// Collective.
  ///
  /// - Parameters:
  ///   - buckets: of each of the own rows.
  ///   - mostPairs: the share of all pairs that buckets may have.
  /// - Returns: nil, on all ranks, if they have more.
  init?(
    _ buckets: [UInt32], bucketCount: Int, world: Communicator, mostPairs: Double
  ) throws(MPIError) {
    self.world = world
    var own = [Int](repeating: 0, count: bucketCount)
    for bucket in buckets { own[Int(bucket)] += 1 }
    let sizes = try world.allGather(own)
    let totals = (0..<bucketCount).map { bucket in
      (0..<world.size).reduce(0) { $0 + sizes[$1 * bucketCount + bucket] }
    }
    let pairs = totals.reduce(0.0) { $0 + Double($1) * Double($1) }
    let faces = Double(totals.reduce(0, +))
    guard pairs <= mostPairs * faces * faces else { return nil }

    let hosts = Self.hosts(sizes: totals, ranks: world.size)
    let byHost = (0..<bucketCount).sorted { (hosts[$0], $0) < (hosts[$1], $1) }
    var next = [Int](repeating: 0, count: bucketCount)
    var (start, departures) = (0, [Int](repeating: 0, count: world.size))
    for bucket in byHost {
      next[bucket] = start
      start += own[bucket]
      departures[hosts[bucket]] += own[bucket]
    }
    departureCounts = departures
    var order = [UInt32](repeating: 0, count: buckets.count)
    for (row, bucket) in buckets.enumerated() {
      order[next[Int(bucket)]] = UInt32(row)
      next[Int(bucket)] += 1
    }
    self.order = order

    var (ownBuckets, places) = ([Range<Int>](), [Int]())
    let hosted = byHost.filter { hosts[$0] == world.rank }
    var before = [0]
    for total in totals { before.append(before.last! + total) }
    firstPositions = hosted.map { before[$0] }
    for bucket in hosted {
      let first = ownBuckets.last?.upperBound ?? 0
      ownBuckets.append(first..<first + totals[bucket])
      places.append(first)
    }
    var runs: [(count: Int, place: Int)] = []
    for rank in 0..<world.size {
      for (index, bucket) in hosted.enumerated() {
        let count = sizes[rank * bucketCount + bucket]
        runs.append((count, places[index]))
        places[index] += count
      }
    }
    self.ownBuckets = ownBuckets
    self.runs = runs
  }

  /// The rank of each bucket, such that the work is even: the largest first, each to the rank that has
  /// the least to do so far.
  private static func hosts(sizes: [Int], ranks: Int) -> [Int] {
    var work = [Int](repeating: 0, count: ranks)
    var hosts = [Int](repeating: 0, count: sizes.count)
    for bucket in sizes.indices.sorted(by: { (-sizes[$0], $0) < (-sizes[$1], $1) }) {
      let host = work.indices.min { (work[$0], $0) < (work[$1], $1) }!
      hosts[bucket] = host
      work[host] += sizes[bucket] * sizes[bucket]
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
