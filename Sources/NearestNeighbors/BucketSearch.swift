import Dispatch
import Embeddings
import MPI

/// Compares the faces of each bucket, wherever they are, and keeps what they find in the lists of
/// their own ranks.
///
/// Each bucket is the work of one rank, to which the other ranks send its faces. There they lie bucket
/// after bucket, so that the kernels compare them in dense tiles.
struct BucketSearch {
  private let rows: FaceRows
  private let search: RingSearch
  private let layout: ShardLayout
  private let world: Communicator
  /// Searches among the own rows, one whose encoding suits the faces that are compared and one for the
  /// nearest centers, which can be at any distance.
  private let encoder: BlockSearch
  private let assigner: BlockSearch

  /// Where buckets would have more than this share of all pairs, faces do not fall apart into them.
  private static let mostPairs = 0.125

  /// With so many centers a round spends most of its time on finding nearest centers, and yet they
  /// are few enough that faces alike share one.
  private static func effort(faces: Int) -> BucketCenters.Effort {
    BucketCenters.Effort(
      centers: Int(4 * Double(faces).squareRoot()), facesPerCenter: 25, iterations: 3)
  }

  init(rows: FaceRows, search: RingSearch, layout: ShardLayout, world: Communicator) {
    self.rows = rows
    self.search = search
    self.layout = layout
    self.world = world
    func block(_ minSimilarity: Float) -> BlockSearch {
      BlockSearch(
        rows: rows, minSimilarity: minSimilarity, threads: search.threads, kernel: search.kernel)
    }
    encoder = block(search.minSimilarity)
    assigner = block(-1)
  }

  /// Compares the faces of the buckets of a round. Collective.
  ///
  /// - Returns: false, on all ranks, if there are so few buckets that it is not worth while.
  func run(
    round: Int, _ lists: CandidateLists, cost: inout RingSearch.Cost
  ) throws(MPIError) -> Bool {
    let centers = try BucketCenters(
      of: rows, layout: layout, world: world, seed: round, assigner: assigner,
      effort: Self.effort(faces: layout.faces))
    let buckets = centers.nearest(to: assigner)
    guard
      let journey = try BucketJourney(
        buckets, bucketCount: centers.count, world: world, mostPairs: Self.mostPairs)
    else { return false }

    let start = DispatchTime.now()
    let faces = try journey.arrivals(of: journey.order.map { rows.number(Int($0)) }, 1)
    let values = try journey.arrivals(
      of: rows.copied(journey.order, columns: 0..<rows.dimension), rows.dimension)
    cost.bytes += rows.count * (4 + 4 * rows.dimension)
    cost.addWaiting(since: start)

    let found = CandidateLists(rowCount: faces.count, capacity: lists.capacity) { _ in
      search.minSimilarity
    }
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      let visitors = FaceRows(
        values: values, count: faces.count, dimension: rows.dimension, firstFace: 0)
      BlockSearch(rows: visitors, like: encoder, threads: search.threads)
        .compareWithin(journey.ownBuckets, found)
    }
    try sendHome(found, faces, journey, lists, &cost)
    return true
  }

  /// Sends what was found to the faces' own ranks, where it joins their lists.
  private func sendHome(
    _ found: CandidateLists, _ faces: [UInt32], _ journey: BucketJourney, _ lists: CandidateLists,
    _ cost: inout RingSearch.Cost
  ) throws(MPIError) {
    let places = journey.placesInOrderOfArrival
    let counts = places.map { UInt32(found.neighbors(Int($0)).count) }
    var neighbors: [Neighbor] = []
    neighbors.reserveCapacity(counts.reduce(0) { $0 + Int($1) })
    for place in places {
      // Faces rise with the places of a bucket, so that ties stay as they are.
      neighbors.append(
        contentsOf: found.neighbors(Int(place)).lazy.map {
          Neighbor(index: faces[Int($0.index)], similarity: $0.similarity)
        })
    }
    cost.bytes += counts.count * 4 + neighbors.count * MemoryLayout<Neighbor>.size
    let start = DispatchTime.now()
    let parts = RankParts(counts, counts: journey.arrivalCounts)
    let sums = parts.map { part in part.reduce(0) { $0 + Int($1) } }
    let homeCounts = try world.allToAll(varying: parts).elements
    let homeNeighbors = try world.allToAll(varying: RankParts(neighbors, counts: sums)).elements
    cost.addWaiting(since: start)
    var offsets = [0]
    offsets.reserveCapacity(homeCounts.count + 1)
    for count in homeCounts { offsets.append(offsets.last! + Int(count)) }
    let (order, batch) = (journey.order, 4096)
    inParallel(count: (order.count + batch - 1) / batch, threads: search.threads) {
      [offsets] index in
      for place in index * batch..<min((index + 1) * batch, order.count) {
        for neighbor in homeNeighbors[offsets[place]..<offsets[place + 1]] {
          // Two faces can meet in several rounds.
          lists.insertOnce(neighbor, row: Int(order[place]))
        }
      }
    }
  }
}
