/// Passes of k-means: each face goes to the nearest center, and each center becomes the mean of its faces.
struct Lloyd {
  /// When the passes end before their most, besides when no label changes.
  enum Tolerance {
    /// When the squared shifts of the centers together are at most this share of the mean variance of a
    /// column.
    case ofVariance(Double)
    /// When they are at most this.
    case shift(Double)
  }

  private let faces: any DistributedFaces
  private let search: any NearestCenters
  private let mostPasses: Int
  private let tolerance: Tolerance

  /// - Parameter faces: whose rows stay as they are.
  init(
    _ faces: any DistributedFaces, mostPasses: Int = 300, tolerance: Tolerance = .ofVariance(1e-4)
  ) {
    self.faces = faces
    self.mostPasses = mostPasses
    self.tolerance = tolerance
    search = faces.nearestCenters(to: faces.rows)
  }

  struct Result {
    /// The center of each of this rank's faces.
    let labels: [UInt32]
    let passes: Int
    /// The squared distances of all faces from their centers, summed, in units of 2^-30.
    let cost: Int

    var inertia: Double { Double(cost) / Lloyd.costUnits }
  }

  /// What there is after a pass.
  struct State {
    /// One after another, the same on all ranks.
    var centers: [Float]
    /// The nearest center of each of this rank's faces.
    var labels: [UInt32]
    var passes: Int
  }

  /// What there is before the first pass.
  ///
  /// - Parameter centers: the first ones, one after another; the same on all ranks.
  func start(from centers: [Float]) -> State {
    State(centers: centers, labels: search.nearest(among: centers, before: nil), passes: 0)
  }

  /// Runs until nothing changes. Collective.
  ///
  /// - Parameters:
  ///   - first: before the first pass, or after an earlier one.
  ///   - passed: told the state before each pass, and which share of the most passes is behind it.
  func run(from first: State, passed: (State, Double) throws -> Void) throws -> Result {
    var state = first
    let count = state.centers.count / faces.dimension
    let leastShift = try leastShift()
    while state.passes < mostPasses {
      try passed(state, Double(state.passes) / Double(mostPasses))
      let moved = try means(of: state.labels, state.centers, count: count)
      let next = search.nearest(among: moved, before: state.labels)
      let changes = try faces.sum([zip(state.labels, next).count { $0 != $1 }])[0]
      let shift = squaredShift(state.centers, moved)
      state = State(centers: moved, labels: next, passes: state.passes + 1)
      if changes == 0 || shift <= leastShift { break }
    }
    return Result(
      labels: state.labels, passes: state.passes, cost: try cost(of: state.labels, state.centers))
  }

  private func squaredShift(_ old: [Float], _ new: [Float]) -> Double {
    zip(old, new).reduce(0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }
  }

  private func leastShift() throws -> Double {
    switch tolerance {
    case .shift(let shift): return shift
    case .ofVariance(let share):
      let everything = [UInt32](repeating: 0, count: faces.rows.count)
      let sums = try faces.sum(CenterSums(of: faces, everything, count: 1).sums)
      let mean = sums.map { Double($0) / CenterSums.units(faces.count) / Double(faces.count) }
      // Rows have the length 1.
      let variance = 1 - mean.reduce(0) { $0 + $1 * $1 }
      return share * variance / Double(faces.dimension)
    }
  }

  /// The means of the faces of each label. Collective.
  private func means(of labels: [UInt32], _ centers: [Float], count: Int) throws -> [Float] {
    let own = CenterSums(of: faces, labels, count: count)
    let all = try faces.sum(own.sums + own.counts)
    let dimension = faces.dimension
    var sums = Array(all[..<(count * dimension)])
    var counts = Array(all[(count * dimension)...])
    try fillEmpty(&sums, &counts, labels, centers)
    let units = CenterSums.units(faces.count)
    var means = centers
    for center in 0..<count where counts[center] > 0 {
      for column in center * dimension..<(center + 1) * dimension {
        means[column] = Float(Double(sums[column]) / units / Double(counts[center]))
      }
    }
    return means
  }

  /// Gives each center without faces the face that is farthest from its own. Collective.
  private func fillEmpty(
    _ sums: inout [Int], _ counts: inout [Int], _ labels: [UInt32], _ centers: [Float]
  ) throws {
    let empty = counts.indices.filter { counts[$0] == 0 }
    guard !empty.isEmpty else { return }
    let distances = squaredDistances(labels, centers)
    // Ranks hand over the farthest of theirs: as whole numbers of a distance, a face and its label.
    let farthest = distances.indices.sorted { (distances[$1], $0) < (distances[$0], $1) }
      .prefix(empty.count)
    let all = try faces.gather(
      farthest.flatMap { [distances[$0], faces.own.lowerBound + $0, Int(labels[$0])] })
    let ranked = stride(from: 0, to: all.count, by: 3)
      .sorted { (all[$1], all[$0 + 1]) < (all[$0], all[$1 + 1]) }.prefix(empty.count)
    let rows = try faces.rows(of: ranked.map { all[$0 + 1] })
    let (dimension, units) = (faces.dimension, CenterSums.units(faces.count))
    for (number, (center, place)) in zip(empty, ranked).enumerated() {
      let old = all[place + 2]
      for column in 0..<dimension {
        let value = Int(Double(rows[number * dimension + column]) * units)
        sums[center * dimension + column] += value
        sums[old * dimension + column] -= value
      }
      counts[center] += 1
      counts[old] -= 1
    }
  }

  static let costUnits = Double(1 << 30)

  /// The squared distances of this rank's faces from their centers, in units of 2^-30.
  private func squaredDistances(_ labels: [UInt32], _ centers: [Float]) -> [Int] {
    let (rows, dimension) = (faces.rows, faces.dimension)
    return [Int](unsafeUninitializedCapacity: rows.count) { buffer, count in
      // Each row has a place of its own.
      nonisolated(unsafe) let buffer = buffer
      centers.withUnsafeBufferPointer { centers in
        nonisolated(unsafe) let first = centers.baseAddress
        faces.forEachPart { part, _ in
          for row in part {
            let center = first! + Int(labels[row]) * dimension
            let distance = Columns.squaredDistance(rows[row], center, dimension)
            buffer.initializeElement(at: row, to: Int(distance * Self.costUnits))
          }
        }
      }
      count = rows.count
    }
  }

  private func cost(of labels: [UInt32], _ centers: [Float]) throws -> Int {
    try faces.sum([squaredDistances(labels, centers).reduce(0, +)])[0]
  }

  /// The bytes that a rank needs besides its rows: the rows once more for the search, sums and centers.
  static func bytes(own: Int, clusters: Int, dimension: Int) -> Int {
    own * (dimension * 6 + 64) + clusters * (dimension * 40 + 16)
  }
}
