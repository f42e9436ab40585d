import Calibration

/// Centers from which k-means starts: faces that lie apart.
struct KMeansSeeding {
  private let faces: any DistributedFaces
  private let count: Int
  private let seed: UInt64

  /// With more clusters centers are just different faces: each further one takes a pass of all ranks.
  static let mostChosen = 10_000

  /// - Parameter count: how many centers, no more than there are faces.
  init(_ faces: any DistributedFaces, count: Int, seed: UInt64) {
    precondition(count <= faces.count)
    self.faces = faces
    self.count = count
    self.seed = seed
  }

  /// The centers, one after another. Collective; the same on all ranks.
  func centers() throws -> [Float] {
    guard count <= Self.mostChosen else {
      return try faces.rows(
        of: RandomDraws(seed: seed, purpose: 1).distinct(count, below: faces.count))
    }
    return try chosen()
  }

  /// Greedy k-means++. Squared distances are whole numbers, so that their sums are the same for any ranks.
  private func chosen() throws -> [Float] {
    let draws = RandomDraws(seed: seed, purpose: 2)
    let candidates = 2 + Int(ElementaryFunctions.log(Double(max(1, count))))
    var centers = try faces.rows(of: [draws.number(0, below: faces.count)])
    var nearness = Nearness(faces, first: centers)
    for center in 1..<max(1, count) {
      let total = try faces.sum([nearness.total])[0]
      let targets = (0..<candidates).map { candidate in
        draws.number(center * candidates + candidate, below: max(1, total))
      }
      let rows = try self.rows(at: targets, nearness, total: total, draws, center)
      let trials = nearness.trials(of: rows)
      let gains = try faces.sum(trials.map(\.gain))
      let best = gains.indices.max { (gains[$0], $1) < (gains[$1], $0) }!
      nearness.take(trials[best])
      centers += rows[best * faces.dimension..<(best + 1) * faces.dimension]
    }
    return centers
  }

  /// The faces at which the squared distances of all before them pass some targets. Collective.
  private func rows(
    at targets: [Int], _ nearness: Nearness, total: Int, _ draws: RandomDraws, _ center: Int
  ) throws -> [Float] {
    guard total > 0 else {
      // All faces are where centers are already.
      return try faces.rows(
        of: targets.indices.map {
          draws.number(-1 - center * targets.count - $0, below: faces.count)
        })
    }
    let before = try faces.gather([nearness.total, faces.own.lowerBound])
    let offset = stride(from: 0, to: before.count, by: 2)
      .filter { before[$0 + 1] < faces.own.lowerBound }.reduce(0) { $0 + before[$1] }
    let own = nearness.rows(at: targets, after: offset)
    // Each target is passed on one rank, and the others add 0.
    let found = try faces.sum(own.map { $0.map { $0 + faces.own.lowerBound } ?? 0 })
    return try faces.rows(of: found)
  }
}

/// How near this rank's faces are to the centers that have been chosen.
private struct Nearness {
  /// What one more center would change.
  struct Trial {
    /// By how much the sum of squared distances falls.
    let gain: Int
    /// The rows that are nearer to it than to others, and their squared distances from it.
    let nearer: [(row: Int, distance: UInt32)]
  }

  private let faces: any DistributedFaces
  private let search: any NearestCenters
  /// Squared distances, which are at most 4, in units of 2^-29.
  private var distances: [UInt32]
  private(set) var total: Int

  private static let units = Double(1 << 29)

  init(_ faces: any DistributedFaces, first: [Float]) {
    self.faces = faces
    search = faces.nearestCenters(to: faces.rows)
    let (rows, dimension) = (faces.rows, faces.dimension)
    distances = [UInt32](unsafeUninitializedCapacity: rows.count) { buffer, count in
      // Each row has a place of its own.
      nonisolated(unsafe) let buffer = buffer
      faces.forEachPart { part, _ in
        for row in part {
          buffer.initializeElement(
            at: row, to: Self.fixed(Columns.squaredDistance(rows[row], first, dimension)))
        }
      }
      count = rows.count
    }
    total = distances.reduce(0) { $0 + Int($1) }
  }

  private static func fixed(_ squaredDistance: Double) -> UInt32 {
    UInt32(min(squaredDistance, 4) * units)
  }

  /// What each of some faces would change as one more center.
  func trials(of candidates: [Float]) -> [Trial] {
    let (rows, dimension) = (faces.rows, faces.dimension)
    let near = search.nearer(
      to: candidates, than: distances.map { Float(Double($0) / Self.units) })
    let found = Parts<Trial>(count: near.count, empty: Trial(gain: 0, nearer: []))
    faces.workers.forEach(near.count) { candidate, _ in
      let center = Array(candidates[candidate * dimension..<(candidate + 1) * dimension])
      var (gain, nearer) = (0, [(row: Int, distance: UInt32)]())
      for row in near[candidate].map(Int.init) {
        let distance = Self.fixed(Columns.squaredDistance(rows[row], center, dimension))
        guard distance < distances[row] else { continue }
        nearer.append((row, distance))
        gain += Int(distances[row] - distance)
      }
      found.set(candidate, Trial(gain: gain, nearer: nearer))
    }
    return Array(found.values)
  }

  mutating func take(_ trial: Trial) {
    for (row, distance) in trial.nearer { distances[row] = distance }
    total -= trial.gain
  }

  /// The rows at which the sum passes targets; nil where that is before or after these.
  func rows(at targets: [Int], after offset: Int) -> [Int?] {
    var found = [Int?](repeating: nil, count: targets.count)
    var order = targets.indices.sorted { targets[$0] < targets[$1] }[...]
    while let first = order.first, targets[first] < offset { order.removeFirst() }
    var sum = offset
    for row in distances.indices {
      sum += Int(distances[row])
      while let next = order.first, targets[next] < sum {
        found[next] = row
        order.removeFirst()
      }
      if order.isEmpty { break }
    }
    return found
  }
}
