/// Points that move to the mean of the faces around them, one for each face of this rank.
struct MovingPoints {
  private let faces: any DistributedFaces
  /// The rows of all ranks.
  private let all: FloatRows
  private let bandwidth: Double
  /// Points that still move, all different.
  private var moving: [[Double]]
  /// Where points have come to rest, and how many faces were around them; all different.
  private(set) var reached: [[Double]: Int] = [:]
  private(set) var passes = 0

  /// A point that moves less than this share of the bandwidth has come to rest.
  private static let leastShift = 1e-3
  private static let mostPasses = 300
  /// Points whose surroundings are looked for at a time.
  static let atATime = 512

  /// - Parameter saved: what an earlier run has saved; nil to begin with the faces.
  init(_ faces: any DistributedFaces, all: FloatRows, bandwidth: Double, from saved: MethodState?) {
    self.faces = faces
    self.all = all
    self.bandwidth = bandwidth
    if let saved, let points = SavedPoints(saved, dimension: all.dimension) {
      // What moves is each rank's by its faces, whoever had it before.
      func place(_ face: Int) -> Int { face * points.moving.count / max(1, faces.count) }
      moving = Array(points.moving[place(faces.own.lowerBound)..<place(faces.own.upperBound)])
      reached = faces.own.lowerBound == 0 ? points.reached : [:]
      passes = points.passes
    } else {
      // The same rows move alike.
      moving = Array(Set((0..<faces.rows.count).map { faces.rows.row($0).map { Double($0) } }))
        .sorted { $0.lexicographicallyPrecedes($1) }
    }
  }

  /// Moves the points of all ranks until all have come to rest. Collective.
  mutating func run(saving checkpoint: (any RoundCheckpoint)?, progress: (Double) -> Void) throws {
    let first = try max(1, faces.sum([moving.count])[0])
    while true {
      let left = try faces.sum([moving.count])[0]
      progress(1 - Double(left) / Double(first))
      if left == 0 { break }
      try checkpoint?.passed { try saved() }
      passes += 1
      pass()
    }
  }

  /// Moves each point once.
  private mutating func pass() {
    var still: Set<[Double]> = []
    for start in stride(from: 0, to: moving.count, by: Self.atATime) {
      let points = Array(moving[start..<min(start + Self.atATime, moving.count)])
      for (point, moved) in zip(points, means(around: points)) {
        if moved.faces > 0, distance(point, moved.mean) > Self.leastShift * bandwidth,
          passes <= Self.mostPasses
        {
          still.insert(moved.mean)
        } else if moved.faces > 0 {
          reached[moved.mean] = moved.faces
        }
      }
    }
    // In an order of their own, as that of a set changes.
    moving = still.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The points of all ranks. Collective.
  private func saved() throws -> MethodState {
    let moving = try faces.gather(self.moving.flatMap { $0.map(\.saved) })
    let own = self.reached.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let reached = try faces.gather(own.flatMap { [$0.value] + $0.key.map(\.saved) })
    return MethodState(numbers: [passes, moving.count] + moving + reached)
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    Points.squaredDistance(a, b).squareRoot()
  }

  /// The means of the faces around some points, and how many these are.
  private func means(around points: [[Double]]) -> [(mean: [Double], faces: Int)] {
    // A face of length 1 within the bandwidth of a point has at least this cosine with it; rounding may take
    // a little of it.
    let least = bandwidth < 1 ? (1 - bandwidth * bandwidth).squareRoot() - 1e-6 : -1
    let near = faces.similar(
      to: Points.directions(points), among: all, least: Float(max(-1, least)).nextDown)
    let found = Parts<(mean: [Double], faces: Int)>(count: points.count, empty: ([], 0))
    faces.workers.forEach(points.count) { place, _ in
      var sum = [Double](repeating: 0, count: all.dimension)
      var count = 0
      for face in near[place] {
        let row = all[Int(face)]
        guard
          Columns.squaredDistance(row, points[place], all.dimension).squareRoot() <= bandwidth
        else { continue }
        for column in 0..<all.dimension { sum[column] += Double(row[column]) }
        count += 1
      }
      found.set(place, (count > 0 ? sum.map { $0 / Double(count) } : sum, count))
    }
    return Array(found.values)
  }
}

/// The points of all ranks as a state has them: the passes, how many numbers of moving points follow, these,
/// and the reached points, each with the faces around it before it.
private struct SavedPoints {
  let passes: Int
  let moving: [[Double]]
  let reached: [[Double]: Int]

  /// Nil where a state is none of such points.
  init?(_ state: MethodState, dimension: Int) {
    let numbers = state.numbers
    guard numbers.count >= 2, numbers[0] >= 0, (0...numbers.count - 2).contains(numbers[1]),
      numbers[1] % dimension == 0, (numbers.count - 2 - numbers[1]) % (dimension + 1) == 0
    else { return nil }
    passes = numbers[0]
    let end = 2 + numbers[1]
    // Points of two ranks may have come to the same place.
    moving = Set(
      stride(from: 2, to: end, by: dimension).map { start in
        numbers[start..<start + dimension].map { Double(saved: $0) }
      }
    ).sorted { $0.lexicographicallyPrecedes($1) }
    var reached: [[Double]: Int] = [:]
    for start in stride(from: end, to: numbers.count, by: dimension + 1) {
      let point = numbers[start + 1...start + dimension].map { Double(saved: $0) }
      reached[point] = numbers[start]
    }
    self.reached = reached
  }
}

/// Points of doubles.
enum Points {
  static func squaredDistance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  static func length(_ point: [Double]) -> Double {
    point.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Rows of length 1 in the directions of points; of one at the origin in any.
  static func directions(_ points: [[Double]]) -> FloatRows {
    let dimension = points.first?.count ?? 1
    return FloatRows(
      points.flatMap { point -> [Float] in
        let length = length(point)
        guard length > 0 else {
          return [1] + [Float](repeating: 0, count: dimension - 1)
        }
        return point.map { Float($0 / length) }
      }, dimension: dimension)
  }
}
