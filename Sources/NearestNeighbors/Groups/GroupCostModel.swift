/// What it costs to compare pairs of faces by groups, beside a screening kernel alone.
///
/// By groups a pair costs a part of two scores with a center, the comparison of its codes where that rules out nothing,
/// much more where codes do not, and the comparison of whole codes where a face is loose; how many are is counted on a
/// sample. The unit of cost is the time in which a kernel compares one coordinate of a pair.
struct GroupCostModel {
  /// The cost of a pair that groups rule out.
  private let costOfScores: Double
  /// The cost of a pair that is compared by codes.
  private let costOfCodes: Double
  /// The cost of a pair of a loose face.
  private let costOfLoose: Double
  /// The cost of a pair with a screening kernel alone, which groups must stay below to pay.
  private let costOfScreening: Double
  /// The cost of a pair that groups do not rule out: its similarity, and the offer to two lists. By
  /// `scripts/measure/search-costs` on a Zen 5 at 256 dimensions 8,800 with AVX VNNI and 18,000 with AVX-512 VNNI
  /// where lists refuse the pair; pairs that they take cost the same with a screening kernel.
  private static let costOfHit = 10_000.0
  /// What a score with a center costs besides its coordinates: it is written, and read again for the bounds. By the CPU
  /// times of `face-cluster-mpi knn --min-sim 0.58` with groups and without on 100,000 and 200,000 generated faces of
  /// 64, 128, 256 and 512 columns, as they are generated usually and with cosines of 0.54 to 0.74, with AVX-512 VNNI:
  /// 198, 192, 215 and 307.
  private static let costOfBound = 200.0
  /// The cost of a coordinate of a pair that is compared by codes, with the bounds of the pairs around it: by the times of
  /// `grouped_hits` on generated faces of 128 dimensions with AVX-512 VNNI.
  private static let costOfCodedCoordinate = 3.0
  /// The cost of a coordinate of a pair of a loose face, whose codes are copied before: by the times of
  /// `face-cluster-mpi knn` at 0.374 and 0.4 on 100,000 generated faces.
  private static let costOfCopiedCoordinate = 1.3
  /// Groups must cost no more than this share of a screening kernel alone: a sample may be wrong about a smaller
  /// difference.
  private static let leastAdvantage = 0.95

  /// - Parameter costOfScreening: that of a pair with a screening kernel alone (see `SampledSearch`).
  init(faces: Int, groups: Int, dimension: Int, costOfScreening: Double) {
    self.costOfScreening = costOfScreening
    let scores = 2 * Double(groups) / Double(max(1, faces))
    costOfScores = scores * (Double(dimension) + Self.costOfBound)
    costOfCodes = Self.costOfCodedCoordinate * Double(dimension)
    costOfLoose = Self.costOfCopiedCoordinate * Double(dimension)
  }

  /// Whether there are so few groups that comparing by groups can pay.
  var mayPay: Bool { costOfScores < costOfScreening }

  /// The level by which comparing by groups costs least; nil where none of them pays.
  ///
  /// - Parameter counts: those of a `GroupSample`.
  func cheapest(_ counts: [Int]) -> Int? {
    let levels = counts.count / 3
    guard counts[0] > 0 else { return nil }
    let pairs = Double(counts[0])
    let costs = (0..<levels).map { level in
      let (hits, coded) = (Double(counts[1 + level]), Double(counts[1 + levels + level]))
      let ofLoose = Double(counts[1 + 2 * levels + level])
      return costOfScores
        + (Self.costOfHit * hits + costOfCodes * coded + costOfLoose * ofLoose) / pairs
    }
    let best = costs.indices.min { costs[$0] < costs[$1] }!
    return costs[best] < Self.leastAdvantage * costOfScreening ? best : nil
  }
}
