/// The points that mean shift has reached on all ranks.
struct ReachedPoints {
  /// All different, those with most faces first, then by their coordinates, falling.
  let points: [[Double]]

  /// Centers that are compared with all others at a time.
  private static let atATime = 512

  /// Collects the points of all ranks, with the faces around each. Collective; the same on all ranks.
  init(gathering own: [[Double]: Int], of faces: any DistributedFaces) throws {
    let dimension = faces.dimension
    let words = own.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap { point, count in
      [count] + point.map(\.saved)
    }
    let all = try faces.gather(words)
    var counts: [[Double]: Int] = [:]
    for start in stride(from: 0, to: all.count, by: dimension + 1) {
      let point = all[start + 1...start + dimension].map { Double(saved: $0) }
      counts[point] = all[start]
    }
    points = counts.sorted { a, b in
      a.value != b.value ? a.value > b.value : b.key.lexicographicallyPrecedes(a.key)
    }.map(\.key)
  }

  /// The points that are within no distance of a better one, one after another.
  func centers(apart distance: Double, _ faces: any DistributedFaces) -> [Float] {
    let shortest = points.map(Points.length).min() ?? 0
    // Two points within the distance have at least this cosine.
    let least =
      shortest > 0 ? 1 - distance * distance / (2 * shortest * shortest) - 1e-6 : -1
    let directions = Points.directions(points)
    var isKept = [Bool](repeating: true, count: points.count)
    var start = 0
    while start < points.count {
      let some = (start..<points.count).lazy.filter { isKept[$0] }.prefix(Self.atATime)
      let chosen = Array(some)
      let near = faces.similar(
        to: Points.directions(chosen.map { points[$0] }), among: directions,
        least: Float(max(-1, least)).nextDown)
      for (place, point) in chosen.enumerated() where isKept[point] {
        for other in near[place].map(Int.init) where other > point && isKept[other] {
          if Points.squaredDistance(points[point], points[other]).squareRoot() <= distance {
            isKept[other] = false
          }
        }
      }
      start = (chosen.last ?? points.count) + 1
    }
    return points.indices.filter { isKept[$0] }.flatMap { points[$0].map { Float($0) } }
  }
}
