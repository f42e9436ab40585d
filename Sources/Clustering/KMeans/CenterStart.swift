import Calibration

/// Centers from which k-means starts: faces that lie apart.
struct CenterStart {
  private let faces: any SpreadFaces
  private let count: Int
  private let seed: UInt64

  /// With more clusters centers are just different faces: each further one takes a pass of all ranks.
  static let mostChosen = 10_000

  /// - Parameter count: how many centers, no more than there are faces.
  init(_ faces: any SpreadFaces, count: Int, seed: UInt64) {
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
      var trials: [Nearness.Trial] = []
      for candidate in 0..<candidates {
        let row = Array(rows[candidate * faces.dimension..<(candidate + 1) * faces.dimension])
        trials.append(nearness.trial(of: row, centers))
      }
      let gains = try faces.sum(trials.map(\.gain))
      let best = gains.indices.max { (gains[$0], $1) < (gains[$1], $0) }!
      nearness.take(trials[best], as: UInt32(center))
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

  private let faces: any SpreadFaces
  /// Squared distances, which are at most 4, in units of 2^-29.
  private var distances: [UInt32]
  private var nearest: [UInt32]
  private(set) var total: Int

  private static let units = Double(1 << 29)

  init(_ faces: any SpreadFaces, first: [Float]) {
    self.faces = faces
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
    nearest = [UInt32](repeating: 0, count: rows.count)
    total = distances.reduce(0) { $0 + Int($1) }
  }

  private static func fixed(_ squaredDistance: Double) -> UInt32 {
    UInt32(min(squaredDistance, 4) * units)
  }

  /// What one more center would change.
  func trial(of center: [Float], _ centers: [Float]) -> Trial {
    let (rows, dimension) = (faces.rows, faces.dimension)
    // No face is nearer to this center that is less than half as far from its own as these are from each
    // other; what rounding might hide is looked at.
    let limits = (0..<centers.count / dimension).map { number in
      let between = centers.withUnsafeBufferPointer {
        Columns.squaredDistance(center, $0.baseAddress! + number * dimension, dimension)
      }
      return Self.fixed(between / 4 * (1 - 1e-6))
    }
    let found = Parts<[(row: Int, distance: UInt32)]>(count: faces.parts, empty: [])
    faces.forEachPart { part, piece in
      var nearer: [(row: Int, distance: UInt32)] = []
      for row in part where distances[row] > limits[Int(nearest[row])] {
        let distance = Self.fixed(Columns.squaredDistance(rows[row], center, dimension))
        if distance < distances[row] { nearer.append((row, distance)) }
      }
      found.set(piece, nearer)
    }
    let nearer = found.values.flatMap { $0 }
    return Trial(
      gain: nearer.reduce(0) { $0 + Int(distances[$1.row] - $1.distance) }, nearer: nearer)
  }

  mutating func take(_ trial: Trial, as center: UInt32) {
    for (row, distance) in trial.nearer {
      distances[row] = distance
      nearest[row] = center
    }
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
