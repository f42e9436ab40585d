/// Centers that batches of faces move, and when they have moved enough. All ranks make the same steps.
struct BatchSteps {
  private(set) var centers: [Float]
  /// The steps so far.
  var done = 0
  var hasConverged = false

  private let dimension: Int
  private let faces: Int
  private let seed: UInt64
  /// How many faces each center has had.
  var weights: [Double]
  var facesSinceReassignment = 0
  /// The mean squared distance of a face of a batch from its center, smoothed over the steps.
  var smoothedCost: Double?
  var leastCost = Double.infinity
  var stepsWithoutGain = 0

  /// Centers with less than this share of the faces of the one with most are put elsewhere.
  private static let leastShare = 0.01
  /// It ends after so many steps without a gain.
  private static let patience = 10
  /// Centers are put elsewhere after so many faces for each.
  private static let facesForReassignment = 10

  init(centers: [Float], dimension: Int, faces: Int, seed: UInt64) {
    self.centers = centers
    self.dimension = dimension
    self.faces = faces
    self.seed = seed
    weights = [Double](repeating: 0, count: centers.count / dimension)
  }

  /// The squared distances of rows from their centers, summed.
  static func cost(_ rows: FloatRows, _ labels: [UInt32], _ centers: [Float]) -> Double {
    centers.withUnsafeBufferPointer { centers in
      (0..<rows.count).reduce(0) { sum, row in
        sum
          + Columns.squaredDistance(
            rows[row], centers.baseAddress! + Int(labels[row]) * rows.dimension, rows.dimension)
      }
    }
  }

  /// Makes a step by a batch.
  mutating func step(_ batch: FloatRows, nearest search: any NearestCenters) {
    let labels = search.nearest(among: centers, before: nil)
    let cost = Self.cost(batch, labels, centers) / Double(batch.count)
    move(batch, labels)
    reassign(batch)
    done += 1
    judge(cost, batch.count)
  }

  /// Moves centers to the means of all faces that they have had.
  private mutating func move(_ batch: FloatRows, _ labels: [UInt32]) {
    let members = labels.indices.sorted { (labels[$0], $0) < (labels[$1], $1) }
    var start = 0
    while start < members.count {
      let center = Int(labels[members[start]])
      let end = members[start...].firstIndex { Int(labels[$0]) != center } ?? members.count
      let (before, after) = (weights[center], weights[center] + Double(end - start))
      for column in 0..<dimension {
        let sum = members[start..<end].reduce(0.0) { $0 + Double(batch[$1][column]) }
        let place = center * dimension + column
        centers[place] = Float((Double(centers[place]) * before + sum) / after)
      }
      weights[center] = after
      start = end
    }
  }

  /// Puts centers that hardly have any faces to faces of the batch, now and then.
  private mutating func reassign(_ batch: FloatRows) {
    facesSinceReassignment += batch.count
    guard
      facesSinceReassignment >= Self.facesForReassignment * weights.count || weights.contains(0)
    else { return }
    facesSinceReassignment = 0
    let most = weights.max()!
    let light = weights.indices.filter { weights[$0] < Self.leastShare * most }
      .sorted { (weights[$0], $0) < (weights[$1], $1) }
      .prefix(batch.count / 2)
    guard !light.isEmpty else { return }
    let rows = RandomDraws(seed: seed &+ UInt64(done), purpose: 6)
      .distinct(light.count, below: batch.count)
    let replaced = Set(light)
    let least = weights.indices.filter { !replaced.contains($0) }.map { weights[$0] }.min() ?? 1
    for (center, row) in zip(light.sorted(), rows) {
      centers.replaceSubrange(center * dimension..<(center + 1) * dimension, with: batch.row(row))
      weights[center] = least
    }
  }

  /// Decides whether this was the last step.
  private mutating func judge(_ cost: Double, _ batch: Int) {
    // The start says nothing yet.
    guard done > 1 else { return }
    let weight = min(1, 2 * Double(batch) / Double(faces + 1))
    let smoothed = smoothedCost.map { $0 * (1 - weight) + cost * weight } ?? cost
    smoothedCost = smoothed
    if smoothed < leastCost {
      leastCost = smoothed
      stepsWithoutGain = 0
    } else {
      stepsWithoutGain += 1
      hasConverged = stepsWithoutGain >= Self.patience
    }
  }
}
