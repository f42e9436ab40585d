/// Points that move to the mean of the faces around them, one for each face of this rank.
struct MovingPoints {
  private let faces: any SpreadFaces
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

  init(_ faces: any SpreadFaces, all: FloatRows, bandwidth: Double) {
    self.faces = faces
    self.all = all
    self.bandwidth = bandwidth
    // The same rows move alike.
    moving = Array(Set((0..<faces.rows.count).map { faces.rows.row($0).map { Double($0) } }))
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  mutating func run(progress: (Double) -> Void) {
    let first = max(1, moving.count)
    while !moving.isEmpty {
      passes += 1
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
      progress(1 - Double(moving.count) / Double(first))
    }
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
