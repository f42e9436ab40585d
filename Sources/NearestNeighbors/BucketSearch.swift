import Dispatch
import Embeddings
import MPI
import Synchronization

/// Compares the faces of each bucket, wherever they are, and keeps what they find in the lists of
/// their own ranks.
///
/// Each bucket is the work of one rank, to which the other ranks send its faces. Buckets are dealt out
/// in rounds, so that a rank never holds many more visiting faces than it has itself.
struct BucketSearch {
  let rows: FaceRows
  let lists: CandidateLists
  let minSimilarity: Float
  /// A search whose encoding suits the faces.
  let block: BlockSearch
  let layout: ShardLayout
  let world: Communicator

  func run(
    _ buckets: Buckets, probes: Int, cost: inout RingSearch.Cost, progress: (Double) -> Void
  ) throws(MPIError) {
    var sizes = [Int](repeating: 0, count: buckets.count)
    for row in 0..<rows.count {
      for bucket in buckets.buckets(of: row, probes: probes) { sizes[Int(bucket)] += 1 }
    }
    let hosts = hosts(sizes: try world.allReduce(sizes, with: .sum))
    let rounds = max(1, min(probes, buckets.count))
    for round in 0..<rounds {
      // The buckets of the round, each with this rank's members in rising order.
      var members: [Int: [Int]] = [:]
      for row in 0..<rows.count {
        for bucket in buckets.buckets(of: row, probes: probes) where Int(bucket) % rounds == round {
          members[Int(bucket), default: []].append(row)
        }
      }
      let visitors = try exchange(members, hosts, &cost)
      try sendHome(compare(visitors), &cost)
      progress(Double(round + 1) / Double(rounds))
    }
  }

  /// The rank of each bucket, such that the work is even: the largest first, each to the rank that has
  /// the least to do so far.
  private func hosts(sizes: [Int]) -> [Int] {
    var work = [Int](repeating: 0, count: world.size)
    var hosts = [Int](repeating: 0, count: sizes.count)
    for bucket in sizes.indices.sorted(by: { (-sizes[$0], $0) < (-sizes[$1], $1) }) {
      let host = work.indices.min { (work[$0], $0) < (work[$1], $1) }!
      hosts[bucket] = host
      work[host] += sizes[bucket] * sizes[bucket]
    }
    return hosts
  }

  private func flattened<Element: MPIElement>(_ parts: [[Element]]) -> RankParts<Element> {
    var all: [Element] = []
    all.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { all.append(contentsOf: part) }
    return RankParts(all, counts: parts.map(\.count))
  }

  /// Faces of buckets: their numbers in the whole input, and where the row of each is.
  private struct Visitors {
    let values: [Float]
    /// For each bucket the faces in rising order, and the places of their rows in `values`.
    let buckets: [(faces: [UInt32], places: [Int])]
  }

  /// Sends the members of each bucket to its host and receives those of the own buckets.
  private func exchange(
    _ members: [Int: [Int]], _ hosts: [Int], _ cost: inout RingSearch.Cost
  ) throws(MPIError) -> Visitors {
    var faces = [[UInt32]](repeating: [], count: world.size)
    var places = [[UInt32]](repeating: [], count: world.size)
    var values = [[Float]](repeating: [], count: world.size)
    for bucket in members.keys.sorted() {
      let host = hosts[bucket]
      for row in members[bucket]! {
        faces[host].append(UInt32(rows.firstFace + row))
        places[host].append(UInt32(bucket))
        values[host].append(
          contentsOf: UnsafeBufferPointer(start: rows[row], count: rows.dimension))
      }
    }
    cost.bytes += faces.reduce(0) { $0 + $1.count } * (8 + 4 * rows.dimension)
    let start = DispatchTime.now()
    let sentFaces = try world.allToAll(varying: flattened(faces)).elements
    let sentBuckets = try world.allToAll(varying: flattened(places)).elements
    let sentValues = try world.allToAll(varying: flattened(values)).elements
    cost.addWaiting(since: start)
    // From rank to rank the faces rise.
    var own: [UInt32: (faces: [UInt32], places: [Int])] = [:]
    for (place, bucket) in sentBuckets.enumerated() {
      own[bucket, default: ([], [])].faces.append(sentFaces[place])
      own[bucket, default: ([], [])].places.append(place)
    }
    return Visitors(values: sentValues, buckets: own.keys.sorted().map { own[$0]! })
  }

  /// For each rank the neighbors of its faces, found in the buckets here.
  private struct Found {
    var faces: [[UInt32]]
    var neighbors: [[Neighbor]]
  }

  private func compare(_ visitors: Visitors) -> Found {
    let empty = Found(
      faces: Array(repeating: [], count: world.size),
      neighbors: Array(repeating: [], count: world.size))
    let found = Mutex(empty)
    let (least, capacity, dimension) = (minSimilarity, lists.capacity, rows.dimension)
    inParallel(count: visitors.buckets.count, threads: block.threads) { [block, layout] index in
      let (faces, places) = visitors.buckets[index]
      let copy = EmbeddingMatrix(rows: faces.count, dimension: dimension)
      visitors.values.withUnsafeBufferPointer { values in
        for (row, place) in places.enumerated() {
          (copy.values + row * dimension).update(
            from: values.baseAddress! + place * dimension, count: dimension)
        }
      }
      let all = 0..<faces.count
      let rows = FaceRows(
        values: copy.values, count: faces.count, dimension: dimension, firstFace: 0)
      let search = BlockSearch(rows: rows, like: block)
      let lists = CandidateLists(rowCount: faces.count, capacity: capacity) { _ in least }
      search.compare(
        all, lists, with: search.columns(rows, all), all, lists, onlyAboveDiagonal: true
      ) { _ in }
      found.withLock { found in
        for (row, face) in faces.enumerated() {
          let owner = layout.rank(of: Int(face))
          for neighbor in lists.neighbors(row) {
            found.faces[owner].append(face)
            // Faces rise with the rows, so that ties stay as they are.
            found.neighbors[owner].append(
              Neighbor(index: faces[Int(neighbor.index)], similarity: neighbor.similarity))
          }
        }
      }
      withExtendedLifetime(copy) {}
    }
    return found.withLock { $0 }
  }

  /// Sends what was found to the faces' own ranks, where it joins their lists.
  private func sendHome(_ found: Found, _ cost: inout RingSearch.Cost) throws(MPIError) {
    cost.bytes += found.faces.reduce(0) { $0 + $1.count } * 12
    let start = DispatchTime.now()
    let faces = try world.allToAll(varying: flattened(found.faces)).elements
    let neighbors = try world.allToAll(varying: flattened(found.neighbors)).elements
    cost.addWaiting(since: start)
    // Two faces can meet in several buckets.
    for (face, neighbor) in zip(faces, neighbors) {
      lists.insertOnce(neighbor, row: Int(face) - rows.firstFace)
    }
  }
}
